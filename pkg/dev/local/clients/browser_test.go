package clients

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"cognitossr/pkg/dev/testtools/chromium"
)

// site serves a page of this folder with a library beside it, at the name localhost, and knows the settings.
func site(t *testing.T, page, library string, of func(origin string) settings) string {
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
	told, err := json.Marshal(of(origin))
	if err != nil {
		t.Fatal(err)
	}
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write(bytes.ReplaceAll(text, []byte("SETTINGS"), told))
	})
	mux.HandleFunc("GET /"+filepath.Base(library), func(w http.ResponseWriter, r *http.Request) {
		http.ServeFile(w, r, filepath.Join(folder, library))
	})
	return origin
}

// webClient makes a public app client that returns to an address.
func webClient(t *testing.T, s settings, callback string) string {
	t.Helper()
	body, err := json.Marshal(map[string]any{
		"UserPoolId": s.Pool, "ClientName": "browser", "AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthFlows": []string{"code"},
		"AllowedOAuthScopes": []string{"openid", "email"}, "CallbackURLs": []string{callback},
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
	answer, err := http.DefaultClient.Do(r)
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

// A page with no server of its own signs in, across origins.
func TestOIDCClientTSInChromium(t *testing.T) {
	if !full(t) {
		return
	}
	s := start(t)
	origin := site(t, "oidc-client-ts.html", "node_modules/oidc-client-ts/dist/browser/oidc-client-ts.min.js", func(origin string) settings {
		s.Web = webClient(t, s, origin+"/")
		return s
	})
	ctx, complaints := chromium.Start(t)
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	t.Cleanup(cancel)
	see := func(selector string) chromedp.Action[chromedp.Void] {
		return chromedp.WaitVisible(chromedp.CSS(selector))
	}
	err := chromedp.Do(ctx,
		chromedp.Navigate(origin+"/"), see("#begin"), chromedp.Click(chromedp.CSS("#begin")),
		see("#signInFormUsername"), chromedp.SendKeys(chromedp.CSS("#signInFormUsername"), s.Email),
		chromedp.SendKeys(chromedp.CSS("#signInFormPassword"), s.Password+"\r"), see("#end"),
	)
	if err != nil {
		t.Fatalf("%v: %v", err, complaints())
	}
	said, err := chromedp.Run(ctx, chromedp.OuterHTML(chromedp.CSS("#said")))
	if err != nil || strings.Count(said, `class="ok"`) != 3 || strings.Contains(said, "FAILED") {
		t.Errorf("%v: %s", err, said)
	}
	for _, entry := range complaints() {
		if !strings.Contains(entry, "responded with a status of 404") { // the sign-in page has no icon
			t.Errorf("the console says %s", entry)
		}
	}
}
