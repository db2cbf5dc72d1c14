// Function assets serves GET /assets/{file}: the stylesheet and the icon, under names that have their content's hash in them.
// It reads no cookie and sets none; a name that there is not is a 404, never another version of the file.
package main

import (
	"net/http"

	"cognitossr/pkg/web"
	"cognitossr/templates"
	"cognitossr/templates/assets"
)

func main() { web.Run(templates.Failure, newHandler) }

func newHandler(d web.Deps) (http.Handler, error) {
	return web.Routes{"GET /assets/{file}": serve}.Handler(d)
}

// forEver may be promised because a changed file has a changed name. RFC 8246 for immutable.
const forEver = "public, max-age=31536000, immutable"

func serve(w http.ResponseWriter, r *http.Request) error {
	file, ok := assets.Find(r.PathValue("file"))
	if !ok {
		return web.Fail(web.CodeNotFound, nil)
	}
	header := w.Header()
	header.Set("Content-Type", file.ContentType)
	header.Set("Cache-Control", forEver)
	header.Del("Vary") // the same bytes for everybody
	_, _ = w.Write(file.Content)
	return nil
}
