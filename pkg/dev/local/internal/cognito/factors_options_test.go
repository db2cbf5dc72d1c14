package cognito

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
	"cognitossr/pkg/dev/local/internal/cognito/totp"
)

func TestSecondFactorsOfTheOptions(t *testing.T) {
	for _, test := range []struct {
		mode    string
		factors []string
		want    []pool.Factor
		refused string
	}{
		{"", nil, nil, ""}, {"OFF", []string{"sms"}, nil, ""},
		{"ON", nil, []pool.Factor{pool.SoftwareToken}, ""},
		{"OPTIONAL", []string{"email", "sms"}, []pool.Factor{pool.TextMessage, pool.EmailMessage}, ""},
		{"on", nil, nil, "want OFF, OPTIONAL or ON"}, {"ON", []string{"fingerprint"}, nil, "want one of totp, sms, email"},
	} {
		s, err := New(Options{MFA: test.mode, MFAFactors: test.factors})
		if test.refused != "" {
			if err == nil || !strings.Contains(err.Error(), test.refused) {
				t.Errorf("%q %v: %v", test.mode, test.factors, err)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if got := s.pool.Configuration().Factors(); !slices.Equal(got, test.want) {
			t.Errorf("%q %v: %v", test.mode, test.factors, got)
		}
	}
}

// A deployment adds the mailed code to the app, with its own words.
func TestMailedCodesOfADeployment(t *testing.T) {
	for mode, want := range map[string][]pool.Factor{"ON": {pool.SoftwareToken, pool.EmailMessage}, "OFF": nil} {
		s, err := New(Options{MFA: mode, Deployed: Deployed{EmailMFA: &pool.EmailMfaConfiguration{Subject: "Code",
			Message: "It is {####}."}}})
		if err != nil {
			t.Fatal(err)
		}
		if got := s.pool.Configuration().Factors(); !slices.Equal(got, want) {
			t.Errorf("%s: %v", mode, got)
		}
	}
}

// A user of the seed signs in with the app whose secret the seed has, and the control page shows what the app shows.
func TestSeededAndGivenApps(t *testing.T) {
	s := start(t, func(o *Options) {
		o.MFA = "OPTIONAL"
		o.Users = append(o.Users, User{Email: "app@example.com", Password: password, TOTP: keyOfAlice})
	})
	app := func(email string) (code, next string) {
		var state struct {
			Users []struct {
				Email string
				App   struct{ Code, Next string }
			}
		}
		if err := json.Unmarshal([]byte(s.visitor().get("/_local/state").body), &state); err != nil {
			t.Fatal(err)
		}
		for _, u := range state.Users {
			if u.Email == email {
				return u.App.Code, u.App.Next
			}
		}
		return "", ""
	}
	code, next := app("app@example.com")
	if code != s.appCode(keyOfAlice, 0) || next != s.appCode(keyOfAlice, 1) {
		t.Errorf("the state shows %q and %q", code, next)
	}
	v := s.visitor()
	v.landed(v.post(v.password("app@example.com").Request.URL.String(), "authentication_code", code))

	given := s.local("users/alice@example.com/totp", `{"secret":"new"}`)
	secret, _ := given["secret"].(string)
	if uri, _ := given["uri"].(string); totp.Check(secret) != nil || !strings.Contains(uri, "secret="+secret) {
		t.Fatalf("got %v", given)
	}
	code, _ = app("alice@example.com")
	v = s.visitor()
	v.landed(v.post(v.password("alice@example.com").Request.URL.String(), "authentication_code", code))
	s.local("users/alice@example.com/totp", `{"secret":""}`)
	s.visitor().signIn("alice@example.com", password)
	for _, wrong := range []string{`{"secret":"short"}`, `{"secrets":"new"}`} {
		if a := s.localRaw("users/alice@example.com/totp", wrong); a.StatusCode != http.StatusBadRequest {
			t.Errorf("%s answered %d %s", wrong, a.StatusCode, a.body)
		}
	}
	if _, err := New(Options{Users: []User{{Email: "a@example.com", Password: password, TOTP: "short"}}}); err == nil {
		t.Error("a secret that is too short was taken")
	}
}
