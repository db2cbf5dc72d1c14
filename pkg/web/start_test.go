package web

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"cognitossr/pkg/access"
	"cognitossr/pkg/config"
)

func environment(changes map[string]string) func(string) string {
	variables := map[string]string{
		"BASE_URL": "https://app.example.com", "COGNITO_USER_POOL_ID": "eu-west-1_AbCdEf123",
		"COGNITO_CLIENT_ID": "1example", "COGNITO_DOMAIN": "https://auth.example.com",
		"ROUTE_AUTH": "user", "COGNITO_JWKS": `{"keys":[]}`, "COGNITO_JWKS_URL": "https://127.0.0.1:1/jwks.json",
	}
	for name, value := range changes {
		variables[name] = value
	}
	return func(name string) string { return variables[name] }
}

// TestStartFailsClosed: no function starts without its access right, or with half a configuration (SEC-114).
func TestStartFailsClosed_SEC114(t *testing.T) {
	handler := func(Deps) (http.Handler, error) { return http.NotFoundHandler(), nil }
	tests := []struct {
		name       string
		changes    map[string]string
		newHandler func(Deps) (http.Handler, error)
		want       string
	}{
		{"everything there", nil, handler, ""},
		{"no access right", map[string]string{"ROUTE_AUTH": ""}, handler, "ROUTE_AUTH"},
		{"an access right nobody knows", map[string]string{"ROUTE_AUTH": "users"}, handler, "ROUTE_AUTH"},
		{"no pool", map[string]string{"COGNITO_USER_POOL_ID": ""}, handler, "COGNITO_USER_POOL_ID"},
		{"a handler that cannot be made", nil, func(Deps) (http.Handler, error) { return nil, errors.New("no table") },
			"creating the handler: no table"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var output bytes.Buffer
			adapter, err := start(access.KindPage, nil, tt.newHandler, environment(tt.changes), &output)
			if tt.want == "" && (err != nil || adapter == nil) || tt.want != "" &&
				(err == nil || adapter != nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("error %v", err)
			}
		})
	}
}

// TestFunctionReadsItsOwnVariables: a page does not start without its own settings, and says which.
func TestFunctionReadsItsOwnVariables_N18(t *testing.T) {
	for value, want := range map[string]string{"reports": "", "": "creating the handler: REPORTS_TABLE is not set"} {
		_, err := start(access.KindPage, nil, func(d Deps) (http.Handler, error) {
			if d.Getenv("REPORTS_TABLE") != value {
				t.Errorf("it is told %q, want %q", d.Getenv("REPORTS_TABLE"), value)
			}
			if value == "" {
				return nil, errors.New("REPORTS_TABLE is not set")
			}
			return http.NotFoundHandler(), nil
		}, environment(map[string]string{"REPORTS_TABLE": value}), io.Discard)
		if told := fmt.Sprint(err); (err != nil) != (want != "") || want != "" && told != want {
			t.Errorf("with %q: error %v, want %q", value, err, want)
		}
	}
	if got := NewDeps(config.Config{}, nil, nil, nil, nil).Getenv("HOME"); got != "" {
		t.Errorf("without a start it is told %q", got)
	}
}

// TestSecretsComeFromTheSystem: what a started function makes states, nonces and verifiers of is crypto/rand, and not
// a source that can be guessed.
func TestSecretsComeFromTheSystem_D03(t *testing.T) {
	var source io.Reader
	_, err := start(access.KindPage, nil, func(d Deps) (http.Handler, error) {
		source = d.Sessions.Random
		return http.NotFoundHandler(), nil
	}, environment(nil), io.Discard)
	if err != nil || source != rand.Reader {
		t.Errorf("the source is %T (%v)", source, err)
	}
}

// TestPolicyNamesTheHostedPages: a browser holds the redirect after the sign-out form to form-action too, so the
// policy has to name where that leads, and it does so from the one setting that the redirect is made of.
func TestPolicyNamesTheHostedPages_R29(t *testing.T) {
	for _, domain := range []string{"https://auth.example.com", "https://demo.auth.eu-west-1.amazoncognito.com",
		"http://127.0.0.1:9229"} {
		policy := newHeaders(config.Config{Domain: domain}).contentSecurityPolicy[0]
		if want := "; form-action 'self' " + domain + ";"; !strings.Contains(policy, want) {
			t.Errorf("%q is missing in %s", want, policy)
		}
	}
}

// TestOtherHostsKeepHTTP: a subdomain that uses plain HTTP stays reachable, unless the operator says that there is
// none.
func TestOtherHostsKeepHTTP_SEC079_U07(t *testing.T) {
	for subdomains, want := range map[bool]string{false: "max-age=63072000", true: "max-age=63072000; includeSubDomains"} {
		header := http.Header{}
		newHeaders(config.Config{HSTSSubdomains: subdomains}).set(header)
		if got := header.Get("Strict-Transport-Security"); got != want {
			t.Errorf("HSTS is %q, want %q", got, want)
		}
	}
}

func TestStartedFunctionAnswers(t *testing.T) {
	var output bytes.Buffer
	adapter, err := start(access.KindPage, nil, func(Deps) (http.Handler, error) { return http.NotFoundHandler(), nil },
		environment(map[string]string{"LOG_LEVEL": "debug"}), &output)
	if err != nil {
		t.Fatal(err)
	}
	event := `{"version":"2.0","routeKey":"GET /profile","rawPath":"/profile","requestContext":{"http":{"method":"GET"}}}`
	answer, err := adapter.Invoke(t.Context(), []byte(event))
	if err != nil || !strings.Contains(string(answer), `"location":"/auth/login?return_to=%2Fprofile"`) {
		t.Errorf("answer %s (%v)", answer, err)
	}
	if !strings.Contains(output.String(), `"message":"request"`) {
		t.Errorf("log %s", output.String())
	}
}
