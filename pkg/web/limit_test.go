package web_test

import (
	"errors"
	"fmt"
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

// gatewayLimit is what an HTTP API takes of request line and headers, in bytes; it answers 431 to more, and no function hears of it.
//
// Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
const gatewayLimit = 10_240

// chromium is what Chromium 140 sends with every page besides cookies, and CloudFront adds.
var chromium = map[string]string{
	"accept":          "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7",
	"accept-encoding": "gzip, deflate, br, zstd", "accept-language": "de-DE,de;q=0.9,en-US;q=0.8,en;q=0.7", "host": "abcdefghij.execute-api.eu-west-1.amazonaws.com",
	"sec-ch-ua": `"Chromium";v="140", "Not=A?Brand";v="24", "Google Chrome";v="140"`, "sec-ch-ua-mobile": "?0", "sec-ch-ua-platform": `"Windows"`,
	"sec-fetch-dest": "document", "sec-fetch-mode": "navigate", "sec-fetch-site": "same-origin", "sec-fetch-user": "?1", "upgrade-insecure-requests": "1",
	"user-agent":  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
	"via":         "2.0 0123456789abcdef0123456789abcdef.cloudfront.net (CloudFront)",
	"x-amz-cf-id": strings.Repeat("x", 56), "x-amzn-trace-id": "Root=1-69230000-0123456789abcdef01234567", "x-forwarded-for": "2001:db8:1234:5678:9abc:def0:1234:5678, 203.0.113.7",
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
	size := len("GET  HTTP/1.1\r\n") + len(address) + len("cookie: \r\n") + len(strings.Join(cookies, "; ")) + len("referer: \r\n") + len(referer)
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

// somePath is a page's address, up to the longest that a way back can be, with more or less in it that has to be escaped.
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

// TestRequestsFitTheGateway: a session that was stored never makes a request too large that the site itself causes, whatever the user's groups are and
// wherever the visitor was.
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
		err := store.Read(httptest.NewRequest(http.MethodGet, "/", nil)).Save(w, tokens, session.RefreshToken{Value: sensitive.New(strings.Repeat("r", 1000+random.IntN(1000))), Tag: strings.Repeat("t", 22)}, site.Clock.Now())
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
		if a.Status != 303 || !strings.HasPrefix(a.Location(), "/auth/refresh?return_to=") {
			t.Fatalf("%.80s: %d to %.80q", address, a.Status, a.Location())
		}
		if a.Location() == "/auth/refresh?return_to="+url.QueryEscape(address)+"&private=1" {
			kept++
		}
		if size := block(a.Location(), cookies, referer); size > gatewayLimit {
			t.Errorf("with %d bytes of cookies, at a page of %d bytes, the way to refresh has %d bytes", len(strings.Join(cookies, "; ")), len(address), size)
		}
	}
	if stored < 100 || refused < 20 || kept < stored*3/4 {
		t.Errorf("%d sessions were stored, %d refused; %d ways back were kept whole", stored, refused, kept)
	}
}

// TestWayBackThatIsTooLong: with a large session the query is left out, and then the path; with a usual one both are kept.
func TestWayBackThatIsTooLong_R02(t *testing.T) {
	site := webtest.New(t, webtest.ErrorPage)
	page := site.Function(access.KindPage, access.User, entered)
	query, path := "?x="+strings.Repeat("/", 900), "/"+strings.Repeat("=", 900)
	tests := []struct {
		name, address, want string
		groups              int
	}{
		{"a usual session", "/profile" + query, "/profile" + query, 0},
		{"a large session", "/profile" + query, "/profile", 36},
		{"a large session and a long path", path, "/", 36},
		{"a large session and a short address", "/profile?x=y", "/profile?x=y", 36},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			groups := make([]string, tt.groups)
			for i := range groups {
				groups[i] = fmt.Sprintf("group-%026d", i)
			}
			expired := site.Expired(authtest.Claims{"cognito:groups": groups})
			r := webtest.Navigate(tt.address, "__Host-Http-id="+expired.ID, "__Host-Http-access="+expired.Access)
			if a := page.Do(asChromium(r)); a.Status != 303 || a.Location() != "/auth/refresh?return_to="+url.QueryEscape(tt.want)+"&private=1" {
				t.Errorf("%d to %.200q", a.Status, a.Location())
			}
		})
	}
}

// TestWayToSignInFits: in a browser that holds as many attempts as it may, each with a long way back of its own.
func TestWayToSignInFits_R02(t *testing.T) {
	site := webtest.New(t, webtest.ErrorPage)
	page := site.Function(access.KindPage, access.User, entered)
	var cookies []string
	for i := range session.MaxFlows {
		cookies = append(cookies, fmt.Sprintf("__Host-Http-flow-abcdefg%d=%s", i, strings.Repeat("x", 1550)))
	}
	for address, want := range map[string]string{"/profile?x=" + strings.Repeat("/", 1000): "/profile", "/profile?x=y": "/profile?x=y"} {
		a := page.Do(asChromium(webtest.Navigate(address, cookies...).With("referer", webtest.BaseURL+address)))
		if a.Status != 303 || a.Location() != "/auth/login?return_to="+url.QueryEscape(want) || block(a.Location(), cookies, webtest.BaseURL+address) > gatewayLimit {
			t.Errorf("%d to %.100q, which makes a request of %d bytes", a.Status, a.Location(), block(a.Location(), cookies, webtest.BaseURL+address))
		}
	}
}
