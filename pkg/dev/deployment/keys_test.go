package deployment

import (
	"strings"
	"testing"
)

// TestKeysAreThoseThatTheSiteUses_U23: what is shipped, and what is called broken, follows one rule.
func TestKeysAreThoseThatTheSiteUses_U23(t *testing.T) {
	modulus := strings.Repeat("qqqq", 86)
	key := func(id, change, to string) string {
		return strings.Replace(`{"kid":"`+id+`","kty":"RSA","alg":"RS256","use":"sig","e":"AQAB","n":"`+modulus+`"}`,
			change, to, 1)
	}
	tests := []struct {
		name, keys string
		want       int // 0: an error
	}{
		{"two", key("a", "", "") + "," + key("b", "", ""), 2},
		{"one", key("a", "", ""), 1},
		{"one and another kind", key("a", "", "") + `,{"kid":"b","kty":"EC"}`, 1},
		{"one id twice", key("a", "", "") + "," + key("a", "", "") + "," + key("b", "", ""), 1},
		{"only one id twice", key("a", "", "") + "," + key("a", "", ""), 0},
		{"for encryption", key("a", "sig", "enc"), 0},
		{"other algorithm", key("a", "RS256", "RS512"), 0},
		{"short", key("a", modulus, "AQAB"), 0},
		{"no id", key("", "", ""), 0},
		{"private", key("a", `"e"`, `"d":"AQAB","e"`), 0},
		{"for signing only", key("a", `"e"`, `"key_ops":["sign"],"e"`), 0},
		{"none", "", 0},
	}
	for _, tt := range tests {
		keys, err := Keys([]byte(`{"keys":[` + tt.keys + `]}`))
		if len(keys) != tt.want || (err == nil) != (tt.want > 0) {
			t.Errorf("%s: %d keys, %v; want %d", tt.name, len(keys), err, tt.want)
		}
	}
	if _, err := Keys([]byte("<html>")); err == nil {
		t.Error("no JSON: no error")
	}
}
