package e2e

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/html"

	"cognitossr/pkg/dev/local"
)

// visitor is somebody with a browser of the plainest kind: it keeps cookies, follows redirects and fills in forms.
type visitor struct {
	t      *testing.T
	client *http.Client
	header http.Header // sent with every request
	hops   []string    // the addresses that the last request was redirected to
}

func newVisitor(t *testing.T) *visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	v := &visitor{t: t, header: http.Header{"Accept": {"text/html,application/xhtml+xml"}}}
	v.client = &http.Client{Jar: jar, Timeout: 40 * time.Second,
		CheckRedirect: func(r *http.Request, via []*http.Request) error {
			v.hops = append(v.hops, r.URL.String())
			if len(via) > 5 {
				t.Errorf("a chain of more than five redirects: %v", v.hops)
				return http.ErrUseLastResponse
			}
			return nil
		}}
	t.Cleanup(v.client.CloseIdleConnections)
	return v
}

// answer is a page, read whole.
type answer struct {
	t      *testing.T
	url    *url.URL
	status int
	header http.Header
	body   string
}

func (v *visitor) do(r *http.Request) *answer {
	v.t.Helper()
	v.hops = nil
	for name, values := range v.header {
		if r.Header.Get(name) == "" {
			r.Header[name] = values
		}
	}
	response, err := v.client.Do(r)
	if err != nil {
		v.t.Fatalf("%s %s: %v", r.Method, r.URL.Path, err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		v.t.Fatalf("reading %s: %v", r.URL.Path, err)
	}
	return &answer{v.t, response.Request.URL, response.StatusCode, response.Header, string(body)}
}

func (v *visitor) request(method, address, body string) *http.Request {
	v.t.Helper()
	if strings.HasPrefix(address, "/") {
		address = site.url + address
	}
	r, err := http.NewRequest(method, address, strings.NewReader(body))
	if err != nil {
		v.t.Fatal(err)
	}
	return r
}

func (v *visitor) get(address string) *answer {
	v.t.Helper()
	return v.do(v.request(http.MethodGet, address, ""))
}

// stay makes a request and shows the answer itself, a redirect included.
func (v *visitor) stay(r *http.Request) *answer {
	v.t.Helper()
	follow := v.client.CheckRedirect
	defer func() { v.client.CheckRedirect = follow }()
	v.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return v.do(r)
}

// submit fills in the form that has all the fields, leaves its other fields as they are, and sends it.
func (v *visitor) submit(on *answer, fields map[string]string) *answer {
	v.t.Helper()
	form := on.form(fields)
	for name, value := range fields {
		form.values.Set(name, value)
	}
	return v.send(on, form)
}

func (v *visitor) send(on *answer, form form) *answer {
	v.t.Helper()
	target, err := on.url.Parse(form.action)
	if err != nil {
		v.t.Fatal(err)
	}
	r := v.request(http.MethodPost, target.String(), form.values.Encode())
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return v.do(r)
}

type form struct {
	action string
	values url.Values
}

// form finds the POST form that has all the fields.
func (a *answer) form(fields map[string]string) form {
	a.t.Helper()
	for _, form := range a.forms() {
		if hasAll(form.values, fields) {
			return form
		}
	}
	a.t.Fatalf("%s (%d) has no form with %v:\n%s", a.url.Path, a.status, fields, a.body)
	return form{}
}

// press sends the form with the given address.
func (v *visitor) press(on *answer, action string) *answer {
	v.t.Helper()
	for _, form := range on.forms() {
		if form.action == action {
			return v.send(on, form)
		}
	}
	v.t.Fatalf("%s (%d) has no form for %s:\n%s", on.url.Path, on.status, action, on.body)
	return nil
}

func (a *answer) forms() []form {
	document, err := html.Parse(strings.NewReader(a.body))
	if err != nil {
		a.t.Fatal(err)
	}
	var forms []form
	for node := range document.Descendants() {
		if node.Type != html.ElementNode || node.Data != "form" || !strings.EqualFold(attribute(node, "method"), "post") {
			continue
		}
		found := form{attribute(node, "action"), url.Values{}}
		for input := range node.Descendants() {
			if input.Type == html.ElementNode && (input.Data == "input" || input.Data == "button") &&
				attribute(input, "name") != "" {
				found.values.Set(attribute(input, "name"), attribute(input, "value"))
			}
		}
		forms = append(forms, found)
	}
	return forms
}

// link is a link of a page.
type link struct{ label, address string }

func (a *answer) links() []link {
	document, err := html.Parse(strings.NewReader(a.body))
	if err != nil {
		a.t.Fatal(err)
	}
	var links []link
	for node := range document.Descendants() {
		if node.Type == html.ElementNode && node.Data == "a" && node.FirstChild != nil {
			links = append(links, link{node.FirstChild.Data, attribute(node, "href")})
		}
	}
	return links
}

func hasAll(values url.Values, fields map[string]string) bool {
	for name := range fields {
		if !values.Has(name) {
			return false
		}
	}
	return true
}

func attribute(node *html.Node, name string) string {
	for _, a := range node.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// text is what a page says, white space folded.
func (a *answer) text() string {
	document, err := html.Parse(strings.NewReader(a.body))
	if err != nil {
		a.t.Fatal(err)
	}
	var words []string
	for node := range document.Descendants() {
		if node.Type == html.TextNode {
			words = append(words, strings.Fields(node.Data)...)
		}
	}
	return strings.Join(words, " ")
}

// wants checks the status and some of what the page says.
func (a *answer) wants(status int, texts ...string) *answer {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("%s answers %d, want %d:\n%s", a.url, a.status, status, a.body)
	}
	for _, text := range texts {
		if !strings.Contains(a.text(), text) {
			a.t.Fatalf("%s does not say %q:\n%s", a.url, text, a.text())
		}
	}
	return a
}

// lacks checks what the page must not say.
func (a *answer) lacks(texts ...string) *answer {
	a.t.Helper()
	for _, text := range texts {
		if strings.Contains(a.body, text) {
			a.t.Errorf("%s says %q", a.url, text)
		}
	}
	return a
}

// cookies are the site's cookies that the visitor's jar would send to a path.
func (v *visitor) cookies(path string) map[string]string {
	v.t.Helper()
	address, err := url.Parse(site.url + path)
	if err != nil {
		v.t.Fatal(err)
	}
	cookies := map[string]string{}
	for _, cookie := range v.client.Jar.Cookies(address) {
		cookies[cookie.Name] = cookie.Value
	}
	return cookies
}

// left is what the visitor's jar holds of a session: all but the two cookies that say that one has ended.
func (v *visitor) left() map[string]string {
	v.t.Helper()
	held := v.cookies("/auth/refresh")
	delete(held, "session-ended")
	delete(held, "signed-out")
	return held
}

// mailedCode is the newest code that was mailed to an address.
func (v *visitor) mailedCode(to string) string {
	v.t.Helper()
	return v.mailedCodeOf(site.stack, to)
}

func (v *visitor) mailedCodeOf(stack *local.Stack, to string) string {
	v.t.Helper()
	r := v.request(http.MethodGet, stack.InboxURL, "")
	r.Header.Set("Accept", "application/json")
	var mails []struct{ To, Subject, Body, Code string }
	if err := json.Unmarshal([]byte(v.do(r).body), &mails); err != nil {
		v.t.Fatal(err)
	}
	for _, mail := range mails {
		if mail.To == to {
			if mail.Subject != "Your verification code" || !strings.Contains(mail.Body, mail.Code) {
				v.t.Errorf("the mail reads %q, %q", mail.Subject, mail.Body)
			}
			return mail.Code
		}
	}
	v.t.Fatalf("no mail to the new user among %d", len(mails))
	return ""
}

var addresses atomic.Int64

// fresh is an address that nobody has registered with yet, in this run or the one before on the same stack (-count).
func fresh(name string) string { return fmt.Sprintf("%s-%d@example.com", name, addresses.Add(1)) }

// signIn goes through the whole sign-in of a seeded user.
func (v *visitor) signIn(email, password string) *answer {
	v.t.Helper()
	return v.submit(v.get("/auth/login").wants(http.StatusOK), map[string]string{"username": email, "password": password})
}

// control calls one of the local Cognito's controls.
func (v *visitor) control(path, body string) *answer {
	v.t.Helper()
	r := v.request(http.MethodPost, site.stack.CognitoURL+"/_local/"+path, body)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json")
	a := v.do(r)
	if a.status >= 300 {
		v.t.Fatalf("control %s: %d %s", path, a.status, a.body)
	}
	return a
}
