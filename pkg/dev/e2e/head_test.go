package e2e

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"cognitossr/pkg/routes"
)

// TestHeadIsGetWithoutABody asks for every page of the list, as nobody and as somebody: HEAD learns what GET would
// answer, its length too, and changes nothing.
func TestHeadIsGetWithoutABody(t *testing.T) {
	for _, who := range []string{"nobody", "a user"} {
		for _, path := range pathsOfGet(t) {
			t.Run(who+" "+path, func(t *testing.T) {
				v := newVisitor(t)
				v.header.Set("Accept-Encoding", "identity") // or the client would unpack the one and not the other
				if who != "nobody" && site.stack == nil {
					t.Skip("needs a seeded user of the local site")
				}
				if who != "nobody" {
					v.signIn(userEmail, userPassword).wants(http.StatusOK, "Hello "+userEmail)
				}
				head := v.stay(v.request(http.MethodHead, path, ""))
				get := v.stay(v.request(http.MethodGet, path, "")) // second, because it may begin or end something
				if head.status != get.status || head.body != "" ||
					head.header.Get("Content-Length") != get.header.Get("Content-Length") {
					t.Errorf("HEAD: %d, length %s, body %.20q; GET: %d, length %s", head.status,
						head.header.Get("Content-Length"), head.body, get.status, get.header.Get("Content-Length"))
				}
				if got, want := withoutQuery(head.header.Get("Location")), withoutQuery(get.header.Get("Location")); got != want {
					t.Errorf("HEAD leads to %q, GET to %q", got, want)
				}
				if changed := head.header["Set-Cookie"]; len(changed) > 0 {
					t.Errorf("HEAD sets %q", changed)
				}
				for name := range get.header {
					if _, there := head.header[name]; !there &&
						!slices.Contains([]string{"Set-Cookie", "Clear-Site-Data"}, name) {
						t.Errorf("HEAD lacks the header %s", name)
					}
				}
			})
		}
	}
}

// pathsOfGet are a path for every route of GET, one that no route has, and the style sheet.
func pathsOfGet(t *testing.T) []string {
	t.Helper()
	table, err := routes.Load("../../../functions/routes.json")
	if err != nil {
		t.Fatal(err)
	}
	paths := []string{"/nothing", "/auth/callback?state=0123456789012345678901&code=x",
		regexp.MustCompile(`/assets/[^"]*\.css`).FindString(newVisitor(t).get("/").body)}
	for _, function := range table.Functions {
		for _, key := range function.Routes {
			if path, ok := strings.CutPrefix(key, "GET "); ok {
				paths = append(paths, regexp.MustCompile(`\{[^}]*\}`).ReplaceAllString(path, "x"))
			}
		}
	}
	return paths
}

// withoutQuery is an address without what is different each time.
func withoutQuery(address string) string {
	path, _, _ := strings.Cut(address, "?")
	return path
}
