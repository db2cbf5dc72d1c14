// Function assets serves the static files: GET /assets/{file} under names that have their content's hash in them, and
// the files that browsers, search engines and security researchers expect at fixed addresses. It reads no cookie and
// sets none; any other name is a 404, never another version of the file.
package main

import (
	"net/http"
	"strings"

	"cognitossr/pkg/web"
	"cognitossr/templates"
	"cognitossr/templates/assets"
)

func main() { web.Run(templates.Failure, newHandler) }

func newHandler(d web.Deps) (http.Handler, error) {
	return web.Routes{
		"GET /assets/{file}":            hashed,
		"GET /favicon.ico":              fixed(assets.Favicon()),
		"GET /robots.txt":               fixed(assets.Robots()),
		"GET /.well-known/security.txt": securityFile{d}.serve,
	}.Handler(d)
}

const (
	forEver = "public, max-age=31536000, immutable" // a changed file has a changed name (RFC 8246)
	forADay = "public, max-age=86400"
)

func hashed(w http.ResponseWriter, r *http.Request) error {
	file, ok := assets.Find(r.PathValue("file"))
	if !ok {
		return web.Fail(web.CodeNotFound, nil)
	}
	send(w, r, file, forEver)
	return nil
}

func fixed(file assets.File) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		send(w, r, file, forADay)
		return nil
	}
}

// send writes the file, compressed for clients that accept gzip.
func send(w http.ResponseWriter, r *http.Request, file assets.File, cacheControl string) {
	header := w.Header()
	header.Set("Content-Type", file.ContentType)
	header.Set("Cache-Control", cacheControl)
	header.Del("Vary")
	content := file.Content
	if file.Gzip != nil {
		header.Set("Vary", "Accept-Encoding")
		if takesGzip(r.Header.Get("Accept-Encoding")) {
			header.Set("Content-Encoding", "gzip")
			content = file.Gzip
		}
	}
	_, _ = w.Write(content)
}

// takesGzip reads Accept-Encoding (RFC 9110, section 12.5.3). A weight matters only where it is zero: there is nothing
// but gzip to choose.
func takesGzip(accepted string) bool {
	for coding := range strings.SplitSeq(accepted, ",") {
		name, weight, _ := strings.Cut(strings.ToLower(strings.TrimSpace(coding)), ";")
		if name = strings.TrimSpace(name); name == "gzip" || name == "x-gzip" {
			_, value, weighted := strings.Cut(weight, "q=")
			return !weighted || strings.Trim(value, "0. ") != ""
		}
	}
	return false
}
