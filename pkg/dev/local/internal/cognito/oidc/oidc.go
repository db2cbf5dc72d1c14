// Package oidc is the relying party's side of OpenID Connect: what a user pool does when somebody signs in with an
// identity provider. It speaks to providers on this machine only, so that a local user pool never sends a secret, or a
// person, to the internet. It follows no redirect.
package oidc

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Provider is an OpenID provider, and how the pool is known to it.
type Provider struct {
	Issuer, ClientID, ClientSecret string
	Scopes                         string // separated by blanks; "": openid
	RedirectURI                    string // where the provider sends the browser

	Now func() time.Time // of the machine; nil: time.Now
}

// The time and the size that an answer may have.
const (
	timeout       = 10 * time.Second
	maximumAnswer = 1 << 20
)

// OnThisMachine says whether an address is one of this machine, so that Provider may call it.
func OnThisMachine(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.User != nil {
		return false
	}
	ip, err := netip.ParseAddr(u.Hostname())
	return u.Hostname() == "localhost" || err == nil && ip.IsLoopback()
}

// document is what discovery tells (OpenID Connect Discovery 1.0, section 3).
type document struct {
	Issuer        string `json:"issuer"`
	Authorization string `json:"authorization_endpoint"`
	Token         string `json:"token_endpoint"`
	KeySet        string `json:"jwks_uri"`
	UserInfo      string `json:"userinfo_endpoint"` // "": none
}

// discover reads the document, and takes none of another issuer or one that leads away from this machine.
func (p Provider) discover(ctx context.Context) (document, error) {
	var d document
	if !OnThisMachine(p.Issuer) {
		return d, errors.New("the issuer is not on this machine")
	}
	if err := p.fetch(ctx, strings.TrimRight(p.Issuer, "/")+"/.well-known/openid-configuration", "", &d); err != nil {
		return d, fmt.Errorf("reading the discovery document: %w", err)
	}
	if d.Issuer != p.Issuer {
		return d, errors.New("the discovery document is of another issuer")
	}
	for _, address := range []string{d.Authorization, d.Token, d.KeySet} {
		if !OnThisMachine(address) {
			return d, errors.New("the discovery document leads to another machine, or nowhere")
		}
	}
	if d.UserInfo != "" && !OnThisMachine(d.UserInfo) {
		return d, errors.New("the discovery document leads to another machine")
	}
	return d, nil
}

// AuthorizeURL is where the browser goes. The parameters have AWS's order (F-228), with the nonce after them.
func (p Provider) AuthorizeURL(ctx context.Context, state, nonce, loginHint string) (string, error) {
	d, err := p.discover(ctx)
	if err != nil {
		return "", err
	}
	address := d.Authorization
	separator := "?"
	if strings.Contains(address, "?") {
		separator = "&"
	}
	for _, pair := range [][2]string{
		{"client_id", p.ClientID}, {"redirect_uri", p.RedirectURI}, {"scope", cmp.Or(p.Scopes, "openid")}, {"response_type", "code"},
		{"state", state},
		{"nonce", nonce}, {"login_hint", loginHint},
	} {
		if pair[1] != "" {
			address += separator + pair[0] + "=" + url.QueryEscape(pair[1])
			separator = "&"
		}
	}
	return address, nil
}

// Claims redeems a code and returns what the provider says about the person: the claims of the ID token, which must be
// right in every respect, and those of userInfo.
func (p Provider) Claims(ctx context.Context, code, nonce string) (map[string]string, error) {
	d, err := p.discover(ctx)
	if err != nil {
		return nil, err
	}
	var tokens struct {
		ID     string `json:"id_token"`
		Access string `json:"access_token"`
	}
	form := url.Values{
		"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {p.RedirectURI},
		"client_id": {p.ClientID}, "client_secret": {p.ClientSecret},
	}
	if err := p.post(ctx, d.Token, form, &tokens); err != nil {
		return nil, fmt.Errorf("redeeming the code: %w", err)
	}
	var keys keySet
	if err := p.fetch(ctx, d.KeySet, "", &keys); err != nil {
		return nil, fmt.Errorf("reading the key set: %w", err)
	}
	claims, err := p.verify(tokens.ID, keys, nonce)
	if err != nil {
		return nil, fmt.Errorf("checking the ID token: %w", err)
	}
	if d.UserInfo == "" || tokens.Access == "" {
		return texts(claims), nil
	}
	info := map[string]any{}
	if err := p.fetch(ctx, d.UserInfo, tokens.Access, &info); err != nil {
		return nil, fmt.Errorf("asking userInfo: %w", err)
	}
	if info["sub"] != claims["sub"] {
		return nil, errors.New("userInfo is about somebody else")
	}
	maps.Copy(info, claims)
	return texts(info), nil
}

// texts are the claims that an attribute can hold.
func texts(claims map[string]any) map[string]string {
	list := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(claims)) {
		switch value := claims[name].(type) {
		case string:
			list[name] = value
		case bool, json.Number:
			list[name] = fmt.Sprint(value)
		}
	}
	return list
}

func (p Provider) fetch(ctx context.Context, address, bearer string, into any) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	if bearer != "" {
		request.Header.Set("Authorization", "Bearer "+bearer)
	}
	return ask(request, into)
}

func (p Provider) post(ctx context.Context, address string, form url.Values, into any) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return ask(request, into)
}

// client follows no redirect: it could lead to another machine, with the secret.
var client = &http.Client{
	Timeout:       timeout,
	Transport:     &http.Transport{IdleConnTimeout: timeout}, // without a proxy
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

func ask(request *http.Request, into any) error {
	answer, err := client.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, maximumAnswer))
	if err != nil {
		return err
	}
	if answer.StatusCode != http.StatusOK {
		var refusal struct {
			Error string `json:"error"`
		}
		_ = json.Unmarshal(body, &refusal) // an answer without a reason has none
		return &StatusError{answer.StatusCode, refusal.Error}
	}
	decoder := json.NewDecoder(strings.NewReader(string(body)))
	decoder.UseNumber()
	if err := decoder.Decode(into); err != nil {
		return fmt.Errorf("reading the answer: %w", err)
	}
	return nil
}

// StatusError is an answer that is not 200, with the OAuth error code that it may have.
type StatusError struct {
	Status int
	Code   string
}

func (e *StatusError) Error() string {
	if e.Code == "" {
		return fmt.Sprintf("the provider answered %d", e.Status)
	}
	return fmt.Sprintf("the provider answered %d %s", e.Status, e.Code)
}
