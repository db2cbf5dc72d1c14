package hosted

import "net/http"

// ownAssets are the files that belong to the pages themselves.
var ownAssets = map[string]string{
	"hosted.css": "text/css; charset=utf-8", "dark.css": "text/css; charset=utf-8", "managed.css": "text/css; charset=utf-8",
	"passkey.js": "text/javascript; charset=utf-8",
}

// registerAssets adds the routes of style sheets, images and the script.
func (d *Domain) registerAssets(mux *http.ServeMux) {
	for name, kind := range ownAssets {
		body, err := files.ReadFile("pages/" + name)
		if err != nil {
			panic(err) // it is embedded
		}
		mux.HandleFunc("GET /assets/"+name, func(w http.ResponseWriter, r *http.Request) { serveAsset(w, r, kind, body) })
	}
	mux.HandleFunc("GET /assets/custom.css", d.customCSS)
	mux.HandleFunc("GET /assets/logo", d.customLogo)
	mux.HandleFunc("GET "+brandingSheetPath, d.brandingSheet)
	mux.HandleFunc("GET "+brandingImagePath+"{category}/{mode}", d.brandingImage)
}

// serveAsset writes a file of the pages. Without content there is none. An image that somebody opens by its address runs
// nothing.
func serveAsset(w http.ResponseWriter, r *http.Request, kind string, body []byte) {
	if len(body) == 0 {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-cache")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox")
	_, _ = w.Write(body)
}
