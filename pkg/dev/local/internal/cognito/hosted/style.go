package hosted

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
)

// Style is the branding of the pages: what Terraform uploads with SetUICustomization.
type Style struct {
	css      []byte
	logo     []byte
	logoType string
}

// The limits of SetUICustomization (developer guide, "Customizing the classic hosted UI").
const (
	maximumCSS  = 3 << 10
	maximumLogo = 100 << 10
)

// LoadStyle reads the CSS and the logo as Cognito would take them; an empty path means none. What Cognito would
// refuse is an error with the reason.
func LoadStyle(cssFile, logoFile string) (Style, error) {
	var s Style
	var err error
	if cssFile != "" {
		if s.css, err = os.ReadFile(cssFile); err != nil {
			return Style{}, fmt.Errorf("reading the style sheet: %w", err)
		}
		if err := CheckCSS(s.css); err != nil {
			return Style{}, fmt.Errorf("style sheet %s: Cognito would refuse it: %w", cssFile, err)
		}
	}
	if logoFile != "" {
		if s.logo, err = os.ReadFile(logoFile); err != nil {
			return Style{}, fmt.Errorf("reading the logo: %w", err)
		}
		if s.logoType, err = checkLogo(s.logo); err != nil {
			return Style{}, fmt.Errorf("logo %s: Cognito would refuse it: %w", logoFile, err)
		}
	}
	return s, nil
}

// CheckLogo refuses what Cognito would not take as a logo.
func CheckLogo(logo []byte) error {
	_, err := checkLogo(logo)
	return err
}

func checkLogo(logo []byte) (string, error) {
	switch {
	case len(logo) > maximumLogo:
		return "", fmt.Errorf("it has %d bytes, at most %d are allowed", len(logo), maximumLogo)
	case bytes.HasPrefix(logo, []byte("\x89PNG\r\n\x1a\n")):
		return "image/png", nil
	case bytes.HasPrefix(logo, []byte("\xff\xd8\xff")):
		return "image/jpeg", nil
	}
	return "", fmt.Errorf("it is neither PNG nor JPEG")
}

// Where the uploaded style sheet and the logo are.
const (
	customCSSPath = "/assets/custom.css"
	logoPath      = "/assets/logo"
)

func (s Style) register(mux *http.ServeMux) {
	serve := func(path, kind string, body []byte) {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			w.Header().Set("X-Content-Type-Options", "nosniff")
			w.Header().Set("Cache-Control", "no-cache")
			_, _ = w.Write(body)
		})
	}
	for _, sheet := range []string{"hosted.css", "dark.css"} {
		body, err := files.ReadFile("pages/" + sheet)
		if err != nil {
			panic(err) // it is embedded
		}
		serve("/assets/"+sheet, "text/css; charset=utf-8", body)
	}
	script, err := files.ReadFile("pages/passkey.js")
	if err != nil {
		panic(err) // it is embedded
	}
	serve("/assets/passkey.js", "text/javascript; charset=utf-8", script)
	if len(s.css) > 0 {
		serve(customCSSPath, "text/css; charset=utf-8", s.css)
	}
	if len(s.logo) > 0 {
		serve(logoPath, s.logoType, s.logo)
	}
}
