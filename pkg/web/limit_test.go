package web_test

import (
	"errors"
	"fmt"
	"html"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"cognitossr/pkg/access"
	"cognitossr/pkg/auth/authtest"
	"cognitossr/pkg/sensitive"
	"cognitossr/pkg/session"
	"cognitossr/pkg/web"
	"cognitossr/pkg/web/webtest"
)

// gatewayLimit is what an HTTP API takes of request line and headers, in bytes; it answers 431 to more, and no
// function hears of it.
//
// Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
const gatewayLimit = 10_240

// chromium is what Chromium 140 sends with every page besides cookies, and CloudFront adds.
var chromium = map[string]string{
	"accept":          "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7",
	"accept-encoding": "gzip, deflate, br, zstd", "accept-language": "de-DE,de;q=0.9,en-US;q=0.8,en;q=0.7",
	"host":      "abcdefghij.execute-api.eu-west-1.amazonaws.com",
	"sec-ch-ua": `"Chromium";v="140", "Not=A?Brand";v="24", "Google Chrome";v="140"`, "sec-ch-ua-mobile": "?0",
	"sec-ch-ua-platform": `"Windows"`,
	"sec-fetch-dest":     "document", "sec-fetch-mode": "navigate", "sec-fetch-site": "same-origin", "sec-fetch-user": "?1",
	"upgrade-insecure-requests": "1",
	"user-agent":                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
	"via":                       "2.0 0123456789abcdef0123456789abcdef.cloudfront.net (CloudFront)",
	"x-amz-cf-id":               strings.Repeat("x", 56), "x-amzn-trace-id": "Root=1-69230000-0123456789abcdef01234567",
	"x-forwarded-for":  "2001:db8:1234:5678:9abc:def0:1234:5678, 203.0.113.7",
	"x-forwarded-port": "443", "x-forwarded-proto": "https",
}

// asChromium adds to a request what Chromium and CloudFront send with it.
func asChromium(r webtest.Request) webtest.Request {
	for name, value := range chromium {
		r = r.With(name, value)
	}
	return r
}

// block is the size of a request's head on the wire.
func block(address string, cookies []string, referer string) int {
	size := len("GET  HTTP/1.1\r\n") + len(address) + len("cookie: \r\n") + len(strings.Join(cookies, "; ")) +
		len("referer: \r\n") + len(referer)
	for name, value := range chromium {
		size += len(name) + len(": \r\n") + len(value)
	}
	return size
}

// someClaims is a user with more or fewer groups, of longer and shorter names, and attributes.
func someClaims(random *rand.Rand) authtest.Claims {
	groups := make([]string, random.IntN(60))
	length := 4 + random.IntN(60)
	for i := range groups {
		groups[i] = fmt.Sprintf("%0*d", length, i)
	}
	return authtest.Claims{"cognito:groups": groups, "name": strings.Repeat("n", random.IntN(200))}
}

// somePath is a page's address, up to the longest that a way back can be, with more or less in it that has to be
// escaped.
func somePath(random *rand.Rand) string {
	letters := []string{"abcdefghij", "abcdef=&/", "/=&?:@", "%2F"}[random.IntN(4)]
	var path strings.Builder
	path.WriteString("/profile?x=")
	for limit := 11 + random.IntN(web.MaxReturn-14); path.Len() < limit; {
		if letters == "%2F" {
			path.WriteString(letters)
			continue
		}
		path.WriteByte(letters[random.IntN(len(letters))])
	}
	return path.String()
}

// TestRequestsFitTheGateway: a session that was stored never makes a request too large that the site itself causes,
// whatever the user's groups are and wherever the visitor was.
func TestRequestsFitTheGateway_R02(t *testing.T) {
	site := webtest.New(t, webtest.ErrorPage)
	page := site.Function(access.KindPage, access.User, entered)
	random := rand.New(rand.NewPCG(2, 2))
	stored, refused, kept := 0, 0, 0
	for range 400 {
		expired := site.Expired(someClaims(random))
		store := session.Store{MaxAge: 720 * time.Hour, IdleAge: 168 * time.Hour, Now: site.Clock.Now}
		w := httptest.NewRecorder()
		tokens := session.Tokens{ID: sensitive.New(expired.ID), Access: sensitive.New(expired.Access)}
		err := store.Read(httptest.NewRequest(http.MethodGet, "/", nil)).Save(w, tokens,
			session.RefreshToken{Value: sensitive.New(strings.Repeat("r", 1000+random.IntN(1000))),
				Tag: strings.Repeat("t", 22)}, site.Clock.Now())
		if errors.Is(err, session.ErrTooLarge) {
			refused++
			continue
		}
		stored++
		cookies := webtest.Answer{Lines: w.Header()["Set-Cookie"]}.Cookies(nil)
		address := somePath(random)
		referer := webtest.BaseURL + somePath(random)                                        // a redirect does not change it
		r := webtest.Navigate(address, cookies[:len(cookies)-1]...).With("referer", referer) // the refresh token goes to /auth alone
		a := page.Do(asChromium(r))
		if a.Status == 401 && a.Code() == string(web.CodeAddressNotKept) {
			continue // it says that it cannot
		}
		to, err := url.Parse(a.Location())
		if err != nil || a.Status != 303 || to.Path != "/auth/refresh" || to.Query().Get("return_to") != address {
			t.Fatalf("%.80s: %d to %.80q", address, a.Status, a.Location())
		}
		kept++
		if size := block(a.Location(), cookies, referer); size > gatewayLimit || len(to.RawQuery) > web.MaxQuery {
			t.Errorf("with %d bytes of cookies, at a page of %d bytes, the way to refresh has %d bytes",
				len(strings.Join(cookies, "; ")), len(address), size)
		}
	}
	if stored < 100 || refused < 20 || kept < stored/3 {
		t.Errorf("%d sessions were stored, %d refused; %d ways back were kept whole", stored, refused, kept)
	}
}

// TestLongAddressesComeBackWhole: an address that is served comes back from a refresh and from signing in as it was
// (U-03), or the page says that it cannot, and leads on in another tab; nothing is cut off in silence.
func TestLongAddressesComeBackWhole_R02(t *testing.T) {
	site := webtest.New(t, webtest.ErrorPage)
	page := site.Function(access.KindPage, access.User, entered)
	usual := site.Cookies(site.Expired(nil))[:2]
	groups := make([]string, 36)
	for i := range groups {
		groups[i] = fmt.Sprintf("group-%026d", i)
	}
	expired := site.Expired(authtest.Claims{"cognito:groups": groups})
	large := []string{"__Host-Http-id=" + expired.ID, "__Host-Http-access=" + expired.Access}
	var flows []string
	for i := range session.MaxFlows {
		flows = append(flows, fmt.Sprintf("__Host-Http-flow-abcdefg%d=%s", i, strings.Repeat("x", 1550)))
	}
	letters := func(count int) string { return "/profile?q=" + strings.Repeat("a", count) }
	tests := []struct {
		name, address string
		cookies       []string
		elsewhere     string // where the page leads that says that it cannot; "" where the address is kept
	}{
		{"1,500 letters, expired", letters(1500), usual, ""},
		{"1,500 letters, nobody", letters(1500), nil, ""},
		{"as long as it gets, expired", letters(web.MaxReturn - 11), usual, ""},
		{"as long as it gets, nobody", letters(web.MaxReturn - 11), nil, ""},
		{"escapes, expired", "/profile?q=" + strings.Repeat("%C3%BC", 250), usual, ""},
		{"escapes, nobody", "/profile?q=" + strings.Repeat("%C3%BC", 250), nil, ""},
		{"as many escapes as there may be, nobody", "/profile?q=" + strings.Repeat("%C3%BC", 464), nil, ""},
		{"as many plus signs as there may be, nobody", "/profile?q=" + strings.Repeat("+", web.MaxReturn-11), nil, ""},
		{"slashes, expired", "/profile?q=" + strings.Repeat("/", 2500), usual, ""},
		{"parameters, expired", "/profile?" + strings.Repeat("a=b&", 300), usual, ""},
		{"a long path, nobody", "/" + strings.Repeat("p/", 1000), nil, ""},
		{"longer than a way back, expired", letters(web.MaxReturn), usual, "/auth/refresh?return_to=%2Fprofile&private=1"},
		{"longer than a way back, nobody", letters(web.MaxReturn), nil, "/auth/login?return_to=%2Fprofile"},
		{"the longest query that is served", letters(web.MaxQuery - 2), nil, "/auth/login?return_to=%2Fprofile"},
		{"a large session", letters(2500), large, "/auth/refresh?return_to=%2Fprofile&private=1"},
		{"a large session and a short address", "/profile?x=y", large, ""},
		{"as many flows as there may be", letters(2500), flows, ""},
		{"an escaped line break", "/profile?text=a%0D%0Ab", nil, "/auth/login?return_to=%2Fprofile"},
		{"a path too long", "/" + strings.Repeat("p", web.MaxReturn), nil, "/auth/login"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := page.Do(asChromium(webtest.Navigate(tt.address, tt.cookies...)))
			if tt.elsewhere != "" {
				if a.Status != 401 || a.Code() != string(web.CodeAddressNotKept) ||
					!strings.Contains(a.Body, `href="`+html.EscapeString(tt.elsewhere)+`"`) || len(a.Lines) != 0 {
					t.Errorf("%d with %q: %s", a.Status, a.Code(), a.Body)
				}
				return
			}
			to, err := url.Parse(a.Location())
			if err != nil || a.Status != 303 || to.Query().Get("return_to") != tt.address {
				t.Errorf("%d to %.100q", a.Status, a.Location())
			}
			cookies := tt.cookies
			if to.Path == "/auth/refresh" {
				cookies = append([]string{"__Secure-refresh=" + strings.Repeat("r", 1900)}, cookies...)
			}
			if size := block(a.Location(), cookies, ""); size > gatewayLimit || len(to.RawQuery) > web.MaxQuery {
				t.Errorf("the next request has %d bytes, %d of them in its query", size, len(to.RawQuery))
			}
		})
	}
}

// TestLongAddressOfAPageForEverybody: a page that everybody may see does not call a visitor anonymous whose session
// could be renewed.
func TestLongAddressOfAPageForEverybody_R02(t *testing.T) {
	site := webtest.New(t, webtest.ErrorPage)
	page := site.Function(access.KindPage, access.Optional, entered)
	address := "/?q=" + strings.Repeat("a", web.MaxReturn)
	a := page.Do(webtest.Navigate(address, site.Cookies(site.Expired(nil))[:2]...))
	if want := `href="/auth/refresh?return_to=%2F"`; a.Status != 401 || a.Code() != string(web.CodeAddressNotKept) ||
		!strings.Contains(a.Body, want) {
		t.Errorf("%d without %s: %s", a.Status, want, a.Body)
	}
	if a := page.Do(webtest.Navigate(address)); a.Status != 200 {
		t.Errorf("nobody gets %d", a.Status)
	}
}

// TestSessionThatEndsSoonAtALongAddress: there is nothing to say yet, because the page can be served.
func TestSessionThatEndsSoonAtALongAddress_R02(t *testing.T) {
	site := webtest.New(t, webtest.ErrorPage)
	page := site.Function(access.KindPage, access.User, entered)
	cookies := site.Cookies(site.Session(authtest.Claims{"exp": site.Clock.Now().Add(5 * time.Second).Unix()}))[:2]
	if a := page.Do(webtest.Navigate("/profile?q="+strings.Repeat("a", web.MaxReturn), cookies...)); a.Status != 200 {
		t.Errorf("%d to %.100q", a.Status, a.Location())
	}
}
