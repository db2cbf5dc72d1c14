package jsonscan

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

var (
	strict  = Policy{MaxDepth: 8, MaxMembers: 256, Unique: true, ValidUTF8: true, Complete: true}
	lenient = Policy{MaxDepth: 10_000, Complete: true} // as encoding/json
)

// texts are JSON texts, and others that almost are.
var texts = []string{
	`{"kid":"k","alg":"RS256"}`, `{"iss":"i","x":{"y":[1,-2.5e+3,true,false,null,"\u00e6\ud83d\ude00\n"]}}`,
	`{}`, `{"a":[]}`, `{"a":{}}`, `[]`, `null`, ` { "a" : 1 } `, `{"a":1,}`, `{"a":01}`, `{"a":"\ud800"}`, `{"a":1}x`,
	`{"a":"` + "\xff" + `"}`, `{"":""}`, `{"a":1,"a":2}`, `{"a":1,"\u0061":2}`, `{"a":{"a":1},"b":{"a":2}}`,
	`{"a":` + strings.Repeat("[", 9) + strings.Repeat("]", 9) + `}`, `{"a":1e999}`,
	`{"a":` + strings.Repeat("[", 7) + strings.Repeat("]", 7) + `}`, `{"a":"\u00zz"}`, `{"a":"\ud83d\u00"}`, `{"a`, `{"a"`,
}

// stringTexts are texts of one string, good and bad.
var stringTexts = []string{
	`""`, `"a"`, `"\u0041\n\/\\\""`, `"\ud83d\ude00"`, `"æ"`, `"\ud83d"`, `"\u00e"`, "\"\x00\"", `"a`, `"a\`, `"\u12`,
	`"\u12"`, `"\ud83d\u0041"`, `"\ud83d\u00`, `"a\n`, "\"\\n\x01\"", `"\u00G0"`, "\"\xff\"", "\"a\xc3\\n\xff\xfe\"", `"\`,
	`"12345678\"1234567"`, `"\ude00\ud83d"`, "\"\xed\xa0\x80\"", `"\'"`, `"\"`,
}

// walk skips one value.
func walk(text string, policy Policy) Fault {
	var s Scanner
	s.Begin(text, policy)
	s.Skip()
	return s.End()
}

// FuzzStrict compares the strict walk with encoding/json: what it accepts is JSON and valid UTF-8, and what it calls
// invalid JSON is.
func FuzzStrict(f *testing.F) {
	for _, text := range append(texts, stringTexts...) {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var value any
		switch fault := walk(text, strict); {
		case fault == None && (!json.Valid([]byte(text)) || !utf8.ValidString(text)):
			t.Errorf("accepts what is not JSON: %q", text)
		// A number may be too large for a float64.
		case fault == None && json.Unmarshal([]byte(text), &value) != nil && !strings.ContainsAny(text, "eE"):
			t.Errorf("accepts what encoding/json does not: %q", text)
		case fault == Syntax && json.Valid([]byte(text)) && utf8.ValidString(text):
			t.Errorf("calls JSON invalid: %q", text)
		}
	})
}

// FuzzLenient: the walk accepts exactly what encoding/json does.
func FuzzLenient(f *testing.F) {
	for _, text := range append(texts, stringTexts...) {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if fault := walk(text, lenient); (fault == None) != json.Valid([]byte(text)) {
			t.Errorf("%q: %s, encoding/json says %t", text, fault, json.Valid([]byte(text)))
		}
	})
}

// FuzzText: a string has the value that encoding/json gives it, under both policies.
func FuzzText(f *testing.F) {
	for _, text := range stringTexts {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var want string
		err := json.Unmarshal([]byte(text), &want)
		for name, policy := range map[string]Policy{"strict": strict, "lenient": lenient} {
			var s Scanner
			s.Begin(text, policy)
			if s.Peek() != '"' {
				return
			}
			got := s.Text()
			if s.End() == None && (err != nil || got != want) {
				t.Errorf("%s: %q is %q, want %q (%v)", name, text, got, want, err)
			}
			if name == "lenient" && (s.End() == None) != (err == nil) {
				t.Errorf("%q: %s, encoding/json says %v", text, s.End(), err)
			}
		}
	})
}

// FuzzPlainLength compares eight bytes at a time with one at a time.
func FuzzPlainLength(f *testing.F) {
	for c := range 256 {
		f.Add("1234567" + string([]byte{byte(c)}) + "abcdefgh")
	}
	f.Fuzz(func(t *testing.T, text string) {
		want := slices.IndexFunc([]byte(text), func(c byte) bool { return c < ' ' || c == '"' || c == '\\' })
		if want < 0 {
			want = len(text)
		}
		if got := plainLength(text); got != want {
			t.Errorf("plainLength(%q) = %d, want %d", text, got, want)
		}
	})
}

func TestFaults_SEC029(t *testing.T) {
	manyMembers := `{"x":0` + strings.Repeat(`,"y":0`, 256) + `}`
	tests := []struct {
		name, text      string
		strict, lenient Fault
	}{
		{"an object", `{"a":[1,"x",null]}`, None, None},
		{"a name twice", `{"a":1,"a":2}`, Duplicate, None},
		{"a name twice by an escape", `{"a":1,"\u0061":2}`, Duplicate, None},
		{"a name in two objects", `{"a":{"a":1},"b":{"a":2}}`, None, None},
		{"a name after an inner object", `{"a":{"b":1},"a":2}`, Duplicate, None},
		{"eight levels", strings.Repeat("[", 8) + strings.Repeat("]", 8), None, None},
		{"nine levels", strings.Repeat("[", 9) + strings.Repeat("]", 9), Depth, None},
		{"10,000 levels", strings.Repeat("[", 10_000) + strings.Repeat("]", 10_000), Depth, None},
		{"10,001 levels", strings.Repeat("[", 10_001) + strings.Repeat("]", 10_001), Depth, Depth},
		{"257 members", manyMembers, Duplicate, None},
		{"invalid UTF-8", "\"\xff\"", UTF8, None},
		{"half a surrogate pair", `"\ud83d"`, UTF8, None},
		{"text after the value", `1 2`, Trailing, Trailing},
		{"no text", ``, Syntax, Syntax},
		{"a comma at the end", `[1,]`, Syntax, Syntax},
		{"a number with a zero in front", `[01]`, Syntax, Syntax},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := walk(test.text, strict); got != test.strict {
				t.Errorf("strict: %s, want %s", got, test.strict)
			}
			if got := walk(test.text, lenient); got != test.lenient {
				t.Errorf("lenient: %s, want %s", got, test.lenient)
			}
		})
	}
	if got := walk(manyMembers, Policy{MaxDepth: 8, MaxMembers: 256}); got != Members {
		t.Errorf("257 members: %s", got)
	}
}

// TestNothingIsReadAfterAFault: a caller need look for a fault only at the end.
func TestNothingIsReadAfterAFault(t *testing.T) {
	var s Scanner
	s.Begin(`{"a":"b","c":1}`, strict)
	o := s.Object()
	s.Fail(Own + 3)
	s.Fail(Syntax)
	if name, ok := s.Member(&o); name != "" || ok || s.Peek() != 0 || s.Text() != "" || s.Number() != "" || s.Element(false) {
		t.Error("the walk goes on after a fault")
	}
	if fault := s.End(); fault != Own+3 || fault.String() != "unexpected value" {
		t.Errorf("the first fault is %d, %s", fault, fault)
	}
}

func TestNamesBeyondTheNearOnesAreCompared(t *testing.T) {
	for _, count := range []int{1, usualMembers - 1, usualMembers, usualMembers + 1, 3 * usualMembers} {
		var names nameStack
		for i := range count {
			names.push(strings.Repeat("x", i+1))
		}
		for from := range count {
			for i := range count {
				if name := strings.Repeat("x", i+1); names.has(name, from) != (i >= from) {
					t.Fatalf("%d names: name %d from %d is %t", count, i, from, i < from)
				}
			}
		}
	}
}
