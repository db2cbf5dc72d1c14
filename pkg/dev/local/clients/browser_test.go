package clients

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/security"
	"github.com/chromedp/chromedp"

	"cognitossr/pkg/dev/local"
	"cognitossr/pkg/dev/testtools/chromium"
)

// site serves a page of this folder with a script beside it, at the name localhost. The page knows the settings, and a
// public app client that returns to it.
func site(t *testing.T, s settings, page, script string, scopes ...string) string {
	t.Helper()
	folder, err := installed()
	if err != nil {
		t.Fatal(err)
	}
	text, err := files.ReadFile("node/" + page)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	origin := strings.Replace(server.URL, "127.0.0.1", "localhost", 1)
	s.Web = webClient(t, s, origin+"/", scopes)
	told, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write(bytes.ReplaceAll(text, []byte("SETTINGS"), told))
	})
	mux.HandleFunc("GET /"+filepath.Base(script), func(w http.ResponseWriter, r *http.Request) {
		http.ServeFile(w, r, filepath.Join(folder, script))
	})
	return origin
}

// webClient makes a public app client that returns to an address.
func webClient(t *testing.T, s settings, callback string, scopes []string) string {
	t.Helper()
	body, err := json.Marshal(map[string]any{
		"UserPoolId": s.Pool, "ClientName": "browser", "AllowedOAuthFlowsUserPoolClient": true,
		"AllowedOAuthFlows":  []string{"code"},
		"AllowedOAuthScopes": scopes, "CallbackURLs": []string{callback},
	})
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.Endpoint, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-amz-json-1.1")
	r.Header.Set("X-Amz-Target", "AWSCognitoIdentityProviderService.CreateUserPoolClient")
	trusted := x509.NewCertPool()
	if s.trust != "" {
		authority, err := os.ReadFile(s.trust)
		if err != nil || !trusted.AppendCertsFromPEM(authority) {
			t.Fatalf("reading the certificate authority: %v", err)
		}
	}
	client := http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: trusted}}}
	answer, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var made struct{ UserPoolClient struct{ ClientId string } }
	if err := json.NewDecoder(answer.Body).Decode(&made); err != nil || made.UserPoolClient.ClientId == "" {
		t.Fatalf("making a client: %v, %s", err, answer.Status)
	}
	return made.UserPoolClient.ClientId
}

// signInAt signs in at a site, whose page then has a list of what was tried.
func signInAt(t *testing.T, s settings, origin string, tried int) {
	t.Helper()
	ctx, complaints := chromium.Start(t)
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	t.Cleanup(cancel)
	see := func(selector string) chromedp.Action[chromedp.Void] {
		return chromedp.WaitVisible(chromedp.CSS(selector))
	}
	trust := chromedp.Func(func(ctx context.Context, target *chromedp.Target) error { // what a system trusts is not for a test to change
		_, err := cdp.Call(ctx, target, security.SetIgnoreCertificateErrors,
			security.SetIgnoreCertificateErrorsParams{Ignore: s.trust != ""})
		return err
	})
	err := chromedp.Do(ctx, trust,
		chromedp.Navigate(origin+"/"), see("#begin"), chromedp.Click(chromedp.CSS("#begin")),
		see("#signInFormUsername"), chromedp.SendKeys(chromedp.CSS("#signInFormUsername"), s.Email),
		chromedp.SendKeys(chromedp.CSS("#signInFormPassword"), s.Password+"\r"), see("#end"),
	)
	if err != nil {
		text, _ := chromedp.Run(ctx, chromedp.Text(chromedp.CSS("body")))
		t.Fatalf("%v: %v; the page says %s", err, complaints(), text)
	}
	said, err := chromedp.Run(ctx, chromedp.OuterHTML(chromedp.CSS("#said")))
	if err != nil || strings.Count(said, `class="ok"`) != tried || strings.Contains(said, "FAILED") {
		t.Errorf("%v: %s", err, said)
	}
	for _, entry := range complaints() {
		if !strings.Contains(entry, "responded with a status of 404") { // the sign-in page has no icon
			t.Errorf("the console says %s", entry)
		}
	}
}

// A page with no server of its own signs in, across origins.
func TestOIDCClientTSInChromium(t *testing.T) {
	if full(t) {
		s := start(t)
		signInAt(t, s, site(t, s, "oidc-client-ts.html",
			"node_modules/oidc-client-ts/dist/browser/oidc-client-ts.min.js", "openid", "email"), 3)
	}
}

// Amplify's redirect is always to HTTPS.
func TestAmplifyRedirectInChromium(t *testing.T) {
	if !full(t) {
		return
	}
	s := startAlone(t, local.Options{TLSFile: filepath.Join(t.TempDir(), "ca.pem")})
	origin := site(t, s, "amplify-redirect.html", "amplify-redirect.js", "openid", "email", "aws.cognito.signin.user.admin")
	folder, err := installed()
	if err != nil {
		t.Fatal(err)
	}
	bundle := exec.CommandContext(t.Context(), filepath.Join(folder, "node_modules", ".bin", "esbuild"), "--bundle",
		"--format=iife", "--log-level=warning", "--outfile=amplify-redirect.js", "amplify-redirect.mjs")
	bundle.Dir = folder
	if output, err := bundle.CombinedOutput(); err != nil {
		t.Fatalf("bundling: %v: %s", err, output)
	}
	signInAt(t, s, origin, 3)
}
