package auth

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// texts are JSON texts, and others that almost are.
var texts = []string{
	`{"kid":"k","alg":"RS256"}`, `{"iss":"i","sub":"s","exp":1790000000,"cognito:groups":["a","b"],"x":{"y":[1,-2.5e+3,true,false,null,"\u00e6\ud83d\ude00\n"]}}`,
	`{}`, `{"a":[]}`, `{"a":{}}`, `[]`, `null`, ` { "a" : 1 } `, `{"a":1,}`, `{"a":01}`, `{"a":"\ud800"}`, `{"a":1}x`,
	`{"a":"` + "\xff" + `"}`, `{"":""}`, `{"a":1,"a":2}`,
	`{"a":` + strings.Repeat("[", 9) + strings.Repeat("]", 9) + `}`, `{"exp":1.5}`, `{"exp":"1"}`, `{"aud":["a"]}`,
	`{"aud":[]}`, `{"email_verified":"true"}`, `{"a":1e999}`,
}

// FuzzClaims: no payload causes a panic, and accepted claims are what encoding/json finds under exactly those names.
// Groups are an array of strings or absent.
func FuzzClaims_R62(f *testing.F) {
	for _, text := range texts {
		f.Add(text)
	}
	for _, groups := range []string{
		`[]`, `["a"]`, `["a","\u0062",""]`, `"a"`, `null`, `[null]`, `["a",1]`, `[["a"]]`, `{"a":"b"}`, `["a"`,
	} {
		f.Add(`{"cognito:groups":` + groups + `,"sub":"s"}`)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, reason := readClaims(text, 0)
		if reason != reasonNone {
			return
		}
		var all map[string]json.RawMessage
		if err := json.Unmarshal([]byte(text), &all); err != nil {
			t.Fatalf("took %q: %v", text, err)
		}
		for name, got := range map[string]string{"iss": c.issuer, "sub": c.subject, "token_use": c.tokenUse,
			"client_id": c.clientID, "username": c.username, "email": c.email} {
			var want string
			if raw, there := all[name]; there && json.Unmarshal(raw, &want) != nil {
				t.Errorf("took a %s that is no string: %q", name, text)
			}
			if got != want {
				t.Errorf("%s is %q, want %q", name, got, want)
			}
		}
		var exp int64
		if raw, there := all["exp"]; there && (json.Unmarshal(raw, &exp) != nil || exp <= 0) {
			t.Errorf("took an exp that is no whole number: %q", text)
		}
		if c.expires != exp {
			t.Errorf("exp is %d, want %d", c.expires, exp)
		}
		var groups []string
		if raw, there := all["cognito:groups"]; there && (json.Unmarshal(raw, &groups) != nil || groups == nil) ||
			!slices.Equal(c.groups, groups) {
			t.Errorf("groups are %q, want %q: %q", c.groups, groups, text)
		}
	})
}

// FuzzHeader: an accepted header says RS256 and names a key.
func FuzzHeader(f *testing.F) {
	for _, text := range append(texts, `{"alg":"none","kid":"k"}`, `{"alg":"RS256","kid":"k","crit":[]}`,
		`{"alg":"RS256","kid":"k","typ":"JWT"}`) {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		kid, reason := readHeader(text, 0)
		if reason != reasonNone {
			return
		}
		var all map[string]any
		if err := json.Unmarshal([]byte(text), &all); err != nil && !strings.ContainsAny(text, "eE") {
			t.Fatalf("took %q: %v", text, err)
		}
		if all != nil && (all["alg"] != "RS256" || all["kid"] != kid || kid == "" || all["crit"] != nil) {
			t.Errorf("took %q", text)
		}
	})
}

// FuzzKeySet: no key set causes a panic, and no returned key is too short or has no ID.
func FuzzKeySet(f *testing.F) {
	f.Add(`{"keys":[{"kty":"RSA","alg":"RS256","use":"sig","kid":"k","n":"AQAB","e":"AQAB"}]}`)
	f.Add(`{"keys":[{"kty":"EC"},{"kty":"oct","k":"AA"},1,null,[]]}`)
	f.Add(`{"keys":null}`)
	f.Fuzz(func(t *testing.T, text string) {
		keys, _, err := parseKeys([]byte(text), 0)
		if (len(keys) == 0) != (err != nil) {
			t.Errorf("%d keys with error %v", len(keys), err)
		}
		for _, key := range keys {
			if key.id == "" || key.rsa.N.BitLen() < minKeyBits || key.rsa.E < minExponent {
				t.Errorf("took a bad key from %q", text)
			}
		}
	})
}

func TestSecondsAreWholeNumbers_SEC030(t *testing.T) {
	tests := []struct {
		text string
		want int64
		good bool
	}{
		{"1", 1, true}, {"1790000000", 1790000000, true}, {"253402300799", 253402300799, true},
		{"253402300800", 0, false}, {"0", 0, false}, {"-1", 0, false},
		{"1.0", 0, false}, {"1e3", 0, false}, {"9223372036854775808", 0, false}, {"18446744073709551617", 0, false},
		{`"1"`, 0, false}, {"null", 0, false},
	}
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			var r reader
			r.begin(test.text, 0)
			got := r.secondsOr(reasonExpiryFormat)
			if reason := r.end(); (reason == reasonNone) != test.good || test.good && got != test.want {
				t.Errorf("got %d, %s", got, reasonNames[reason])
			}
		})
	}
}

// reasons are what users' log searches and alarms rely on: new ones may be added, none may be renamed.
const reasons = "size form base64 base64_bits json utf8 trailing duplicate depth members alg kid typ header signature iss token_use client_id aud azp sub username " +
	"groups claim_type exp_format iat_format nbf_format auth_time_format iat nbf auth_time lifetime exp pair key_type key_alg key_use key_ops key_id key_private " +
	"key_size key_exponent key_duplicate jwks_redirect jwks_status jwks_encoding jwks_size jwks_pause jwks deadline"

func TestReasonCodesAreStable_R54(t *testing.T) {
	known := reasonNames[reasonNone+1:]
	for reason := range strings.FieldsSeq(reasons) {
		if !slices.Contains(known, reason) {
			t.Errorf("the reason %q is gone", reason)
		}
	}
	if want := len(strings.Fields(reasons)); len(known) != want {
		t.Errorf("there are %d reasons, and %d are written down here", len(known), want)
	}
}

func TestEveryRuleHasItsOwnName(t *testing.T) {
	seen := map[string]bool{}
	for g := reasonNone + 1; g < reasonCount; g++ {
		if reasonNames[g] == "" || seen[reasonNames[g]] {
			t.Errorf("rule %d has the name %q", g, reasonNames[g])
		}
		seen[reasonNames[g]] = true
	}
	if reasonCount > 64 {
		t.Errorf("%d rules do not fit into a set of 64", reasonCount)
	}
}

// BenchmarkClaims reads the claims of a usual access token.
func BenchmarkClaims(b *testing.B) {
	const payload = `{"sub":"5f3c2a1e-7d94-4b0a-9c55-0d6f2f9d3b1a","cognito:groups":["readers","admin"],` +
		`"iss":"https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbCdEfGhI","version":2,"client_id":"1example23456789",` +
		`"origin_jti":"0c7f2a11-1111-4222-8333-944455556666","event_id":"6d1f2a11-1111-4222-8333-944455556666","token_use":"access",` +
		`"scope":"openid email","auth_time":1790000000,"exp":1790000900,"iat":1790000000,"jti":"a17f2a11-1111-4222-8333-944455556666",` +
		`"username":"5f3c2a1e-7d94-4b0a-9c55-0d6f2f9d3b1a"}`
	b.ReportAllocs()
	for b.Loop() {
		if _, reason := readClaims(payload, 0); reason != 0 {
			b.Fatal(reason)
		}
	}
}
