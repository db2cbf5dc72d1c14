package awsjson

import (
	"encoding/json"
	"testing"
	"unicode/utf8"
)

func TestTextFollowsAPath(t *testing.T) {
	tests := []struct {
		name, answer string
		path         []string
		want         string
		ok           bool
	}{
		{"nested", `{"Parameter":{"Type":"x","Value":"a\"b"},"More":[1]}`, []string{"Parameter", "Value"}, `a"b`, true},
		{"absent", `{"Parameter":{}}`, []string{"Parameter", "Value"}, "", true},
		{"of another type", `{"Parameter":{"Value":1}}`, []string{"Parameter", "Value"}, "", true},
		{"an object at its end", `{"Parameter":{"Value":{}}}`, []string{"Parameter", "Value"}, "", true},
		{"a text too early", `{"Parameter":"Value"}`, []string{"Parameter", "Value"}, "", true},
		{"a name twice", `{"a":"1","a":"2"}`, []string{"a"}, "", false},
		{"cut", `{"a":"1"`, []string{"a"}, "", false},
		{"text after it", `{"a":"1"}x`, []string{"a"}, "", false},
		{"no object", `"a"`, []string{"a"}, "", false},
		{"nothing", ``, []string{"a"}, "", false},
		{"HTML", `<html>`, []string{"a"}, "", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got, ok := Text(tt.answer, tt.path...); ok != tt.ok || ok && got != tt.want {
				t.Errorf("Text() = %q, %v; want %q, %v", got, ok, tt.want, tt.ok)
			}
		})
	}
}

func FuzzQuote(f *testing.F) {
	f.Add("plain")
	f.Add("\"\\\n\x00\u2028é\xff")
	f.Fuzz(func(t *testing.T, text string) {
		var back string
		if err := json.Unmarshal([]byte(Quote(text)), &back); err != nil || utf8.ValidString(text) && back != text {
			t.Errorf("Quote(%q) = %s, which is %q: %v", text, Quote(text), back, err)
		}
	})
}
