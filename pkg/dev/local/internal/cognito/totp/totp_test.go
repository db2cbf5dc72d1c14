package totp

import (
	"strings"
	"testing"
	"testing/quick"
	"time"
)

// secretOfTheRFC is the key of RFC 6238 appendix B.
var secretOfTheRFC = Encode([]byte("12345678901234567890"))

// The vectors of RFC 6238 appendix B, of which six digits are kept.
func TestCodesOfRFC6238(t *testing.T) {
	for unix, want := range map[int64]string{
		59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037",
		20000000000: "353130",
	} {
		got, err := Code(secretOfTheRFC, time.Unix(unix, 0))
		if err != nil || got != want {
			t.Errorf("at %d the code is %q, %v; want %s", unix, got, err, want)
		}
	}
}

func TestMatchAllowsOneStepOfDrift(t *testing.T) {
	now := time.Unix(1_800_000_010, 0)
	for _, test := range []struct {
		name   string
		offset time.Duration
		ok     bool
	}{
		{"two steps ago", -2 * Period, false}, {"the step before", -Period, true}, {"now", 0, true},
		{"the next step", Period, true}, {"in two steps", 2 * Period, false},
	} {
		code, err := Code(secretOfTheRFC, now.Add(test.offset))
		if err != nil {
			t.Fatal(err)
		}
		step, ok := Match(secretOfTheRFC, code, now)
		if ok != test.ok || ok && step != Step(now.Add(test.offset)) {
			t.Errorf("%s: step %d, %v", test.name, step, ok)
		}
	}
}

func TestMatchReadsCodesAsAppsShowThem(t *testing.T) {
	now := time.Unix(59, 0)
	for code, want := range map[string]bool{
		"287082": true, "287 082": true, " 287082 ": true, "287-082": false, "28708": false, "2870820": false,
		"": false, "２８７０８２": false,
	} {
		if _, ok := Match(secretOfTheRFC, code, now); ok != want {
			t.Errorf("%q: %v", code, ok)
		}
	}
}

func TestSecrets(t *testing.T) {
	if secret := Encode(make([]byte, SecretBytes)); len(secret) != 52 || strings.Contains(secret, "=") {
		t.Errorf("a secret is %q, of %d characters", secret, len(secret))
	}
	for text, ok := range map[string]bool{
		secretOfTheRFC: true, strings.ToLower(secretOfTheRFC): true, "GEZD GNBV-GY3T QOJQ GEZD GNBV GY3T QOJQ": true,
		"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOI=": true, "": false, "GEZDGNBV": false, "not base32 at all, 1890": false,
	} {
		if err := Check(text); (err == nil) != ok {
			t.Errorf("%q: %v", text, err)
		}
	}
	if _, err := Code("", time.Unix(59, 0)); err == nil {
		t.Error("no secret made a code")
	}
	if _, ok := Match("", "287082", time.Unix(59, 0)); ok {
		t.Error("a code matched no secret")
	}
}

func TestURI(t *testing.T) {
	for _, test := range []struct{ issuer, account, want string }{
		{"local", "ann@example.com", "otpauth://totp/local:ann@example.com?secret=S&issuer=local"},
		{"R&D a+b", "ünal", "otpauth://totp/R%26D%20a%2Bb:%C3%BCnal?secret=S&issuer=R%26D%20a%2Bb"},
		{"a:b", "c:d", "otpauth://totp/a%20b:c%20d?secret=S&issuer=a%20b"},
	} {
		if got := URI(test.issuer, test.account, "S"); got != test.want {
			t.Errorf("%q, %q:\n%s, want\n%s", test.issuer, test.account, got, test.want)
		}
	}
}

// Whatever the secret, a code matches at its own step.
func TestCodesMatchTheirOwnStep(t *testing.T) {
	property := func(key [SecretBytes]byte, unix uint32) bool {
		at := time.Unix(int64(unix), 0)
		code, err := Code(Encode(key[:]), at)
		_, ok := Match(Encode(key[:]), code, at)
		return err == nil && ok
	}
	if err := quick.Check(property, nil); err != nil {
		t.Error(err)
	}
}
