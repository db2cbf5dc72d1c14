package main

import (
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
)

// visitors make sessions on a running stack. All of them are one account: the user pool remembers it, so that only the
// first has to fill in the form.
type visitors struct {
	site, email, password string
	transport             http.RoundTripper
	pool                  http.CookieJar // cookies of the user pool, shared
	refreshes             atomic.Int64   // how often a page led over a refresh
}

// visitor has one session of the site.
type visitor struct{ client *http.Client }

// jars keeps the site's cookies to the visitor and shares the others.
type jars struct {
	site string // host
	own  http.CookieJar
	rest http.CookieJar
}

func (j jars) of(u *url.URL) http.CookieJar {
	if u.Host == j.site {
		return j.own
	}
	return j.rest
}

// SetCookies implements http.CookieJar.
func (j jars) SetCookies(u *url.URL, cookies []*http.Cookie) { j.of(u).SetCookies(u, cookies) }

// Cookies implements http.CookieJar.
func (j jars) Cookies(u *url.URL) []*http.Cookie { return j.of(u).Cookies(u) }

// arrive makes a visitor who is signed in.
func (v *visitors) arrive() (*visitor, error) {
	own, err := cookiejar.New(nil)
	if err != nil {
		return nil, fmt.Errorf("making a cookie jar: %w", err)
	}
	one := &visitor{&http.Client{Transport: v.transport, Jar: jars{strings.TrimPrefix(v.site, "http://"), own, v.pool},
		CheckRedirect: v.follow}}
	where, body, err := one.get(v.site + "/auth/login")
	if err == nil && strings.Contains(body, `name="password"`) {
		body, err = one.submit(where, body, url.Values{"username": {v.email}, "password": {v.password}})
	}
	if err == nil {
		err = v.greeted(body)
	}
	if err != nil {
		return nil, fmt.Errorf("signing in: %w", err)
	}
	return one, nil
}

// errTooManyHops means a longer chain of redirects than this site may have.
var errTooManyHops = errors.New("more than five redirects")

// follow counts the refreshes and bounds the redirects.
func (v *visitors) follow(r *http.Request, via []*http.Request) error {
	if r.URL.Path == "/auth/refresh" {
		v.refreshes.Add(1)
	}
	if len(via) > 5 {
		return errTooManyHops
	}
	return nil
}

// errNotGreeted means that a page did not know the visitor.
var errNotGreeted = errors.New("the page does not greet the visitor")

// look opens the home page, with a refresh if necessary.
func (v *visitors) look(one *visitor) error {
	_, body, err := one.get(v.site + "/")
	if err != nil {
		return err
	}
	return v.greeted(body)
}

func (v *visitors) greeted(body string) error {
	if !strings.Contains(body, "Hello "+v.email) {
		return errNotGreeted
	}
	return nil
}

// get opens a page and returns its final URL.
func (one *visitor) get(address string) (*url.URL, string, error) {
	request, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		return nil, "", fmt.Errorf("making a request: %w", err)
	}
	return one.do(request)
}

// The parts of the hosted pages' forms that are needed.
var (
	formAction  = regexp.MustCompile(`(?s)<form[^>]*?action="([^"]*)".*?</form>`)
	hiddenField = regexp.MustCompile(`<input[^>]*type="hidden"[^>]*name="([^"]*)"[^>]*value="([^"]*)"`)
)

// submit fills in the form that asks for a password.
func (one *visitor) submit(where *url.URL, page string, fields url.Values) (string, error) {
	for _, form := range formAction.FindAllStringSubmatch(page, -1) {
		if !strings.Contains(form[0], `name="password"`) {
			continue
		}
		for _, field := range hiddenField.FindAllStringSubmatch(form[0], -1) {
			fields.Set(html.UnescapeString(field[1]), html.UnescapeString(field[2]))
		}
		target, err := where.Parse(html.UnescapeString(form[1]))
		if err != nil {
			return "", fmt.Errorf("reading the form's address: %w", err)
		}
		request, err := http.NewRequest(http.MethodPost, target.String(), strings.NewReader(fields.Encode()))
		if err != nil {
			return "", fmt.Errorf("making a request: %w", err)
		}
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		_, body, err := one.do(request)
		return body, err
	}
	return "", errors.New("the page has no form for a password")
}

// do sends a request as a browser's navigation and reads the page that it ends at.
func (one *visitor) do(request *http.Request) (*url.URL, string, error) {
	request.Header.Set("Accept", "text/html")
	response, err := one.client.Do(request)
	if err != nil {
		return nil, "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, "", fmt.Errorf("reading a page: %w", err)
	}
	if response.StatusCode != http.StatusOK {
		return nil, "", fmt.Errorf("%s answered %s", response.Request.URL.Path, response.Status)
	}
	return response.Request.URL, string(body), nil
}
