package local

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"

	"golang.org/x/net/html"
)

// browser is a minimal browser that signs in at the local Cognito and stops before the redirect back to the site.
type browser struct {
	stack  *Stack
	client *http.Client
}

// errCallback stops a chain of redirects at the site's callback.
var errCallback = errors.New("the redirect to the callback")

func (s *Stack) newBrowser() *browser {
	jar, _ := cookiejar.New(nil) // never fails without options
	v := &browser{stack: s, client: &http.Client{Jar: jar}}
	v.client.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
		if r.URL.Path == callbackPath {
			return errCallback
		}
		return nil
	}
	return v
}

const callbackPath = "/auth/callback"

// signIn opens an address that leads to the sign-in form, submits the form, and returns the address of the redirect
// back to the site.
func (v *browser) signIn(ctx context.Context, start string, user User) (*url.URL, error) {
	page, err := v.follow(ctx, http.MethodGet, start, nil)
	if err != nil {
		return nil, fmt.Errorf("opening the sign-in form: %w", err)
	}
	action, fields, err := formWith(page.body, "password")
	if err != nil {
		return nil, fmt.Errorf("%w; %s answered:\n%s", err, page.url, page.body)
	}
	fields.Set("username", user.Email)
	fields.Set("password", user.Password)
	target, err := page.url.Parse(action)
	if err != nil {
		return nil, fmt.Errorf("reading the form's address: %w", err)
	}
	page, err = v.follow(ctx, http.MethodPost, target.String(), fields)
	if err != nil {
		return nil, fmt.Errorf("signing in: %w", err)
	}
	if page.callback == nil {
		return nil, fmt.Errorf("signing in: the local Cognito did not send the visitor back to the site:\n%s", page.body)
	}
	return page.callback, nil
}

// cookies returns the cookies that a browser sends to a path of the site.
func (v *browser) cookies(path string) map[string]string {
	u, err := url.Parse(v.stack.SiteURL + path)
	if err != nil {
		return nil
	}
	values := map[string]string{}
	for _, cookie := range v.client.Jar.Cookies(u) {
		values[cookie.Name] = cookie.Value
	}
	return values
}

// browserPage is a page, or the address of the callback.
type browserPage struct {
	url      *url.URL
	body     string
	callback *url.URL
}

func (v *browser) follow(ctx context.Context, method, address string, form url.Values) (*browserPage, error) {
	r, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Accept", "text/html")
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	answer, err := v.client.Do(r)
	if answer != nil {
		defer answer.Body.Close()
	}
	if errors.Is(err, errCallback) {
		callback, err := answer.Location()
		return &browserPage{callback: callback}, err
	}
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(answer.Body)
	return &browserPage{url: answer.Request.URL, body: string(body)}, err
}

// formWith finds the form that has a field, and returns its address and the values of its fields.
func formWith(page, field string) (action string, fields url.Values, err error) {
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return "", nil, fmt.Errorf("reading the page: %w", err)
	}
	for node := range root.Descendants() {
		if node.Type != html.ElementNode || node.Data != "form" {
			continue
		}
		fields := url.Values{}
		for input := range node.Descendants() {
			if name := attribute(input, "name"); input.Data == "input" && name != "" {
				fields.Set(name, attribute(input, "value"))
			}
		}
		if fields.Has(field) {
			return attribute(node, "action"), fields, nil
		}
	}
	return "", nil, fmt.Errorf("there is no form with a field %q", field)
}

func attribute(node *html.Node, name string) string {
	for _, a := range node.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// tokens is the response of the token endpoint.
type tokens struct {
	ID     string `json:"id_token"`
	Access string `json:"access_token"`
}

// redeem signs in and redeems the code without the site.
func (s *Stack) redeem(ctx context.Context, user User) (tokens, error) {
	callback := s.SiteURL + callbackPath
	query := url.Values{
		"client_id": {s.ClientID}, "response_type": {"code"}, "scope": {"openid email"}, "redirect_uri": {callback},
	}
	back, err := s.newBrowser().signIn(ctx, s.CognitoURL+"/oauth2/authorize?"+query.Encode(), user)
	if err != nil {
		return tokens{}, err
	}
	form := url.Values{
		"grant_type": {"authorization_code"}, "code": {back.Query().Get("code")}, "redirect_uri": {callback},
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.CognitoURL+"/oauth2/token", strings.NewReader(form.Encode()))
	if err != nil {
		return tokens{}, err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.SetBasicAuth(s.ClientID, s.cognito.ClientSecret())
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return tokens{}, fmt.Errorf("redeeming the code: %w", err)
	}
	defer answer.Body.Close()
	var got tokens
	if err := json.NewDecoder(answer.Body).Decode(&got); err != nil || got.ID == "" {
		return tokens{}, fmt.Errorf("redeeming the code: the local Cognito answered %s", answer.Status)
	}
	return got, nil
}

// subject returns the sub of a token that this stack's own Cognito has just issued.
func subject(token string) string {
	var claims struct{ Sub string }
	if parts := strings.Split(token, "."); len(parts) == 3 {
		payload, _ := base64.RawURLEncoding.DecodeString(parts[1])
		_ = json.Unmarshal(payload, &claims)
	}
	return claims.Sub
}
