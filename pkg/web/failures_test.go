package web_test

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"html"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"cognitossr/pkg/access"
	"cognitossr/pkg/language"
	"cognitossr/pkg/web"
	"cognitossr/pkg/web/webtest"
)

var update = flag.Bool("update", false, "write FAILURES.md anew")

const failuresFile = "FAILURES.md"

func codes() (all []web.Code) {
	for _, entry := range web.Catalogue() {
		all = append(all, entry.Code)
	}
	slices.Sort(all)
	return all
}

func failing(err error) func(web.Deps) (http.Handler, error) {
	return func(d web.Deps) (http.Handler, error) {
		return web.Handle(d, func(w http.ResponseWriter, _ *http.Request) error {
			w.Header().Set("Allow", http.MethodGet) // it belongs to whoever knows the methods, where the failure is one of the method
			return err
		}), nil
	}
}

// wayOnOf is where the page of a failure at /x leads first, written down once more: to sign in, to the same page once
// more, to the visitor's account, or to the home page.
func wayOnOf(code web.Code) string {
	switch code {
	case web.CodeClientRefused, web.CodeUnavailable, web.CodeKeysUnavailable, web.CodeClockBehind,
		web.CodeSessionUnchecked, web.CodeRefreshUnavailable, web.CodeDeletionUnconfirmed, web.CodeChangeUnconfirmed,
		web.CodeBusy, web.CodeInternal:
		return "/x"
	case web.CodeReauthenticate:
		return "/auth/login?fresh=1&amp;return_to=%2Fx"
	case web.CodeManagedElsewhere:
		return "/account"
	case web.CodeForbidden, web.CodeFormOfAnother:
		return "/auth/login?fresh=1&amp;prompt=select_account&amp;return_to=%2Fx"
	case web.CodeFlowUnknown, web.CodeCookiesRefused:
		return "/auth/login?cookies=1&amp;return_to=%2Fx"
	case web.CodeSignUpRefused:
		return "/auth/login?prompt=select_account&amp;return_to=%2Fx"
	case web.CodeSessionTooLarge, web.CodeCredentials, web.CodeMisconfigured, web.CodeAddressNotKept,
		web.CodeDeletionRefused, web.CodeSecondRegion, web.CodeCrossSite, web.CodeNotNavigation, web.CodeConflict:
		return "/"
	}
	if strings.HasPrefix(string(code), "AUTH-") {
		return "/auth/login?return_to=%2Fx"
	}
	return "/"
}

// TestPageAndLogAgree: the same code, status and request id stand on the page, in the JSON and in the log line
// and the cause in the log alone. Each page leads on.
func TestPageAndLogAgree_N12_SEC113(t *testing.T) {
	site := webtest.New(t, webtest.ErrorPage)
	for _, code := range codes() {
		entry := web.EntryOf(code)
		t.Run(string(code), func(t *testing.T) {
			err := fmt.Errorf("wrapped: %w", &web.Failure{Code: code, Reason: "the-reason", Cause: errors.New("the-cause")})
			for _, kind := range []string{access.KindPage, access.KindAPI} {
				a := site.Function(kind, access.Public, failing(err)).Do(webtest.Navigate("/x"))
				if a.Status != entry.Status || a.Code() != string(code) || strings.Contains(a.Body, "the-cause") ||
					strings.Contains(a.Body, "the-reason") {
					t.Errorf("%s: %d with %q", kind, a.Status, a.Code())
				}
				if kind == access.KindPage && (!strings.Contains(a.Body,
					html.EscapeString(string(entry.Visitor(language.EN)))) ||
					!strings.Contains(a.Body, html.EscapeString(string(entry.Heading(language.EN))))) {
					t.Error("the page says something else")
				}
				if kind == access.KindPage && !strings.Contains(a.Body, `class="button primary" href="`+wayOnOf(code)+`"`) {
					t.Errorf("the page does not lead to %s (R-27): %s", wayOnOf(code), a.Body)
				}
				if comesBack := entry.Status == http.StatusServiceUnavailable ||
					entry.Status == http.StatusTooManyRequests; comesBack != (a.Header["retry-after"] != "") {
					t.Errorf("%s: Retry-After is %q (SEC-125)", kind, a.Header["retry-after"])
				}
				event := cmp.Or(entry.Event, "request.refused")
				line := a.Event(event)
				if line == nil || len(a.Events) != 1 {
					t.Fatalf("%s: events %v, want one %s", kind, a.Events, event)
				}
				if line["code"] != string(code) || line["reason"] != "the-reason" || line["cause"] != "the-cause" ||
					line["status"] != float64(entry.Status) || line["message"] == "" ||
					line["function_request_id"] != a.RequestID || !strings.Contains(a.Body, a.RequestID) {
					t.Errorf("%s: line %v", kind, line)
				}
			}
		})
	}
}

func TestErrorsWithoutCode(t *testing.T) {
	site := webtest.New(t, webtest.ErrorPage)
	tests := []struct {
		name string
		err  error
		want web.Code
	}{
		{"any error", errors.New("canary-of-the-cause"), web.CodeInternal},
		{"a code that the catalogue has not", web.Fail("AUTH-NEW-THING", nil), web.CodeInternal},
		{"a body that is too long", &http.MaxBytesError{Limit: 5}, web.CodeTooLarge},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := site.Page(failing(tt.err)).Do(webtest.Navigate("/x"))
			if a.Code() != string(tt.want) || strings.Contains(a.Body, "canary") {
				t.Errorf("%d with %q", a.Status, a.Code())
			}
		})
	}
}

// TestWaysOn: a failure's page leads on, never to another site, and JSON says where to sign in.
func TestWaysOn(t *testing.T) {
	site := webtest.New(t, webtest.ErrorPage)
	form := webtest.Submit("/profile", nil)
	tests := []struct {
		name    string
		code    web.Code
		request webtest.Request
		want    string
	}{
		{"sign in and come back", web.CodeTokenInvalid, webtest.Navigate("/profile?a=b"),
			`href="/auth/login?return_to=%2Fprofile%3Fa%3Db"`},
		{"sign in and come back to the page of the form", web.CodeSessionExpired,
			form.With("referer", webtest.BaseURL+"/profile?tab=2"), `href="/auth/login?return_to=%2Fprofile%3Ftab%3D2"`},
		{"a form of who knows where (SEC-078)", web.CodeSessionExpired,
			form.With("referer", "https://evil.example/profile"), `href="/auth/login"`},
		{"a form of a host that begins alike", web.CodeSessionExpired,
			form.With("referer", webtest.BaseURL+".evil.example/x"), `href="/auth/login"`},
		{"with the password", web.CodeReauthenticate, webtest.Navigate("/profile"),
			`href="/auth/login?fresh=1&amp;return_to=%2Fprofile"`},
		{"the same once more", web.CodeBusy, webtest.Navigate("/profile?a=b"), `href="/profile?a=b"`},
		{"the same once more is nothing for a form", web.CodeBusy, form, `class="button primary" href="/"`},
		{"home", web.CodeNotFound, webtest.Navigate("/x"), `class="button primary" href="/"`},
		{"JSON", web.CodeSessionExpired, webtest.Navigate("/x").With("accept", "application/json"),
			`"login_url":"` + webtest.BaseURL + `/auth/login"`},
		{"JSON that asks for the password", web.CodeReauthenticate,
			webtest.Navigate("/x").With("accept", "application/json"), `"login_url"`},
		{"JSON for a script", web.CodeSessionExpired, webtest.Get("/x").With("x-requested-with", "fetch"), `"login_url"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if a := site.Page(failing(web.Fail(tt.code, nil))).Do(tt.request); !strings.Contains(a.Body, tt.want) {
				t.Errorf("%s is missing in %s", tt.want, a.Body)
			}
		})
	}
	for code, want := range map[web.Code]string{
		web.CodeBusy:           `class="button primary" href="/page"`,
		web.CodeReauthenticate: `href="/auth/login?fresh=1&amp;return_to=%2Fpage"`,
		web.CodeSessionExpired: `href="/auth/login?return_to=%2Fpage"`,
	} {
		t.Run("a form that knows its page: "+string(code), func(t *testing.T) {
			if a := site.Page(failing(web.WithReturnTo("/page", web.Fail(code, nil)))).Do(form.With("referer",
				webtest.BaseURL+"/other")); !strings.Contains(a.Body, want) {
				t.Errorf("%s is missing in %s", want, a.Body)
			}
		})
	}
	t.Run("the same once more never leaves the site", func(t *testing.T) {
		r := webtest.Navigate("/")
		r.Path = "//evil.example/x"
		if a := site.Page(failing(web.Fail(web.CodeBusy, nil))).Do(r); strings.Contains(a.Body, `href="//`) {
			t.Error("there is a link to another site")
		}
	})
}

// TestMalformedRequestsAre4xx and faults of ours or of the service are 5xx: never a 200 (SEC-113).
func TestCatalogueIsSound_SEC113_N12(t *testing.T) {
	form := regexp.MustCompile(`^(AUTH|SITE)-[A-Z]+(-[A-Z]+)*$`)
	for _, code := range codes() {
		entry := web.EntryOf(code)
		if !form.MatchString(string(code)) || entry.Status < 400 || entry.Status > 599 || entry.Heading == nil ||
			entry.Visitor == nil || entry.Operator == "" {
			t.Errorf("%s: %+v", code, entry)
		}
		if strings.Contains(string(entry.Visitor(language.EN)), "Cognito") ||
			strings.Contains(string(entry.Visitor(language.EN)), "token endpoint") {
			t.Errorf("%s tells a visitor about the works: %q", code, entry.Visitor(language.EN))
		}
	}
}

// reachedBy names the test of a code that goes by its status, which no other code has.
var reachedBy = map[string]string{"CodeConflict": "func TestNobodyLocksItselfOut_SEC096_Q65("}

// TestEveryCodeIsUsedAndReached: a code that no function fails with, or that no test brings about, has no place in
// the catalogue.
func TestEveryCodeIsUsedAndReached_N12(t *testing.T) {
	source, err := os.ReadFile("failures.go")
	if err != nil {
		t.Fatal(err)
	}
	constants := regexp.MustCompile(`(?m)^\t(Code\w+)\s+Code = "([A-Z-]+)"$`).FindAllStringSubmatch(string(source), -1)
	if len(constants) != len(web.Catalogue()) {
		t.Fatalf("%d constants, %d entries of the catalogue", len(constants), len(web.Catalogue()))
	}
	used, reached := map[string]bool{}, map[string]bool{}
	for path, text := range goFiles(t, "../..") {
		// The tests of the catalogue take every code and prove nothing about one.
		if filepath.Base(path) == "failures.go" || filepath.Base(path) == "failures_test.go" &&
			strings.Contains(path, "pkg/web/") {
			continue
		}
		for _, constant := range constants {
			mentioned := strings.Contains(text, "web."+constant[1]) || strings.Contains(text, "("+constant[1]+",") ||
				strings.Contains(text, " "+constant[1]+",") ||
				strings.Contains(text, `"`+constant[2]+`"`) || reachedBy[constant[1]] != "" &&
				strings.Contains(text, reachedBy[constant[1]])
			if mentioned && strings.HasSuffix(path, "_test.go") {
				reached[constant[1]] = true
			} else if mentioned {
				used[constant[1]] = true
			}
		}
	}
	for _, constant := range constants {
		if !used[constant[1]] {
			t.Errorf("nothing fails with %s", constant[2])
		}
		if !reached[constant[1]] {
			t.Errorf("no test brings %s about", constant[2])
		}
	}
}

// goFiles gives every Go file below a folder, generated ones aside.
func goFiles(t *testing.T, root string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_templ.go") {
			return err
		}
		text, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil // somebody has just moved it
		}
		files[filepath.ToSlash(path)] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestFailuresFile keeps the operator's list of codes true.
func TestFailuresFile_N12(t *testing.T) {
	var out strings.Builder
	out.WriteString(`# What can go wrong, by code

Written by a test from the catalogue in failures.go: go test ./pkg/web -run TestFailuresFile -update

A visitor sees the code and the request id on the page; the log line with the same request id (` + "`function_request_id`" + `) has the code, the event and the reason.

| code | status | what the visitor reads | what it means, and the next step | event in the log, at level |
|---|---:|---|---|---|
`)
	for _, code := range codes() {
		entry := web.EntryOf(code)
		event := "request.refused, debug"
		if entry.Event != "" {
			event = entry.Event + ", " + strings.ToLower(entry.Level.String())
		}
		fmt.Fprintf(&out, "| %s | %d | %s. %s | %s | %s |\n", code, entry.Status, entry.Heading(language.EN),
			entry.Visitor(language.EN), entry.Operator, event)
	}
	if *update {
		if err := os.WriteFile(failuresFile, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	written, err := os.ReadFile(failuresFile)
	if err != nil || string(written) != out.String() {
		t.Errorf("%s is stale (%v): run go test ./pkg/web -run TestFailuresFile -update", failuresFile, err)
	}
}
