package main

import (
	"bytes"
	"crypto/rand"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"cognitossr/pkg/config"
	"cognitossr/pkg/session"
	"cognitossr/pkg/web"
	"cognitossr/templates"
	"cognitossr/templates/assets"
)

func handler(t *testing.T) http.Handler {
	t.Helper()
	c := config.Config{BaseURL: "https://www.example.com", Domain: "https://auth.example.com"}
	d := web.NewDeps(c, nil, slog.New(slog.DiscardHandler), time.Now, rand.Reader) // no verifier: a file is for everybody
	d.ErrorPage = templates.Failure
	h, err := newHandler(d)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func get(t *testing.T, method, path string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	w.Header().Set("Vary", "Cookie")
	r := httptest.NewRequest(method, "/", nil)
	r.URL, r.Pattern = &url.URL{Path: path}, method+" /assets/{file}"
	r.SetPathValue("file", strings.TrimPrefix(path, "/assets/"))
	r.AddCookie(&http.Cookie{Name: "__Host-Http-access", Value: strings.Repeat("x", session.Budget)})
	handler(t).ServeHTTP(w, r)
	return w
}

// TestServesEveryAssetForEver: the same for everybody, so that nothing depends on the cookies, of which the largest
// session sends this many.
func TestServesEveryAssetForEver_SEC087_R04(t *testing.T) {
	types := map[string]string{".css": "text/css; charset=utf-8", ".svg": "image/svg+xml; charset=utf-8"}
	for _, name := range assets.Names() {
		t.Run(name, func(t *testing.T) {
			w := get(t, http.MethodGet, "/assets/"+name)
			want, _ := assets.Find(name)
			if w.Code != http.StatusOK || !bytes.Equal(w.Body.Bytes(), want.Content) {
				t.Errorf("%d with %d bytes", w.Code, w.Body.Len())
			}
			for header, want := range map[string]string{
				"Content-Type":  types[name[strings.LastIndex(name, "."):]],
				"Cache-Control": "public, max-age=31536000, immutable",
				"Vary":          map[bool]string{true: "Accept-Encoding"}[want.Gzip != nil], "Set-Cookie": "", "ETag": "",
				"Content-Encoding": "",
			} {
				if got := w.Header().Get(header); got != want {
					t.Errorf("%s: %q, want %q", header, got, want)
				}
			}
		})
	}
}

// TestRefusesOtherNames_SEC087: nothing but the exact name is a file, and the page about it is kept by nobody.
func TestRefusesOtherNames_SEC087(t *testing.T) {
	name := assets.Names()[0]
	paths := map[string]string{
		"unhashed": "/assets/site.css", "another hash": "/assets/site-00000000.css", "nothing": "/assets/",
		"no folder": "/" + name,
		"capitals":  "/assets/" + strings.ToUpper(name), "folder behind": "/assets/" + name + "/",
		"suffix":        "/assets/" + name + ".css",
		"folder before": "/assets//" + name, "up and down": "/assets/../assets/" + name, "source": "/assets/assets.go",
		"NUL":       "/assets/" + name + "\x00",
		"parameter": "/assets/" + name + ";.js", "line end": "/assets/" + name + "\n", "elsewhere": "/profile",
	}
	for what, path := range paths {
		t.Run(what, func(t *testing.T) {
			w := get(t, http.MethodGet, path)
			if w.Code != http.StatusNotFound || w.Header().Get("Cache-Control") != "no-store" {
				t.Errorf("%d, Cache-Control %q", w.Code, w.Header().Get("Cache-Control"))
			}
			if strings.Contains(w.Body.String(), "00000000") {
				t.Error("the page repeats the path")
			}
		})
	}
}

func TestRefusesOtherMethods_SEC082(t *testing.T) {
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodPatch} {
		if w := get(t, method, "/assets/"+assets.Names()[0]); w.Code != http.StatusMethodNotAllowed ||
			w.Header().Get("Allow") != "GET, HEAD" {
			t.Errorf("%s: %d, Allow %q", method, w.Code, w.Header().Get("Allow"))
		}
	}
}
