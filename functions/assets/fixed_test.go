package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"cognitossr/pkg/access"
	"cognitossr/pkg/web/webtest"
	"cognitossr/templates"
	"cognitossr/templates/assets"
)

// TestCompressedForClientsThatTakeIt: the same bytes come out, a cache keeps the two apart, and nobody gets what they
// cannot read.
func TestCompressedForClientsThatTakeIt_U11(t *testing.T) {
	name := assets.Names()[0]
	want, _ := assets.Find(name)
	for accepted, compressed := range map[string]bool{
		"gzip, deflate, br, zstd": true, "br;q=1.0, gzip;q=0.8": true, "GZIP": true, " gzip ; q=0.001": true, "x-gzip": true,
		"": false, "br": false, "identity": false, "gzip;q=0": false, "gzip; q=0.000, br": false,
		"notgzip": false, "*": false,
	} {
		w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/assets/"+name, nil)
		r.Pattern = "GET /assets/{file}"
		r.SetPathValue("file", name)
		r.Header.Set("Accept-Encoding", accepted)
		handler(t).ServeHTTP(w, r)
		content := w.Body.Bytes()
		if encoding := w.Header().Get("Content-Encoding"); (encoding == "gzip") != compressed ||
			w.Header().Get("Vary") != "Accept-Encoding" {
			t.Errorf("%q gets Content-Encoding %q, Vary %q", accepted, encoding, w.Header().Get("Vary"))
			continue
		}
		if compressed {
			content = unzipped(t, content)
		}
		if !bytes.Equal(content, want.Content) {
			t.Errorf("%q gets other bytes", accepted)
		}
	}
}

func unzipped(t *testing.T, content []byte) []byte {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return plain
}

// TestCompressedThroughTheGateway: an event's body is text, so what is not goes as base64.
func TestCompressedThroughTheGateway_U11(t *testing.T) {
	site := webtest.New(t, templates.Failure)
	name := assets.Names()[0]
	r := webtest.Get("/assets/"+name).To("GET /assets/{file}").With("accept-encoding", "gzip")
	a := site.Function(access.KindAsset, access.Public, newHandler).Do(r)
	if want, _ := assets.Find(name); a.Status != 200 || a.Body != string(want.Gzip) ||
		a.Header["content-encoding"] != "gzip" {
		t.Errorf("%d with %d bytes, Content-Encoding %q", a.Status, len(a.Body), a.Header["content-encoding"])
	}
}

func TestFixedAddresses_U11(t *testing.T) {
	site := webtest.New(t, templates.Failure)
	site.Config.SecurityContact = "mailto:security@example.com"
	function := site.Function(access.KindAsset, access.Public, newHandler)
	const security = "Contact: mailto:security@example.com\nExpires: 2026-12-20T00:00:00Z\nCanonical: " +
		webtest.BaseURL + "/.well-known/security.txt\nPreferred-Languages: en\n"
	tests := []struct{ path, contentType, content string }{
		{"/robots.txt", "text/plain; charset=utf-8", string(assets.Robots().Content)},
		{"/favicon.ico", "image/vnd.microsoft.icon", string(assets.Favicon().Content)},
		{"/.well-known/security.txt", "text/plain; charset=utf-8", security},
	}
	for _, tt := range tests {
		a := function.Do(webtest.Get(tt.path, site.SignedIn()...))
		if a.Status != 200 || a.Body != tt.content || a.Header["content-type"] != tt.contentType ||
			a.Header["cache-control"] != "public, max-age=86400" {
			t.Errorf("%s: %d %q, %q", tt.path, a.Status, a.Header["content-type"], a.Body)
		}
	}
}

// TestNoContactNoFile: a security.txt without a contact is not valid (RFC 9116, section 2.5.3).
func TestNoContactNoFile(t *testing.T) {
	site := webtest.New(t, templates.Failure)
	a := site.Function(access.KindAsset, access.Public, newHandler).Do(webtest.Get("/.well-known/security.txt"))
	if a.Status != 404 || strings.Contains(a.Body, "Contact:") {
		t.Errorf("%d: %s", a.Status, a.Body)
	}
}
