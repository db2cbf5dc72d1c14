package templates

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"golang.org/x/net/html"

	"cognitossr/templates/assets"
)

// offers lists what a visitor can do on the page: "GET address label" for links and "POST address label" for forms.
func offers(document *html.Node) []string {
	var list []string
	for _, node := range elements(document, "a", "form") {
		if node.Data == "a" {
			list = append(list, "GET "+value(node, "href")+" "+text(node))
			continue
		}
		list = append(list, strings.ToUpper(value(node, "method"))+" "+value(node, "action")+" "+
			text(elements(node, "button")[0]))
	}
	return list
}

// expectation is what a page says and offers.
type expectation struct {
	name   string
	page   templ.Component
	says   []string
	offers []string
	lacks  []string // offers or texts that must not be there
}

func visitorExpectations() []expectation {
	return []expectation{
		{
			"home, signed out", Home(HomeView{Layout: anonymous}), []string{"No user is signed in."},
			[]string{"GET /auth/login Sign in", "GET /auth/signup Register",
				"GET /account/confirm Confirm your address"}, []string{"Hello", "POST", "Profile"},
		},
		{
			"home, nobody registers", Home(HomeView{Layout: anonymous, SignUpOff: true}),
			[]string{"No user is signed in.", "Sign in with the account that was made for you."},
			[]string{"GET /auth/login Sign in"}, []string{"Register", "register", "/auth/signup", "/account/confirm"},
		},
		{
			"home, signed in", Home(HomeView{Layout: someone}), []string{"Hello user@example.com"},
			[]string{"POST /auth/logout Sign out", "GET /profile Your profile"},
			[]string{"No user is signed in.", "/auth/login"},
		},
		{
			"home, unsure", Home(HomeView{Layout: Layout{Neutral: true}, Unverifiable: true}),
			[]string{"cannot be checked just now", "You are not signed out."}, []string{"GET / Try again"},
			[]string{"No user is signed in.", "/auth/login"},
		},
		{
			"profile of an administrator", Profile(sampleProfile()),
			[]string{"user@example.com", "verified", sampleSubject, "admin", "editors", "23 November 2026, 12:00 UTC",
				"23 November 2026, 12:15 UTC"},
			[]string{"POST /auth/logout Sign out", "POST /auth/logout-everywhere End all sessions",
				"GET /admin/users Manage users", "GET /account/delete Delete your account"}, []string{"not verified"},
		},
		{
			"profile of nobody special", Profile(ProfileView{Layout: someone, Email: sampleEmail}),
			[]string{"not verified", "Groups none", "Signed in since unknown"},
			[]string{"GET /account/delete Delete your account"}, []string{"/admin"},
		},
		{
			"confirm the address (R-23)", ConfirmAddress(ConfirmAddressView{someone}),
			[]string{"Confirm your address", "24 hours"}, []string{"POST /account/confirm Confirm", "GET / Home"}, nil,
		},
		{
			"sign out", SignOut(SignOutView{someone}), []string{"Sign out?"},
			[]string{"POST /auth/logout Sign out", "GET / Stay signed in"}, nil,
		},
		{
			"signed out", SignedOut(SignedOutView{Layout: anonymous}),
			[]string{"You are signed out.", "Your session has ended."},
			[]string{"GET /auth/login Sign in again", "GET /auth/login?prompt=login Sign in as another user",
				"GET / Home"}, []string{"in this browser", "all devices"},
		},
		{
			"delete the account", DeleteAccount(sampleDeletion()),
			[]string{sampleEmail, sampleSubject, "This cannot be undone.", "Registering with the same address again"},
			[]string{"POST /auth/delete-account Delete my account", "GET /profile Keep my account"},
			[]string{"/auth/login", "administer this site"},
		},
		{
			"delete the account, nobody registers", DeleteAccount(DeleteAccountView{Layout: someone, SignUpOff: true}),
			[]string{"This cannot be undone."},
			[]string{"POST /auth/delete-account Delete my account"}, []string{"register"},
		},
		{
			"delete the account after an old sign-in", DeleteAccount(DeleteAccountView{Layout: someone, Stale: true}),
			[]string{"This cannot be undone.", "Sign in once more"},
			[]string{"GET /auth/login?fresh=1&return_to=%2Faccount%2Fdelete Sign in again",
				"GET /profile Keep my account"}, []string{"POST /auth/delete-account"},
		},
		{
			"delete the account of an administrator", DeleteAccount(DeleteAccountView{Layout: someone, IsAdmin: true}),
			[]string{"Another administrator has to delete your account."},
			[]string{"GET /profile Back to your profile"}, []string{"POST /auth/delete-account", "/auth/login",
				"cannot be undone"},
		},
		{"account deleted", AccountDeleted(AccountDeletedView{Layout: anonymous}), []string{"Your account is deleted."},
			[]string{"GET / Home"}, []string{"POST"}},
		{
			"failure with ways on", Failure(sampleFailure(400)),
			[]string{"400", "The sign-in could not be finished.", "Code AUTH-STATE",
				"Request c6af9ac6-7b61-11e6-9a41-93e8deadbeef"},
			[]string{"GET /auth/login Sign in again"}, nil,
		},
		{
			"failure without", Failure(FailureView{Status: 404, Heading: "There is no such page."}), []string{"404"},
			[]string{"GET / Home"}, []string{"Code", "Request"},
		},
	}
}

func adminExpectations() []expectation {
	user := "/admin/users/" + sampleSubject
	disabled, confirm := sampleUser(), sampleUser()
	disabled.Enabled, disabled.Actions = false, []UserAction{{Name: "enable", Label: "Enable"}}
	confirm.Confirm = UserAction{Name: "add-admin", Label: "Make administrator",
		Consequence: "The user will be able to manage all users."}
	return []expectation{
		{
			"users", Users(sampleUsers()), []string{"former@example.com", "disabled", "(no e-mail address)",
				"password reset required"},
			[]string{
				"GET " + user + " user@example.com", "GET /admin/users Search", "GET /admin/users First page",
				"GET /admin/users?page=CAISlQIIARLtAQgD Next page",
			}, nil,
		},
		{
			"no users", Users(UsersView{Layout: someone, Selection: UsersSelection{Query: "nobody@"}}),
			[]string{"No user found."}, nil, []string{"Next page", "First page"},
		},
		{
			"user", User(sampleUser()), []string{"somebody@example.com", "Google_1093847561029384756",
				"confirmed", "editors"},
			[]string{
				"POST " + user + "/reset-password Reset password", "POST " + user + "/delete Delete",
				"POST " + user + "/remove-from-group Remove from group editors",
				"POST " + user + "/add-to-group Add to group",
			}, []string{"/enable", "/remove-admin"},
		},
		{"disabled user", User(disabled), []string{"disabled"}, []string{"POST " + user + "/enable Enable"},
			[]string{"/disable", "/delete"}},
		{
			"confirmation", User(confirm), []string{"Make administrator?", "manage all users", sampleSubject},
			[]string{"POST " + user + "/add-admin Make administrator", "GET " + user + " Cancel"},
			[]string{"/delete", "/disable"},
		},
	}
}

func TestPagesSayAndOffer(t *testing.T) {
	for _, tt := range append(visitorExpectations(), adminExpectations()...) {
		t.Run(tt.name, func(t *testing.T) {
			document := parsed(t, rendered(t, tt.page))
			offered, said := offers(document), text(document)
			for _, want := range tt.says {
				if !strings.Contains(said, want) {
					t.Errorf("does not say %q:\n%s", want, said)
				}
			}
			for _, want := range tt.offers {
				if !slices.Contains(offered, want) {
					t.Errorf("does not offer %q:\n%s", want, strings.Join(offered, "\n"))
				}
			}
			for _, unwanted := range tt.lacks {
				if strings.Contains(strings.Join(offered, "\n")+said, unwanted) {
					t.Errorf("holds %q", unwanted)
				}
			}
		})
	}
}

// TestGreetingIsOneText: the greeting can be found in the source as one text.
func TestGreetingIsOneText(t *testing.T) {
	if source := rendered(t, Home(HomeView{Layout: someone})); !strings.Contains(source, "Hello user@example.com<") {
		t.Error("the source does not hold the greeting")
	}
}

// TestFormsCarryTheToken_SEC095: every form that posts carries it, and only these; only the confirmations say that they
// are one.
func TestFormsCarryTheToken_SEC095(t *testing.T) {
	for _, sample := range samples() {
		t.Run(sample.name, func(t *testing.T) {
			for _, form := range elements(parsed(t, rendered(t, sample.page)), "form") {
				fields := url.Values{}
				for _, input := range elements(form, "input") {
					fields.Add(value(input, "name"), value(input, "value"))
				}
				posts := value(form, "method") == "post"
				if got := fields.Get("form_token"); posts && got != sampleToken || !posts && got != "" {
					t.Errorf("%s %s carries the token %q", value(form, "method"), value(form, "action"), got)
				}
				asks := (strings.HasPrefix(sample.name, "user-confirm") || sample.name == "delete-account") &&
					value(form, "action") != "/auth/logout"
				if confirms := fields.Get("confirmed") == "yes"; confirms != asks {
					t.Errorf("%s: confirmed is %v", value(form, "action"), confirms)
				}
			}
		})
	}
}

// TestFirstVisitWeighsLittle: a page with all that it loads, as it is sent, is far below the 14 KB that one round trip
// brings to a new connection.
func TestFirstVisitWeighsLittle_N20(t *testing.T) {
	shared := 0
	for _, name := range assets.Names() {
		file, _ := assets.Find(name)
		sent := file.Content
		if file.Gzip != nil {
			sent = file.Gzip
		}
		shared += len(sent)
	}
	const limit = 9_000
	for _, sample := range samples() {
		if weight := shared + len(rendered(t, sample.page)); weight >= limit {
			t.Errorf("%s weighs %d bytes with its assets, the limit is %d", sample.name, weight, limit)
		}
	}
}

func TestPagesLinkTheAssets(t *testing.T) {
	document := parsed(t, rendered(t, Home(HomeView{})))
	var linked []string
	for _, node := range elements(document, "link", "img") {
		linked = append(linked, strings.TrimPrefix(value(node, "href")+value(node, "src"), "/assets/"))
	}
	for _, name := range linked {
		if _, ok := assets.Find(name); !ok {
			t.Errorf("links %q, which there is not", name)
		}
	}
	if len(linked) != 3 {
		t.Errorf("links %q, want the stylesheet, the icon and the logo", linked)
	}
}
