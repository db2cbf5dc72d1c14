package hosted

import (
	"net/http"
	"net/url"

	"cognitossr/pkg/dev/local/internal/cognito/branding"
)

// Where the style sheet and the images of a client's managed login style are.
const (
	brandingSheetPath = "/assets/branding.css"
	brandingImagePath = "/assets/branding/"
)

// managedStyle is what the layout of managed login needs to know of a client's style.
type managedStyle struct {
	branding.Layout
	Sheet                            string
	HeaderLogo, FooterLogo, FormLogo *image
	Icons                            []icon
}

// image is one of a style, with the one for dark mode where that is another.
type image struct{ Href, Dark string }

// icon is a favicon.
type icon struct{ Href, Media, Type string }

// styleOf reads the style of a client, which is the default one where there is none.
func (d *Domain) styleOf(clientID string) managedStyle {
	b, _ := d.pool.Kept.BrandingOf(clientID)
	settings := branding.Merged(b.Settings)
	s := managedStyle{Layout: branding.LayoutOf(settings),
		Sheet: brandingSheetPath + "?" + url.Values{"client_id": {clientID}}.Encode()}
	scheme := branding.Scheme(settings)
	picture := func(wanted bool, category string) *image {
		if !wanted {
			return nil
		}
		return pictureOf(b.Assets, category, scheme, clientID)
	}
	s.HeaderLogo = picture(s.Layout.HeaderLogo, "PAGE_HEADER_LOGO")
	s.FooterLogo = picture(s.Layout.FooterLogo, "PAGE_FOOTER_LOGO")
	s.FormLogo = picture(s.Layout.FormLogo, "FORM_LOGO")
	for _, kind := range []struct {
		wanted   bool
		category string
	}{{s.IconICO, "FAVICON_ICO"}, {s.IconSVG, "FAVICON_SVG"}} {
		if kind.wanted {
			s.Icons = append(s.Icons, iconsOf(b.Assets, kind.category, scheme, clientID)...)
		}
	}
	return s
}

// pictureOf is the image of a category in a scheme, nil where there is none.
func pictureOf(assets []branding.Asset, category, scheme, clientID string) *image {
	if scheme != branding.Dynamic {
		if address := imageAddress(assets, category, scheme, clientID); address != "" {
			return &image{Href: address}
		}
		return nil
	}
	light, dark := imageAddress(assets, category, branding.Light, clientID),
		imageAddress(assets, category, branding.Dark, clientID)
	switch {
	case light == "" && dark == "":
		return nil
	case light == "":
		return &image{Href: dark}
	}
	return &image{Href: light, Dark: dark}
}

func iconsOf(assets []branding.Asset, category, scheme, clientID string) []icon {
	picture := pictureOf(assets, category, scheme, clientID)
	if picture == nil {
		return nil
	}
	kind := map[string]string{"FAVICON_ICO": "image/x-icon", "FAVICON_SVG": "image/svg+xml"}[category]
	if picture.Dark == "" {
		return []icon{{picture.Href, "", kind}}
	}
	return []icon{{picture.Href, "(prefers-color-scheme: light)", kind}, {picture.Dark, "(prefers-color-scheme: dark)", kind}}
}

// imageAddress is where an image is, "" for none. The id of the client leads to its pool.
func imageAddress(assets []branding.Asset, category, mode, clientID string) string {
	if _, ok := branding.Find(assets, category, mode); !ok {
		return ""
	}
	return brandingImagePath + category + "/" + mode + "?" + url.Values{"client_id": {clientID}}.Encode()
}

// brandingSheet is the style sheet that the settings of a client's style make.
func (d *Domain) brandingSheet(w http.ResponseWriter, r *http.Request) {
	clientID := r.URL.Query().Get("client_id")
	b, _ := d.pool.Kept.BrandingOf(clientID)
	sheet := branding.Sheet(branding.Merged(b.Settings), func(category, mode string) string {
		return imageAddress(b.Assets, category, mode, clientID)
	})
	serveAsset(w, r, "text/css; charset=utf-8", []byte(sheet))
}

// brandingImage is an image of it.
func (d *Domain) brandingImage(w http.ResponseWriter, r *http.Request) {
	b, _ := d.pool.Kept.BrandingOf(r.URL.Query().Get("client_id"))
	asset, _ := branding.Find(b.Assets, r.PathValue("category"), r.PathValue("mode"))
	serveAsset(w, r, asset.MediaType(), asset.Bytes)
}
