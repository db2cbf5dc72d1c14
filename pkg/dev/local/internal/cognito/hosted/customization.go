package hosted

import (
	"bytes"
	"fmt"
	"net/http"
	"os"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// The limits of SetUICustomization (developer guide, "Customizing the classic hosted UI").
const (
	maximumCSS  = 3 << 10
	maximumLogo = 100 << 10
)

// LoadCustomization reads the CSS and the logo of the classic pages as Cognito would take them; an empty path means
// none. What Cognito would refuse is an error with the reason.
func LoadCustomization(cssFile, logoFile string) (pool.Customization, error) {
	var c pool.Customization
	if cssFile != "" {
		css, err := os.ReadFile(cssFile)
		if err != nil {
			return c, fmt.Errorf("reading the style sheet: %w", err)
		}
		if err := CheckCSS(css); err != nil {
			return c, fmt.Errorf("style sheet %s: Cognito would refuse it: %w", cssFile, err)
		}
		c.CSS = string(css)
	}
	if logoFile != "" {
		var err error
		if c.Image, err = os.ReadFile(logoFile); err != nil {
			return c, fmt.Errorf("reading the logo: %w", err)
		}
		if err := CheckLogo(c.Image); err != nil {
			return c, fmt.Errorf("logo %s: Cognito would refuse it: %w", logoFile, err)
		}
	}
	return c, nil
}

// CheckLogo refuses what Cognito would not take as a logo.
func CheckLogo(logo []byte) error {
	switch {
	case len(logo) > maximumLogo:
		return fmt.Errorf("it has %d bytes, at most %d are allowed", len(logo), maximumLogo)
	case logoType(logo) == "":
		return fmt.Errorf("it is neither PNG nor JPEG")
	}
	return nil
}

// logoType is the media type of a logo, "" of what is none.
func logoType(logo []byte) string {
	switch {
	case bytes.HasPrefix(logo, []byte("\x89PNG\r\n\x1a\n")):
		return "image/png"
	case bytes.HasPrefix(logo, []byte("\xff\xd8\xff")):
		return "image/jpeg"
	}
	return ""
}

// customization is that of a client, or else that of all.
func (d *Domain) customization(clientID string) pool.Customization {
	_, c, _ := d.pool.Kept.CustomizationOf(clientID)
	return c
}

// customCSS is the style sheet that was set for the classic pages of a client.
func (d *Domain) customCSS(w http.ResponseWriter, r *http.Request) {
	css := d.customization(r.URL.Query().Get("client_id")).CSS
	serveAsset(w, r, "text/css; charset=utf-8", []byte(css))
}

// customLogo is the logo that was set for them.
func (d *Domain) customLogo(w http.ResponseWriter, r *http.Request) {
	logo := d.customization(r.URL.Query().Get("client_id")).Image
	serveAsset(w, r, logoType(logo), logo)
}
