package main

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"cognitossr/functions"
	"cognitossr/pkg/access"
	"cognitossr/pkg/auth/authtest"
	"cognitossr/pkg/routes"
	"cognitossr/pkg/userapi"
	"cognitossr/pkg/web"
	"cognitossr/pkg/web/webtest"
)

// TestChanges: what each form makes the user pool do, where it leads, and what the audit log says.
func TestChanges_SEC103(t *testing.T) {
	tests := []struct {
		path, to string
		calls    []string
		action   string
	}{
		{"/account/password/change", "/account", []string{"ChangePassword Current-password-1 New-password-2"},
			actionPassword},
		{"/account/email", "/account/email/code", []string{"UpdateUserAttributes new@example.org en"}, actionRequestEmail},
		{"/account/email/code", "/auth/login?return_to=%2Faccount", []string{"VerifyUserAttribute 123456"},
			actionVerifyEmail},
		{"/account/authenticator/confirm", "/account",
			[]string{"VerifySoftwareToken 123456", "SetUserMFAPreference on"}, actionAuthenticatorOn},
		{"/account/authenticator/remove", "/account", []string{"SetUserMFAPreference off"}, actionAuthenticatorOff},
		{"/account/passkeys/remove", "/account", []string{"DeleteWebAuthnCredential some-credential"}, actionPasskey},
	}
	for _, tt := range tests {
		t.Run(tt.path, func(t *testing.T) {
			f := newFixture(t)
			f.unlock()
			a := f.submit(tt.path, forms[tt.path]...)
			if a.Status != 303 || a.Location() != tt.to || !slices.Equal(f.api.calls, tt.calls) {
				t.Errorf("%d to %q, calls %q: %s", a.Status, a.Location(), f.api.calls, a.Body)
			}
			if got := results(t, a); !slices.Equal(got, []string{tt.action + " started", tt.action + " done"}) {
				t.Errorf("audit log %q", got)
			}
			if tt.to != "/account" {
				return
			}
			told := f.function.Do(webtest.Navigate("/account", a.Cookies(f.cookies)...))
			if !strings.Contains(told.Body, `role="status"`) ||
				strings.Contains(f.function.Do(webtest.Navigate("/account", told.Cookies(f.cookies)...)).Body,
					`role="status"`) {
				t.Errorf("it is not told once: %s", told.Body)
			}
		})
	}
}

// TestPasskeyOfAnotherUser: the visitor's own token goes with the id, so that the user pool finds no such passkey of
// theirs. The log does not call it removed, and the page is that of a passkey that is gone already.
func TestPasskeyOfAnotherUser_SEC103(t *testing.T) {
	f := newFixture(t)
	own := f.unlock()
	const operation, foreign = "DeleteWebAuthnCredential", "credential-of-another-user"
	f.api.fail[operation] = refusal(operation, "ResourceNotFoundException", "The WebAuthn credential does not exist.")
	a := f.submit("/account/passkeys/remove", "id", foreign)
	if a.Status != 303 || a.Location() != "/account" ||
		!slices.Equal(f.api.calls, []string{operation + " " + foreign}) || !slices.Equal(f.api.tokens, []string{own}) {
		t.Errorf("%d to %q, calls %q, with the own token: %v", a.Status, a.Location(), f.api.calls,
			slices.Equal(f.api.tokens, []string{own}))
	}
	want := []string{actionPasskey + " started", actionPasskey + " refused ResourceNotFoundException"}
	if got := results(t, a); !slices.Equal(got, want) {
		t.Errorf("audit log %q, want %q", got, want)
	}
}

// TestProblemsAreToldBesideTheField: with status 422, without what was typed into a field for passwords, and without a
// word of the API's own.
func TestProblemsAreToldBesideTheField(t *testing.T) {
	tests := []struct {
		path, operation, code, message, says string
	}{
		{"/account/password/change", "ChangePassword", "NotAuthorizedException", "Incorrect username or password.",
			"This is not your current password."},
		{"/account/password/change", "ChangePassword", "LimitExceededException", "", "Too many attempts."},
		{"/account/password/change", "ChangePassword", "InvalidPasswordException",
			"Password did not conform with policy: Password must have uppercase characters",
			"It needs an upper-case letter."},
		{"/account/password/change", "ChangePassword", "InvalidPasswordException", "something new",
			"does not meet the rules"},
		{"/account/password/change", "ChangePassword", "PasswordHistoryPolicyViolationException", "",
			"used this password before"},
		{"/account/password/change", "ChangePassword", "InvalidParameterException", "", "cannot be used"},
		{"/account/email", "UpdateUserAttributes", "InvalidParameterException", "", "does not accept this address"},
		{"/account/email", "UpdateUserAttributes", "CodeDeliveryFailureException", "", "No mail could be sent"},
		{"/account/email", "UpdateUserAttributes", "LimitExceededException", "", "Too many codes"},
		{"/account/email/code", "VerifyUserAttribute", "CodeMismatchException", "", "This code does not work."},
		{"/account/email/code", "VerifyUserAttribute", "ExpiredCodeException", "", "This code does not work."},
		{"/account/email/code", "VerifyUserAttribute", "AliasExistsException", "", "The new address cannot be used."},
		{"/account/authenticator/confirm", "VerifySoftwareToken", "EnableSoftwareTokenMFAException", "",
			"This is not the code"},
		{"/account/authenticator/confirm", "VerifySoftwareToken", "ExpiredCodeException", "", "used before"},
	}
	for _, tt := range tests {
		t.Run(tt.path+" "+tt.code, func(t *testing.T) {
			f := newFixture(t)
			f.unlock()
			f.api.fail[tt.operation] = refusal(tt.operation, tt.code, tt.message)
			a := f.submit(tt.path, forms[tt.path]...)
			if a.Status != 422 || !strings.Contains(a.Body, tt.says) ||
				!strings.Contains(a.Body, `aria-invalid="true"`) || strings.Contains(a.Body, "assword-1") ||
				tt.message != "" && strings.Contains(a.Body, tt.message) {
				t.Errorf("%d: %s", a.Status, a.Body)
			}
			if got := results(t, a); len(got) != 2 || !strings.HasSuffix(got[1], " refused "+tt.code) {
				t.Errorf("audit log %q", got)
			}
		})
	}
}

// TestMistypedFormsCallNobody: they are told at once.
func TestMistypedFormsCallNobody(t *testing.T) {
	f := newFixture(t, func(f *fixture) { f.domains = "example.com example.org" })
	f.unlock()
	for _, tt := range []struct {
		path, says string
		fields     []string
	}{
		{"/account/password/change", "Enter your current password.", []string{"new_password", "x"}},
		{"/account/password/change", "Enter a new password.", []string{"current_password", "x"}},
		{"/account/password/change", "This is your current password.",
			[]string{"current_password", "x", "new_password", "x"}},
		{"/account/email", "Enter an e-mail address", []string{"email", "Ada <new@example.org>"}},
		{"/account/email", "Enter an e-mail address", []string{"email", strings.Repeat("a", 129) + "@example.org"}},
		{"/account/email", "This is your current address.", []string{"email", strings.ToUpper(authtest.Email)}},
		{"/account/email", "certain domains only", []string{"email", "new@elsewhere.example"}},
		{"/account/email", "certain domains only", []string{"email", "new@sub.example.org"}},
		{"/account/email/code", "It consists of digits.", []string{"code", "abcdef"}},
		{"/account/email/code", "It consists of digits.", []string{"code", ""}},
		{"/account/authenticator/confirm", "six digits", []string{"key", key, "code", "12"}},
		{"/account/authenticator/confirm", "six digits", []string{"key", key, "code", "12345"}},
		{"/account/authenticator/confirm", "six digits", []string{"key", key, "code", "1234567"}},
	} {
		a := f.submit(tt.path, tt.fields...)
		if a.Status != 422 || !strings.Contains(a.Body, tt.says) || len(f.api.calls) != 0 {
			t.Errorf("%s %q: %d, calls %q: %s", tt.path, tt.fields, a.Status, f.api.calls, a.Body)
		}
	}
	for path, fields := range map[string][]string{"/account/authenticator/confirm": {"key", "<script>", "code",
		"123456"}, "/account/passkeys/remove": {}} {
		if a := f.submit(path, fields...); a.Status != 303 || len(f.api.calls) != 0 {
			t.Errorf("%s: %d, calls %q", path, a.Status, f.api.calls)
		}
	}
}

// TestSetupPageThatIsOld: whoever goes back to it sees whether the app is on.
func TestSetupPageThatIsOld(t *testing.T) {
	f := newFixture(t)
	f.unlock()
	f.api.fail["VerifySoftwareToken"] = refusal("VerifySoftwareToken", "SoftwareTokenMFANotFoundException", "")
	if a := f.submit("/account/authenticator/confirm", forms["/account/authenticator/confirm"]...); a.Status != 303 ||
		a.Location() != "/account/authenticator" {
		t.Errorf("%d to %q: %s", a.Status, a.Location(), a.Code())
	}
}

// TestAddressOfAnotherUserIsAnsweredAlike: nobody learns from the form who has an account.
func TestAddressOfAnotherUserIsAnsweredAlike_SEC118(t *testing.T) {
	f := newFixture(t)
	f.unlock()
	free := f.submit("/account/email", forms["/account/email"]...)
	f.api.fail["UpdateUserAttributes"] = refusal("UpdateUserAttributes", "AliasExistsException",
		"An account with the email already exists.")
	taken := f.submit("/account/email", forms["/account/email"]...)
	if free.Status != taken.Status || free.Location() != taken.Location() || taken.Body != free.Body ||
		!slices.Equal(free.Lines, taken.Lines) {
		t.Errorf("free: %d to %q; taken: %d to %q", free.Status, free.Location(), taken.Status, taken.Location())
	}
	pages := map[string]string{}
	for _, code := range []string{"CodeMismatchException", "ExpiredCodeException"} { // one was sent, and none was
		f.api.fail["VerifyUserAttribute"] = refusal("VerifyUserAttribute", code, "")
		pages[code] = f.submit("/account/email/code", "code", "123456").Body
	}
	if pages["CodeMismatchException"] != pages["ExpiredCodeException"] {
		t.Errorf("a wrong code tells them apart: %q", pages)
	}
}

// TestTroubleOfTheUserPool: whether a change was made is said only where it is known.
func TestTroubleOfTheUserPool_SEC113(t *testing.T) {
	operations := map[string]string{
		"/account/password/change": "ChangePassword", "/account/email": "UpdateUserAttributes",
		"/account/email/code":            "VerifyUserAttribute",
		"/account/authenticator/confirm": "SetUserMFAPreference", "/account/passkeys/remove": "DeleteWebAuthnCredential",
	}
	for path, operation := range operations {
		for code, want := range map[string]web.Code{
			userapi.CodeTimeout: web.CodeChangeUnconfirmed, userapi.CodeConnection: web.CodeChangeUnconfirmed,
			"InternalErrorException": web.CodeChangeUnconfirmed, "TooManyRequestsException": web.CodeBusy,
		} {
			f := newFixture(t)
			f.unlock()
			f.api.fail[operation] = refusal(operation, code, "about "+authtest.Email)
			a := f.submit(path, forms[path]...)
			if a.Status != 503 || a.Code() != string(want) || heldBy(a.Cookies(f.cookies)) == "" ||
				strings.Contains(a.Body, "Exception") {
				t.Errorf("%s, %s: %d %s", path, code, a.Status, a.Code())
			}
		}
	}
	for page, operation := range map[string]string{"/account/authenticator": "GetUser",
		"/account/passkeys": "ListWebAuthnCredentials"} {
		f := newFixture(t)
		f.unlock()
		f.api.fail[operation] = refusal(operation, userapi.CodeTimeout, "")
		if a := f.function.Do(webtest.Navigate(page, f.cookies...)); a.Code() != string(web.CodeBusy) {
			t.Errorf("%s: %d %s", page, a.Status, a.Code())
		}
	}
}

// failingLog takes no line.
type failingLog struct{ slog.Handler }

func (failingLog) Handle(context.Context, slog.Record) error { return errors.New("no room") }

func TestNothingIsChangedThatCannotBeLogged_SEC103(t *testing.T) {
	f := newFixture(t)
	f.unlock()
	form := f.form(forms["/account/email"]...)
	d := f.Deps(access.User)
	d.Log = slog.New(failingLog{d.Log.Handler()})
	f.start(d)
	if a := f.function.Do(webtest.Submit("/account/email", form, f.cookies...)); a.Status != 500 || len(f.api.calls) != 0 {
		t.Errorf("%d, calls %q", a.Status, f.api.calls)
	}
}

// TestWhatThePoolDoesNotOffer is not on the pages, and not behind them.
func TestWhatThePoolDoesNotOffer(t *testing.T) {
	f := newFixture(t, func(f *fixture) { f.factors = factors{} })
	f.unlock()
	overview := f.function.Do(webtest.Navigate("/account", f.cookies...))
	for _, path := range []string{"/account/authenticator", "/account/passkeys"} {
		if a := f.function.Do(webtest.Navigate(path, f.cookies...)); a.Status != 404 ||
			strings.Contains(overview.Body, `"`+path+`"`) {
			t.Errorf("%s: %d", path, a.Status)
		}
	}
	for path, fields := range forms {
		if strings.HasPrefix(path, "/account/authenticator") || strings.HasPrefix(path, "/account/passkeys") {
			f.submit(path, fields...)
		}
	}
	if len(f.api.calls) != 0 {
		t.Errorf("calls %q", f.api.calls)
	}
	required := newFixture(t, func(f *fixture) { f.factors = factors{authenticator: true, required: true} })
	required.api.user.MFA = []string{userapi.SoftwareToken}
	required.unlock()
	page := required.function.Do(webtest.Navigate("/account/authenticator", required.cookies...))
	required.submit("/account/authenticator/remove")
	if strings.Contains(page.Body, "/account/authenticator/remove") ||
		slices.Contains(required.api.calls, "SetUserMFAPreference off") {
		t.Errorf("calls %q: %s", required.api.calls, page.Body)
	}
}

// TestUsersOfAnotherProvider: address, password and factors are changed there. Neither a page nor a form asks them for
// another sign-in first, or calls the user pool.
func TestUsersOfAnotherProvider_U35(t *testing.T) {
	for name, authorized := range map[string]bool{"with an authorization": true, "without one": false} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			f.signIn(authtest.Claims{"username": "Google_42"})
			if authorized {
				f.hold(f.sealed(authtest.Claims{"username": "Google_42"}))
			}
			overview := f.function.Do(webtest.Navigate("/account", f.cookies...))
			refused := func(path string, a webtest.Answer) {
				t.Helper()
				if a.Status != 403 || a.Code() != string(web.CodeManagedElsewhere) ||
					!strings.Contains(a.Body, `href="/account"`) {
					t.Errorf("%s: %d %s: %s", path, a.Status, a.Code(), a.Body)
				}
			}
			for _, path := range []string{"/account/email", "/account/email/code", "/account/password/change",
				"/account/authenticator"} {
				refused(path, f.function.Do(webtest.Navigate(path, f.cookies...)))
				if strings.Contains(overview.Body, `href="`+path+`"`) {
					t.Errorf("the overview leads to %s", path)
				}
			}
			for path, fields := range forms {
				if path != "/account/passkeys/remove" && path != "/account/data" {
					refused(path, f.submit(path, fields...))
				}
			}
			if len(f.api.calls) != 0 {
				t.Errorf("calls %q", f.api.calls)
			}
		})
	}
}

// TestFormsThatComeBackEmptySayWhy: a form that was filled in and not carried out leads back to its page, which says that
// it has to be filled in again, also after another sign-in.
func TestFormsThatComeBackEmptySayWhy_U36(t *testing.T) {
	const says = "Please enter it again."
	for path, page := range map[string]string{
		"/account/password/change": "/account/password/change", "/account/email": "/account/email",
		"/account/email/code":            "/account/email/code",
		"/account/authenticator/confirm": "/account/authenticator",
	} {
		t.Run(path, func(t *testing.T) {
			f := newFixture(t)
			f.unlock()
			if a := f.function.Do(webtest.Navigate(page, f.cookies...)); strings.Contains(a.Body, says) {
				t.Errorf("a new page says so: %s", a.Body)
			}
			stale := f.form(forms[path]...)
			stale.Set(web.FormField, authtest.Altered(stale.Get(web.FormField)))
			back := f.function.Do(webtest.Submit(path, stale, f.cookies...))
			if a := f.function.Do(webtest.Navigate(back.Location(), f.cookies...)); a.Status != 200 ||
				!strings.Contains(a.Body, says) {
				t.Errorf("a form of an earlier page: %d at %q: %s", a.Status, back.Location(), a.Body)
			}
			f.Clock.Advance(authorizedFor + time.Second)
			refused := f.submit(path, forms[path]...)
			if want := `return_to=` + strings.ReplaceAll(page+again, "/", "%2F"); !strings.Contains(refused.Body,
				strings.NewReplacer("?", "%3F", "=1", "%3D1").Replace(want)) {
				t.Errorf("an expired authorization: %s", refused.Body)
			}
			f.signIn(nil)
			b := f.begin(page + again)
			f.grants(b, nil, nil)
			a := f.back(b)
			if a.Location() != page+again+"&authorized=1" {
				t.Fatalf("to %q", a.Location())
			}
			if a := f.function.Do(webtest.Navigate(a.Location(), a.Cookies(b.cookies)...)); a.Status != 200 ||
				!strings.Contains(a.Body, says) {
				t.Errorf("after another sign-in: %d: %s", a.Status, a.Body)
			}
		})
	}
}

func TestExportHoldsWhatThePoolKnows(t *testing.T) {
	f := newFixture(t)
	f.unlock()
	f.api.passkeys = []userapi.Passkey{{ID: "some-credential", Name: "Phone", Created: time.Unix(1_790_000_000, 0).UTC()}}
	a := f.submit("/account/data")
	var got export
	if err := json.Unmarshal([]byte(a.Body), &got); err != nil || a.Status != 200 ||
		!strings.HasPrefix(a.Header["content-disposition"], "attachment;") {
		t.Fatalf("%d %v: %s", a.Status, err, a.Body)
	}
	if got.Subject != authtest.Subject || got.Attributes["email"] != authtest.Email ||
		!slices.Equal(got.Groups, []string{"readers"}) || len(got.Passkeys) != 1 || got.ThisSignIn.SignedInAt.IsZero() {
		t.Errorf("%+v", got)
	}
}

// TestCallsFitIntoTheFunctionsTime: the keys of a cold start, the secret, the calls and the page.
func TestCallsFitIntoTheFunctionsTime_SEC113(t *testing.T) {
	const keysAndSecret, answer = 3500 * time.Millisecond, 500 * time.Millisecond
	table, err := routes.Parse(functions.RoutesJSON)
	if err != nil {
		t.Fatal(err)
	}
	function, _ := table.Function("account")
	if limit := time.Duration(function.Timeout) * time.Second; keysAndSecret+callsTimeout+answer > limit {
		t.Errorf("%v more than %v", keysAndSecret+callsTimeout+answer, limit)
	}
	if _, err := newHandler(newFixture(t).Site.Deps(access.User)); err != nil {
		t.Errorf("with an account client: %v", err)
	}
	if _, err := newHandler(webtest.New(t, webtest.ErrorPage).Deps(access.User)); !errors.Is(err, errNoClient) {
		t.Errorf("without: %v", err)
	}
}
