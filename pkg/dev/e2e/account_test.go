package e2e

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base32"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

const accountAddress, lateAccount = "/account", "11m"

// TestPasswordIsChangedByTheCurrentOne: from the profile, with the current password, and not without it.
func TestPasswordIsChangedByTheCurrentOne_N17(t *testing.T) {
	localOnly(t)
	const another = "Password-another-3"
	email := fresh("change-password")
	v := member(t, email)
	overview := v.follow(v.get("/profile"), "Your account").wants(http.StatusOK, "Your account", email)
	page := v.follow(overview, "Change your password").wants(http.StatusOK, "Current password")
	if !strings.Contains(page.body, `autocomplete="current-password"`) ||
		!strings.Contains(page.body, `autocomplete="new-password"`) {
		t.Errorf("password managers do not know the fields: %s", page.body)
	}
	if len(v.hops) != 3 {
		t.Errorf("the way to the form: %v", v.hops)
	}
	for _, wrong := range []struct{ present, next, says string }{
		{"", another, "Enter your current password."},
		{newPassword, "", "Enter a new password."},
		{newPassword, newPassword, "This is your current password."},
		{"Not-my-password-1", another, "This is not your current password."},
		{newPassword, "short", "It is too short."},
	} {
		v.submit(page, map[string]string{"current_password": wrong.present,
			"new_password": wrong.next}).wants(http.StatusUnprocessableEntity, wrong.says).lacks(another)
	}
	v.submit(page, map[string]string{"current_password": newPassword, "new_password": another}).wants(http.StatusOK,
		"Your password is changed.")
	v.get(accountAddress).wants(http.StatusOK).lacks("Your password is changed.")
	newVisitor(t).signIn(email, newPassword).lacks("Hello")
	newVisitor(t).signIn(email, another).wants(http.StatusOK, "Hello "+email)
}

// TestAddressIsChanged: the current address counts until the code is entered, and the new one from then on.
func TestAddressIsChanged_SEC117(t *testing.T) {
	localOnly(t)
	email, moved, taken := fresh("moving"), fresh("moved"), fresh("taken")
	member(t, taken)
	v := member(t, email)
	page := v.get("/account/email").wants(http.StatusOK, email)
	for address, says := range map[string]string{"not-an-address": "Enter an e-mail address",
		strings.ToUpper(email): "This is your current address."} {
		v.submit(page, map[string]string{"email": address}).wants(http.StatusUnprocessableEntity, says)
	}
	ofTaken := v.submit(page, map[string]string{"email": taken}).wants(http.StatusOK, "If the address can be used")
	asked := v.submit(page, map[string]string{"email": moved}).wants(http.StatusOK, "If the address can be used")
	if ofTaken.url.Path != asked.url.Path || len(ofTaken.body) != len(asked.body) {
		t.Errorf("another user's address is answered otherwise: %s and %s", ofTaken.url, asked.url)
	}
	newVisitor(t).signIn(email, newPassword).wants(http.StatusOK, "Hello "+email)
	newVisitor(t).signIn(moved, newPassword).lacks("Hello")
	v.submit(asked, map[string]string{"code": "none"}).wants(http.StatusUnprocessableEntity, "It consists of digits.")
	v.submit(asked, map[string]string{"code": "000 000"}).wants(http.StatusUnprocessableEntity, "This code does not work.")
	landed := v.submit(asked, map[string]string{"code": v.mailedCode(moved)}).wants(http.StatusOK,
		"Your e-mail address is changed.", moved).lacks(email)
	if landed.url.Path != accountAddress {
		t.Errorf("landed on %s", landed.url)
	}
	v.get("/").wants(http.StatusOK, "Hello "+moved)
	newVisitor(t).signIn(moved, newPassword).wants(http.StatusOK, "Hello "+moved)
	newVisitor(t).signIn(email, newPassword).lacks("Hello")
}

func TestDataIsDownloaded(t *testing.T) {
	localOnly(t)
	email := fresh("own-data")
	v := member(t, email)
	file := v.press(v.get("/account/data").wants(http.StatusOK), "/account/data").wants(http.StatusOK)
	if file.header.Get("Content-Disposition") != `attachment; filename="my-data.json"` {
		t.Errorf("headers %v", file.header)
	}
	var data struct {
		Subject    string            `json:"sub"`
		Attributes map[string]string `json:"attributes"`
		Groups     []string          `json:"groups"`
	}
	if err := json.Unmarshal([]byte(file.body), &data); err != nil || data.Attributes["email"] != email ||
		data.Subject == "" || data.Groups == nil {
		t.Errorf("%v: %s", err, file.body)
	}
}

// TestAccountWantsAFreshSignIn: Cognito's own session is not enough for the pages, and an authorization ends after ten
// minutes; the way leads back, where the form says
// that it is empty now.
func TestAccountWantsAFreshSignIn_N16_SEC101(t *testing.T) {
	localOnly(t)
	const page = "/account/password/change"
	email := fresh("account-stale")
	v := member(t, email)
	form := v.get(page).wants(http.StatusOK, "Current password")
	v.control("clock", `{"advance":"`+lateAccount+`"}`)
	t.Cleanup(func() { v.control("clock", `{"reset":true}`) })
	v.expire(email)
	v.setCookie(&http.Cookie{Name: "account", Path: "/account", MaxAge: -1}) // ten minutes are over
	stale := v.get(page).wants(http.StatusOK, "Sign in once more").lacks("Current password")
	values := form.form(map[string]string{"current_password": "", "new_password": ""}).values
	values.Set("current_password", newPassword)
	values.Set("new_password", "Password-another-4")
	late := v.request(http.MethodPost, page, values.Encode())
	late.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	late.Header.Set("Sec-Fetch-Site", "same-origin")
	refused := v.do(late).lacks("Your password is changed.")
	address := func(page string) string { return "/auth/login?fresh=1&return_to=" + url.QueryEscape(page) }
	for address, answer := range map[string]*answer{address(page): stale, address(page + "?again=1"): refused} {
		if !strings.Contains(answer.body, `href="`+strings.ReplaceAll(address, "&", "&amp;")+`"`) {
			t.Errorf("%d does not lead to the sign-in: %s", answer.status, answer.body)
		}
	}
	login := v.get(address(page + "?again=1")).wants(http.StatusOK)
	back := v.submit(login, map[string]string{"username": email, "password": newPassword}).wants(http.StatusOK,
		"Current password", "Please enter it again.")
	if back.url.Path != page {
		t.Errorf("the sign-in leads to %s", back.url)
	}
}

// TestAccountCookieIsOfNoUseElsewhere: in the browser of another visitor, in another session of the same one, and for
// the user pool's own API.
func TestAccountCookieIsOfNoUseElsewhere_SEC006(t *testing.T) {
	localOnly(t)
	const page = "/account/password/change"
	email := fresh("account-victim")
	victim := member(t, email)
	victim.get(page).wants(http.StatusOK, "Current password")
	stolen := victim.cookies(page)["account"]
	if stolen == "" || strings.Contains(stolen, ".") || victim.cookies("/")["account"] != "" {
		t.Fatalf("the cookie is %q, elsewhere %q", stolen, victim.cookies("/")["account"])
	}
	attacker, again := member(t, fresh("account-attacker")), newVisitor(t)
	again.signIn(email, newPassword).wants(http.StatusOK, "Hello "+email)
	for _, thief := range []*visitor{attacker, again} {
		own := thief.get(page).wants(http.StatusOK, "Current password")
		thief.setCookie(&http.Cookie{Name: "account", Value: stolen, Path: "/account", MaxAge: 600})
		thief.submit(own, map[string]string{"current_password": newPassword,
			"new_password": "Password-stolen-1"}).wants(http.StatusForbidden, "AUTH-SIGN-IN-AGAIN")
	}
	newVisitor(t).signIn(email, newPassword).wants(http.StatusOK, "Hello "+email)
	// What the browser holds is no token: neither this one nor the session's is any use at the user pool's API.
	for _, token := range []string{stolen, victim.cookies("/")["access"]} {
		call := victim.request(http.MethodPost, site.stack.CognitoURL+"/", `{"AccessToken":"`+token+`"}`)
		call.Header.Set("X-Amz-Target", "AWSCognitoIdentityProviderService.GetUser")
		call.Header.Set("Content-Type", "application/x-amz-json-1.1")
		victim.do(call).wants(http.StatusBadRequest, "NotAuthorizedException")
	}
}

// totp is the code that an authenticator app shows (RFC 6238).
func totp(t *testing.T, key string, at time.Time) string {
	t.Helper()
	secret, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(key)
	if err != nil {
		t.Fatalf("the key %q: %v", key, err)
	}
	mac := hmac.New(sha1.New, secret)
	_ = binary.Write(mac, binary.BigEndian, at.Unix()/30)
	sum := mac.Sum(nil)
	offset := sum[len(sum)-1] & 15
	return fmt.Sprintf("%06d", binary.BigEndian.Uint32(sum[offset:])&0x7fffffff%1_000_000)
}

// TestAuthenticatorIsSetUpAndRemoved: a wrong code shows the same key again, the right one turns the app on, the next
// sign-in asks for a code, and without the app it does not.
func TestAuthenticatorIsSetUpAndRemoved(t *testing.T) {
	localOnly(t)
	const page = "/account/authenticator"
	email := fresh("authenticator")
	v := member(t, email)
	setup := v.press(v.get(page).wants(http.StatusOK, "Set up an app"), page).wants(http.StatusOK,
		"Open the app on this device")
	key := setup.form(map[string]string{"key": "", "code": ""}).values.Get("key")
	again := v.submit(setup, map[string]string{"key": key, "code": "000000"}).wants(http.StatusUnprocessableEntity,
		"This is not the code")
	if again.form(map[string]string{"key": "", "code": ""}).values.Get("key") != key {
		t.Error("a wrong code costs another key")
	}
	v.submit(again, map[string]string{"key": key, "code": totp(t, key, time.Now())}).wants(http.StatusOK,
		"Your authenticator app is set up.")
	v.get(page).wants(http.StatusOK, "Set up another app")
	newVisitor(t).signIn(email, newPassword).lacks("Hello")
	v.press(v.get(page), page+"/remove").wants(http.StatusOK, "Your authenticator app is removed.")
	newVisitor(t).signIn(email, newPassword).wants(http.StatusOK, "Hello "+email)
}

// TestAccountInChromium walks through the pages on a phone, without script.
func TestAccountInChromium_N25(t *testing.T) {
	localOnly(t)
	email := fresh("chromium-account")
	member(t, email)
	b := newTab(t)
	narrow := chromedp.EmulateViewport(360, 740)
	b.do("30-sign-in", "Sign in", narrow, chromedp.Navigate(site.url+"/auth/login?return_to=/account"),
		see(`input[name=username]`))
	b.do("31-account", "Where you are signed in", fill("username", email), fill("password", newPassword),
		enter("password"), see(`a[href="/account/email"]`))
	b.do("32-password", "Current password", chromedp.Navigate(site.url+"/account/password/change"),
		see(`input[name=current_password]`))
	b.do("33-wrong-password", "This is not your current password.", fill("current_password", "Not-my-password-1"),
		fill("new_password", "Password-another-9"), enter("new_password"))
	b.do("34-email", "New address", chromedp.Navigate(site.url+"/account/email"), see(`input[name=email]`))
	b.do("35-authenticator", "Set up an app", chromedp.Navigate(site.url+"/account/authenticator"),
		see(`form[action="/account/authenticator"]`))
	b.do("36-setup", "Key", chromedp.SendKeys(chromedp.CSS(`form[action="/account/authenticator"] button`), "\r"),
		see(`svg.qr`))
}
