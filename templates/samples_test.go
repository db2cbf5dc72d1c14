package templates

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"github.com/a-h/templ"

	"cognitossr/pkg/view"
)

// sample is one page with harmless content, in one of the states that it can be in.
type sample struct {
	name string
	page templ.Component
}

const (
	sampleEmail   = "user@example.com"
	sampleSubject = "7f3c2a10-5b6d-4e8f-9a01-23456789abcd"
	sampleDomain  = "https://auth.example.com" // of the sign-in service
	sampleToken   = "vQ8yZr0lJm4Y2uVt1sXwPg"
)

var (
	anonymous = Layout{}
	someone   = Layout{SignedInAs: sampleEmail, FormToken: sampleToken}
	noon      = time.Date(2026, time.November, 23, 12, 0, 0, 0, time.UTC)
)

// samples is every page in every state.
func samples() []sample {
	all := slices.Concat(visitorSamples(), accountSamples(), adminSamples())
	for _, own := range ownSamples {
		all = append(all, own()...)
	}
	return all
}

// ownSamples are those of pages that ./build.sh new has added, from their own files.
var ownSamples []func() []sample

func visitorSamples() []sample {
	failover := anonymous
	failover.Failover = true
	return []sample{
		{"home-signed-out", Home(HomeView{Layout: anonymous})},
		{"home-no-sign-up", Home(HomeView{Layout: anonymous, SignUpOff: true})},
		{"home-failover", Home(HomeView{Layout: failover})},
		{"home-signed-in", Home(HomeView{Layout: someone})},
		{"home-registered", Home(HomeView{Layout: someone, Registered: true})},
		{"home-unsure", Home(HomeView{Layout: anonymous, Unverifiable: true})},
		{"profile", Profile(sampleProfile())},
		{"confirm-address", ConfirmAddress(ConfirmAddressView{someone})},
		{"password", Password(PasswordView{someone})},
		{"password-signed-out", Password(PasswordView{anonymous})},
		{"sign-out", SignOut(SignOutView{someone})},
		{"signing-out", Leaving(LeavingView{anonymous,
			sampleDomain + "/logout?client_id=1example&logout_uri=https%3A%2F%2Fwww.example.com%2Fauth%2Fsigned-out"})},
		{"signed-out", SignedOut(SignedOutView{Layout: anonymous})},
		{"delete-account", DeleteAccount(sampleDeletion())},
		{"delete-account-stale", DeleteAccount(DeleteAccountView{Layout: someone, Subject: sampleSubject, Stale: true})},
		{"delete-account-admin", DeleteAccount(DeleteAccountView{Layout: someone, Subject: sampleSubject, IsAdmin: true})},
		{"account-deleted", AccountDeleted(AccountDeletedView{Layout: anonymous})},
		{"failure-400", Failure(sampleFailure(400))},
		{"failure-401", Failure(sampleFailure(401))},
		{"failure-403", Failure(sampleFailure(403))},
		{"failure-404", Failure(sampleFailure(404))},
		{"failure-503", Failure(sampleFailure(503))},
		{"failure-kept-form", Failure(sampleKeptForm())},
		{"failure-lost-form", Failure(sampleLostForm())},
	}
}

// accountSamples is a visitor's own account, in every state.
func accountSamples() []sample {
	unlocked, federated := sampleAccount(), sampleAccount()
	unlocked.Unlocked, unlocked.Notice = true, someone.Language.AccountDonePassword()
	federated.Federated, federated.Passkeys, federated.EmailVerified = true, false, false
	say := someone.Language
	locked := AccountLockedView{Layout: someone, Heading: say.AccountEmailTitle(), ReturnTo: "/account/email"}
	wrongSetup := sampleSetup()
	wrongSetup.Problem = say.AppCodeWrong()
	passkeys := AccountPasskeysView{Layout: someone, AddURL: sampleDomain + "/passkeys/add?client_id=1example&redirect_uri=x"}
	withPasskeys := passkeys
	withPasskeys.Passkeys = []PasskeyRow{{"credential-1", samplePasskey, noon}, {"credential-2", "", noon}}
	return []sample{
		{"account", Account(sampleAccount())},
		{"account-unlocked", Account(unlocked)},
		{"account-federated", Account(federated)},
		{"account-locked", AccountLocked(locked)},
		{"account-password", AccountPassword(AccountPasswordView{Layout: someone, Email: sampleEmail})},
		{"account-password-wrong", AccountPassword(AccountPasswordView{Layout: someone, Email: sampleEmail,
			CurrentProblem: say.AccountPasswordWrong()})},
		{"account-password-short", AccountPassword(AccountPasswordView{Layout: someone, Email: sampleEmail,
			NewProblem: say.AccountPasswordShort()})},
		{"account-password-again", AccountPassword(AccountPasswordView{Layout: someone, Email: sampleEmail, Again: true})},
		{"account-email", AccountEmail(AccountEmailView{Layout: someone, Email: sampleEmail})},
		{"account-email-wrong", AccountEmail(AccountEmailView{Layout: someone, Email: sampleEmail, New: "nobody",
			Problem: say.AccountEmailMalformed()})},
		{"account-email-again", AccountEmail(AccountEmailView{Layout: someone, Email: sampleEmail, Again: true})},
		{"account-code", AccountEmailCode(AccountEmailCodeView{Layout: someone, Email: sampleEmail})},
		{"account-code-again", AccountEmailCode(AccountEmailCodeView{Layout: someone, Email: sampleEmail, Again: true})},
		{"account-code-wrong", AccountEmailCode(AccountEmailCodeView{Layout: someone, Email: sampleEmail,
			Problem: say.AccountCodeWrong()})},
		{"account-app-off", AccountAuthenticator(AccountAuthenticatorView{Layout: someone})},
		{"account-app-again", AccountAuthenticator(AccountAuthenticatorView{Layout: someone, Again: true})},
		{"account-app-on", AccountAuthenticator(AccountAuthenticatorView{Layout: someone, On: true})},
		{"account-app-required", AccountAuthenticator(AccountAuthenticatorView{Layout: someone, On: true, Required: true})},
		{"account-app-setup", AccountAuthenticatorSetup(sampleSetup())},
		{"account-app-setup-wrong", AccountAuthenticatorSetup(wrongSetup)},
		{"account-passkeys", AccountPasskeys(withPasskeys)},
		{"account-passkeys-none", AccountPasskeys(passkeys)},
		{"account-data", AccountData(AccountDataView{someone})},
	}
}

func sampleAccount() AccountView {
	return AccountView{Layout: someone, Email: sampleEmail, EmailVerified: true, SignedInSince: noon,
		Authenticator: true, Passkeys: true}
}

const sampleKey = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPJBSW"

const samplePasskey = "Phone"

func sampleSetup() AccountAuthenticatorSetupView {
	return AccountAuthenticatorSetupView{
		Layout: someone, Key: sampleKey, Link: "otpauth://totp/www.example.com:user@example.com?secret=" + sampleKey +
			"&issuer=www.example.com",
		Code: QRCode{Size: 12, Path: "M4 4h2v1h-2zM7 4h1v1h-1zM4 5h1v1h-1zM5 6h3v1h-3z"},
	}
}

// sampleGroup is a group that the sample user can be added to.
const sampleGroup = "readers"

func adminSamples() []sample {
	confirm, ofGroup, wrongGroup := sampleUser(), sampleUser(), sampleUser()
	ofGroup.Confirm, ofGroup.ConfirmGroup = UserAction{
		"add-to-group", string(someone.Language.ActionAddToGroup()), string(someone.Language.ActionAddToGroupMeans()), false,
	}, sampleGroup
	wrongGroup.WrongGroup, wrongGroup.MoreGroups = true, true
	confirm.Confirm = sampleAction
	invited := sampleUser()
	invited.Status, invited.Words = "FORCE_CHANGE_PASSWORD", MailWords{Asked: true, Chosen: someone.Language}
	invited.Actions = append([]UserAction{{ActionInvite, string(someone.Language.ActionInvite()),
		string(someone.Language.ActionInviteMeans()), false}}, invited.Actions...)
	again, wrongAgain := invited, invited
	wrongAgain.Words.LanguageWrong, wrongAgain.Words.MessageWrong = true, true
	again.Confirm = invited.Actions[0]
	self := sampleUser()
	self.IsSelf, self.Groups, self.Actions = true, []string{"admin"}, self.Actions[:1]
	self.Problem = "The user could not be changed. Try again."
	return []sample{
		{"users", Users(sampleUsers())},
		{"users-none", Users(UsersView{Layout: someone, Selection: UsersSelection{Query: "nobody@"}})},
		{"users-invite", Invite(sampleInvite())},
		{"users-invite-wrong", Invite(wrongInvite())},
		{"users-export-cut", ExportCut(ExportCutView{Layout: someone, Selection: UsersSelection{Status: "CONFIRMED"},
			Count: 1200})},
		{"user", User(sampleUser())},
		{"user-self", User(self)},
		{"user-confirm", User(confirm)},
		{"user-invited", User(invited)},
		{"user-invited-wrong", User(wrongAgain)},
		{"user-confirm-invite", User(again)},
		{"user-confirm-group", User(ofGroup)},
		{"user-wrong-group", User(wrongGroup)},
	}
}

func sampleInvite() InviteView {
	return InviteView{
		Layout: someone, Groups: []InviteGroup{{"editors", true}, {sampleGroup, false}},
		Words: MailWords{Asked: true, Chosen: someone.Language},
	}
}

func wrongInvite() InviteView {
	v, say := sampleInvite(), someone.Language
	v.Email, v.MoreGroups, v.Words.LanguageWrong, v.Words.MessageWrong, v.Words.Message = "nobody", true, true, true,
		sampleMessage
	v.EmailProblem, v.GroupProblem = say.AccountEmailMalformed(), say.GroupProblem()
	return v
}

const sampleMessage = "Welcome to the team!\nAda"

func sampleProfile() ProfileView {
	return ProfileView{
		Layout: someone, Email: sampleEmail, EmailVerified: true, Subject: sampleSubject,
		Groups:        []string{"admin", "editors"},
		SignedInSince: noon, ExpiresAt: noon.Add(15 * time.Minute), IsAdmin: true,
	}
}

func sampleDeletion() DeleteAccountView {
	return DeleteAccountView{Layout: someone, Subject: sampleSubject}
}

func sampleKeptForm() FailureView {
	v := sampleFailure(401)
	v.Actions = []Action{{Label: "Sign in", URL: "/auth/login?return_to=%2Fprofile", NewTab: true},
		{Label: "Home page", URL: "/", NewTab: true}}
	v.Form = view.Form{
		Action: "/notes?a=b", Note: "What you filled in is still here. Sign in, in a new tab, then come back to this page and send it again.",
		Fields: []view.Field{{Name: "form_token", Value: sampleToken}, {Name: "text", Value: "two\r\nlines & <b>"},
			{Name: "tag", Value: "a"}, {Name: "tag", Value: "b"}},
	}
	return v
}

func sampleLostForm() FailureView {
	v := sampleFailure(401)
	v.Form.Note = string(v.Language.FailureFormLost())
	return v
}

func sampleFailure(status int) FailureView {
	v := FailureView{Layout: anonymous, Status: status, RequestID: "c6af9ac6-7b61-11e6-9a41-93e8deadbeef"}
	switch status {
	case 400:
		v.Code = "AUTH-STATE"
		v.Heading = "The sign-in could not be finished."
		v.Message = "It took too long, or it was begun in another window. Nothing has been changed; please sign in again."
		v.Actions = []Action{{Label: "Sign in again", URL: "/auth/login", Primary: true},
			{Label: "Home", URL: "/", Primary: false}}
	case 401:
		v.Heading = "Your session has ended."
		v.Message = "What you sent was not carried out. Sign in again, then repeat it."
		v.Actions = []Action{{Label: "Sign in", URL: "/auth/login?return_to=%2Fprofile", Primary: true}}
	case 403:
		v.Heading = "This page is not for you."
		v.Message = "You are signed in, but this page is for others."
		v.Actions = []Action{{Label: "Sign in as another user", URL: "/auth/login?fresh=1&prompt=select_account",
			Primary: true}, {Label: "Home", URL: "/"}}
		v.Layout = someone
	case 404:
		v.Heading = "There is no such page."
		v.Message = "The address may be mistyped, or the page has been taken away."
	case 503:
		v.Heading = "Sign-in is not available right now."
		v.Message = "You are still signed in. Please try again in a minute."
		v.Actions = []Action{{Label: "Try again", URL: "/auth/refresh?return_to=%2Fprofile", Primary: true},
			{Label: "Home", URL: "/", Primary: false}}
	}
	return v
}

func sampleUsers() UsersView {
	return UsersView{
		Layout: someone, Groups: []string{sampleGroup}, Size: 10_000, NextPage: "CAISlQIIARLtAQgD", Continued: true,
		Notice: "The user is disabled.",
		Rows: []UserRow{
			{sampleSubject, sampleEmail, "", "CONFIRMED", true, noon},
			{"0b1c2d3e-4f50-4a61-8b72-9c83ad94be05",
				"a.very.long.address.that.somebody.chose@department.of.long.names.example.org", "", "UNCONFIRMED",
				true, noon},
			{"a1b2c3d4-e5f6-4789-8abc-def012345678", "", "", "EXTERNAL_PROVIDER", true, noon},
			{"ffeeddcc-bbaa-4998-8776-655443322110", "former@example.com", "", "CONFIRMED", false, noon},
			{"12345678-90ab-4cde-8f01-234567890abc", "reset@example.com", "", "RESET_REQUIRED", true, noon},
		},
	}
}

var sampleAction = UserAction{"delete", "Delete", "The account and everything in it are removed. It cannot be undone.", true}

func sampleUser() UserView {
	return UserView{
		Layout: someone, Subject: sampleSubject, Username: "Google_1093847561029384756", Email: "somebody@example.com",
		EmailVerified: true,
		Status:        "CONFIRMED", Enabled: true, Groups: []string{"editors"}, Leavable: []string{"editors"},
		Joinable: []string{sampleGroup}, Created: noon, Modified: noon.Add(time.Hour),
		Actions: []UserAction{{"reset-password", "Reset password", "The password stops working.", false}, sampleAction},
	}
}

// rendered is the page's source.
func rendered(t testing.TB, page templ.Component) string {
	t.Helper()
	var b bytes.Buffer
	if err := page.Render(t.Context(), &b); err != nil {
		t.Fatalf("rendering: %v", err)
	}
	return b.String()
}
