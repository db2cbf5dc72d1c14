package auth_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"cognitossr/pkg/auth"
	"cognitossr/pkg/auth/authtest"
)

// standingPool returns a pool with a stopped clock.
func standingPool(t testing.TB) *authtest.Pool {
	t.Helper()
	pool := authtest.NewPool(t)
	now := time.Unix(1_790_000_000, 0)
	pool.Now = func() time.Time { return now }
	return pool
}

// withBundledKeys makes a verifier that has the pool's keys from the start.
func withBundledKeys(t testing.TB, pool *authtest.Pool) *auth.Verifier {
	t.Helper()
	config := pool.Config()
	config.JWKS = pool.JWKS()
	return newVerifier(t, config)
}

// outcome is the result of a case.
type outcome struct {
	want   authtest.Want
	reason string
	admin  bool
}

// classify returns the outcome that an error stands for.
func classify(err error) authtest.Want {
	switch {
	case err == nil:
		return authtest.Accepted
	case errors.Is(err, auth.ErrExpired):
		return authtest.Expired
	case errors.Is(err, auth.ErrNotYet):
		return authtest.NotYet
	case errors.Is(err, auth.ErrUnknownKey) && errors.Is(err, auth.ErrInvalid):
		return authtest.Unknown
	case errors.Is(err, auth.ErrInvalid):
		return authtest.Invalid
	}
	return authtest.Want("another error: " + err.Error())
}

// verdict verifies a case.
func verdict(t testing.TB, verifier *auth.Verifier, c authtest.Case) outcome {
	if c.Kind == authtest.AsID {
		_, err := verifier.VerifyID(t.Context(), c.Token)
		return outcome{classify(err), auth.Reason(err), false}
	}
	token, err := verifier.VerifyAccess(t.Context(), c.Token)
	return outcome{classify(err), auth.Reason(err), err == nil && token.InGroup("admin")}
}

// mistake runs a case and returns what is wrong with the verdict, or "".
func mistake(t testing.TB, verifier *auth.Verifier, pool *authtest.Pool, c authtest.Case) string {
	before := pool.Fetches()
	got := verdict(t, verifier, c)
	fetches := pool.Fetches() - before
	switch {
	case got.want != c.Want:
		return fmt.Sprintf("is %s (%s), want %s", got.want, got.reason, c.Want)
	case c.Reason != "" && got.reason != c.Reason:
		return fmt.Sprintf("reason is %s, want %s", got.reason, c.Reason)
	case got.admin != c.Admin:
		return fmt.Sprintf("admin is %t, want %t", got.admin, c.Admin)
	case fetches != c.Fetches:
		return fmt.Sprintf("%d fetches, want %d", fetches, c.Fetches)
	}
	return ""
}

// TestCorpus_SEC024_to_SEC035: the name of each case begins with its requirement, as in "SEC-025/T-40 4 parts".
func TestCorpus_SEC024_to_SEC035(t *testing.T) {
	pool := standingPool(t)
	cases := authtest.Corpus(pool)
	if len(cases) < 300 {
		t.Errorf("the corpus has only %d cases", len(cases))
	}
	for _, c := range cases {
		t.Run(c.Rule+"/"+c.ID+" "+c.Name, func(t *testing.T) {
			verifier := withBundledKeys(t, pool)
			for range 2 { // the second time with whatever the first one left in the cache
				if wrong := mistake(t, verifier, pool, c); wrong != "" {
					t.Error(wrong)
				}
				c.Fetches = 0 // a kid that is unknown starts the pause
			}
			if got := verdictBeside(t, verifier, pool, c); c.Beside != "" && got != c.Beside {
				t.Errorf("next to a good token of the other kind it is %s, want %s", got, c.Beside)
			}
		})
	}
}

// verdictBeside verifies a case together with a good token of the other kind.
func verdictBeside(t testing.TB, verifier *auth.Verifier, pool *authtest.Pool, c authtest.Case) authtest.Want {
	id, access := pool.ID(nil), c.Token
	if c.Kind == authtest.AsID {
		id, access = c.Token, pool.Access(nil)
	}
	_, err := verifier.VerifyPair(t.Context(), id, access)
	return classify(err)
}

// attacks are the IDs of docs/REQUIREMENTS.md. Gaps are numbers that were never used.
const attacks = "01 02 03 04 05 06 07 09 10 12 13 15 16 17 18 19 20 21 23 25 27 29 30 31 32 33 34 37 38 39 40 41 42 43 45 46 47 48 49 50 51 52 53 55 56 57 58 59 60 " +
	"61 62 63 65 66 67 68 69 70 71 72 74 75 76 77 78 79 80 81 82 83 85 86 87 88 89 90 91 92 93 94 95 97 98 99 100 101 102 103 105 106"

// TestCorpusTriesEveryAttack_T01_to_T106: no case can be removed or renamed unnoticed.
func TestCorpusTriesEveryAttack_T01_to_T106(t *testing.T) {
	tried := map[string]int{}
	for _, c := range authtest.Corpus(standingPool(t)) {
		tried[c.ID]++
	}
	for attack := range strings.FieldsSeq(attacks) {
		if tried["T-"+attack] == 0 {
			t.Errorf("the corpus has no case of T-%s", attack)
		}
	}
}

// coveredTwice are rules whose tokens another rule refuses, too: without them only the reason code changes.
var coveredTwice = []string{"form", "iat_format"}

// TestEveryRuleIsNeeded disables one rule at a time: at least one case must then fail, or the corpus would not notice
// the loss of the rule.
func TestEveryRuleIsNeeded(t *testing.T) {
	pool := standingPool(t)
	cases := authtest.Corpus(pool)
	for _, rule := range auth.Rules() {
		t.Run(rule, func(t *testing.T) {
			if noticed := noticedByTokens(t, pool, cases, rule) + noticedByPairs(t, rule) + noticedByKeySets(t,
				rule); noticed == 0 {
				t.Errorf("nothing fails without the rule %q", rule)
			}
		})
	}
}

// noticedByTokens runs the corpus without a rule up to the first case that fails, and returns 1 if there is one.
func noticedByTokens(t *testing.T, pool *authtest.Pool, cases []authtest.Case, rule string) int {
	shared := withBundledKeys(t, pool)
	shared.Disable(rule)
	for _, c := range cases {
		verifier := shared
		if c.Fetches > 0 {
			verifier = withBundledKeys(t, pool)
			verifier.Disable(rule)
		}
		if !slices.Contains(coveredTwice, rule) {
			c.Reason = ""
		}
		if wrong := mistake(t, verifier, pool, c); wrong != "" {
			t.Logf("%s %s: %s", c.ID, c.Name, wrong)
			return 1
		}
	}
	return 0
}

// noticedByPairs runs the pairs without a rule.
func noticedByPairs(t *testing.T, rule string) (noticed int) {
	for _, c := range pairs {
		pool := standingPool(t)
		verifier := withBundledKeys(t, pool)
		verifier.Disable(rule)
		_, err := verifier.VerifyPair(t.Context(), pool.ID(c.id), pool.Access(c.access))
		if classify(err) != c.want || auth.Reason(err) != c.reason {
			noticed++
		}
	}
	return noticed
}

// another is the subject of a second user.
var another = authtest.Claims{"sub": "another", "username": "another", "email": "eve@example.com"}

// pairs are tokens that alone are good, or just expired.
var pairs = []struct {
	name       string
	id, access authtest.Claims
	want       authtest.Want
	reason     string
}{
	{"both of one user", nil, nil, authtest.Accepted, ""},
	{"ID token of another user, T-100", another, nil, authtest.Invalid, "pair"},
	{"access token of another user", nil, another, authtest.Invalid, "pair"},
	{"expired access token", nil, authtest.Claims{"exp": 1_790_000_000}, authtest.Expired, "exp"},
	{"expired ID token", authtest.Claims{"exp": 1_790_000_000}, nil, authtest.Expired, "exp"},
	{
		"access token of the future, a clock that is behind", nil, authtest.Claims{"iat": 1_790_000_031},
		authtest.NotYet, "iat",
	},
	{"ID token of the future", authtest.Claims{"auth_time": 1_790_000_031}, nil, authtest.NotYet, "auth_time"},
	{
		"expired access token, and ID token of the future", authtest.Claims{"iat": 1_790_000_031},
		authtest.Claims{"exp": 1_790_000_000}, authtest.NotYet, "iat",
	},
	{
		"access token of the future and ID token of another user", another, authtest.Claims{"iat": 1_790_000_031},
		authtest.Invalid, "pair",
	},
	{
		"access token of the future and ID token of another client", authtest.Claims{"aud": "other"},
		authtest.Claims{"iat": 1_790_000_031}, authtest.Invalid, "aud",
	},
	{
		"expired access token and ID token of another user", another, authtest.Claims{"exp": 1_790_000_000},
		authtest.Invalid, "pair",
	},
	{
		"expired access token and ID token of another client", authtest.Claims{"aud": "other"},
		authtest.Claims{"exp": 1_790_000_000}, authtest.Invalid, "aud",
	},
	{
		"access token of another client and expired ID token", authtest.Claims{"exp": 1_790_000_000},
		authtest.Claims{"client_id": "other"}, authtest.Invalid, "client_id",
	},
}

func TestVerifyPair_SEC055_R52_N15(t *testing.T) {
	for _, test := range pairs {
		t.Run(test.name, func(t *testing.T) {
			pool := standingPool(t)
			identity, err := withBundledKeys(t, pool).VerifyPair(t.Context(), pool.ID(test.id), pool.Access(test.access))
			if classify(err) != test.want || auth.Reason(err) != test.reason || (identity == nil) != (err != nil) {
				t.Errorf("got %v, want %s (%s)", err, test.want, test.reason)
			}
		})
	}
}

func TestAnySignatureBitCounts_T34(t *testing.T) {
	pool := standingPool(t)
	verifier := withBundledKeys(t, pool)
	token := pool.Access(nil)
	dot := strings.LastIndexByte(token, '.')
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	for i := dot + 1; i < len(token); i++ {
		for bit := range 6 {
			changed := alphabet[strings.IndexByte(alphabet, token[i])^1<<bit]
			if _, err := verifier.VerifyAccess(t.Context(), token[:i]+string(changed)+token[i+1:]); !errors.Is(err,
				auth.ErrInvalid) {
				t.Fatalf("bit %d of character %d: %v", bit, i-dot-1, err)
			}
		}
	}
}

// TestErrorsHoldNoTokenText_SEC035_R54 puts marked text into all parts of tokens and looks for it in the errors.
func TestErrorsHoldNoTokenText_SEC035_R54(t *testing.T) {
	const mark = "kanarienvogel"
	pool := standingPool(t)
	verifier := withBundledKeys(t, pool)
	tokens := []string{mark, mark + "." + mark + "." + mark}
	for _, name := range []string{
		"iss", "sub", "client_id", "token_use", "aud", "azp", "exp", "iat", "username", "cognito:groups", "nbf",
	} {
		tokens = append(tokens, pool.Access(authtest.Claims{name: mark}),
			pool.Access(authtest.Claims{name: map[string]any{mark: mark}}))
	}
	for _, header := range []string{`{"kid":"` + mark + `","alg":"RS256"}`, `{"alg":"` + mark + `"}`, mark} {
		tokens = append(tokens, pool.Sign(1, header, pool.AccessPayload(nil)))
	}
	refused := 0
	for _, token := range tokens {
		_, err := verifier.VerifyAccess(t.Context(), token)
		if err == nil {
			continue
		}
		refused++
		if text := fmt.Sprintf("%v %+v %#v %s", err, err, err, auth.Reason(err)); strings.Contains(text, mark) {
			t.Errorf("the error shows token text: %s", text)
		}
	}
	if refused < len(tokens)-4 {
		t.Errorf("only %d of %d tokens were refused", refused, len(tokens))
	}
}
