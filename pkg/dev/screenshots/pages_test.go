package screenshots

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"testing"
	"time"

	"github.com/a-h/templ"

	"cognitossr/pkg/dev/local"
	"cognitossr/templates"
	"cognitossr/templates/assets"
)

// root is the repository.
const root = "../../.."

var ada = templates.Layout{SignedInAs: "ada@example.com", Administrator: true, FormToken: "invented"}

// since is a fixed moment, so that a picture is the same every day.
var since = time.Date(2026, time.March, 4, 9, 30, 0, 0, time.UTC)

// pages of the site, by the name of their picture.
func pages() map[string]templ.Component {
	account := templates.Account(templates.AccountView{
		Layout: ada, Email: ada.SignedInAs, EmailVerified: true, SignedInSince: since, Authenticator: true, Passkeys: true,
	})
	return map[string]templ.Component{
		"home": templates.Home(templates.HomeView{Layout: ada}), "account": account, "account-phone": account,
		"users": templates.Users(list()), "user": templates.User(grace()),
	}
}

func list() templates.UsersView {
	v := templates.UsersView{Layout: ada, Groups: []string{"admin", "editors", "readers"}, Size: 1843, NextPage: "more"}
	for i, row := range []templates.UserRow{
		{Email: "ada@example.com", Name: "Ada Lovelace", Status: "CONFIRMED", Enabled: true},
		{Email: "grace@example.com", Name: "Grace Hopper", Status: "FORCE_CHANGE_PASSWORD", Enabled: true},
		{Email: "alan@example.com", Name: "Alan Turing", Status: "CONFIRMED"},
		{Email: "emmy@example.com", Name: "Emmy Noether", Status: "UNCONFIRMED", Enabled: true},
	} {
		row.Subject = grace().Subject[:len(grace().Subject)-1] + string(rune('0'+i))
		row.Created = since.AddDate(0, i, 3*i)
		v.Rows = append(v.Rows, row)
	}
	return v
}

func grace() templates.UserView {
	say := ada.Language
	return templates.UserView{
		Layout: ada, Subject: "7f3c2a10-5b6d-4e8f-9a01-234567890001", Username: "7f3c2a10-5b6d-4e8f-9a01-234567890001",
		Email: "grace@example.com", Name: "Grace Hopper", EmailVerified: true, Status: "FORCE_CHANGE_PASSWORD", Enabled: true,
		Groups: []string{"editors"}, Leavable: []string{"editors"}, Joinable: []string{"readers"}, Created: since,
		Modified: since,
		Words:    templates.MailWords{Asked: true},
		Actions: []templates.UserAction{
			{Name: templates.ActionInvite, Label: string(say.ActionInvite())},
			{Name: "sign-out", Label: string(say.ActionSignOut())},
			{Name: "add-admin", Label: string(say.ActionAddAdmin())},
			{Name: "disable", Label: string(say.ActionDisable()), Danger: true},
			{Name: "delete", Label: string(say.ActionDelete()), Danger: true},
		},
	}
}

// site serves the pages under the names of their pictures.
func site(t *testing.T) string {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /assets/{file}", func(w http.ResponseWriter, r *http.Request) {
		file, found := assets.Find(r.PathValue("file"))
		if !found {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", file.ContentType)
		_, _ = w.Write(file.Content)
	})
	for name, page := range pages() {
		mux.Handle("GET /"+name, templ.Handler(page))
	}
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

// signIn is the address of the local Cognito's sign-in page, with the site's brand.
func signIn(t *testing.T, managed bool) string {
	t.Helper()
	branding := filepath.Join(root, "terraform", "branding")
	pool, err := local.StartPool(t.Context(), local.Options{
		Root: root, CognitoAddr: "127.0.0.1:0", ManagedLogin: managed,
		CSSFile: filepath.Join(branding, "login.css"), LogoFile: filepath.Join(branding, "logo.png"),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { pool.Close() })
	asked := url.Values{
		"client_id": {pool.ClientID}, "response_type": {"code"}, "scope": {"openid email"},
		"redirect_uri": {pool.SiteURL + "/auth/callback"}, "lang": {"en"},
	}
	return pool.CognitoURL + "/login?" + asked.Encode()
}
