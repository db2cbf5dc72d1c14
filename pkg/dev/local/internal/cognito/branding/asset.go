package branding

import (
	"bytes"
	"errors"
	"fmt"
)

// Asset is an image of a style.
type Asset struct {
	Category   string // such as FORM_LOGO
	ColorMode  string // LIGHT, DARK or DYNAMIC, which is for both
	Extension  string // ICO, JPEG, PNG, SVG or WEBP
	Bytes      []byte `json:",omitempty"`
	ResourceId string `json:",omitempty"`
}

// kinds are the media types of the extensions, and how a file of each begins.
var kinds = map[string]struct {
	media string
	is    func([]byte) bool
}{
	"ICO":  {"image/x-icon", begins("\x00\x00\x01\x00")},
	"JPEG": {"image/jpeg", begins("\xff\xd8\xff")},
	"PNG":  {"image/png", begins("\x89PNG\r\n\x1a\n")},
	"SVG":  {"image/svg+xml", func(b []byte) bool { return bytes.Contains(b, []byte("<svg")) }},
	"WEBP": {"image/webp", func(b []byte) bool { return begins("RIFF")(b) && len(b) > 12 && string(b[8:12]) == "WEBP" }},
}

func begins(with string) func([]byte) bool {
	return func(b []byte) bool { return bytes.HasPrefix(b, []byte(with)) }
}

// CheckAsset refuses an image that is not what its extension says, and an ICO that is no favicon (measured in 2026).
// Category, mode and size are the service model's to check.
func CheckAsset(a Asset) error {
	switch {
	case a.Extension == "ICO" && a.Category != "FAVICON_ICO":
		return fmt.Errorf("an ICO is for FAVICON_ICO only, not for %s", a.Category)
	case len(a.Bytes) == 0 && a.ResourceId == "":
		return errors.New("it has neither Bytes nor a ResourceId")
	case len(a.Bytes) > 0 && !kinds[a.Extension].is(a.Bytes):
		return fmt.Errorf("it is no %s", a.Extension)
	}
	return nil
}

// MediaType is that of the image.
func (a Asset) MediaType() string { return kinds[a.Extension].media }

// Find is the image of a category for a mode, or else one for both.
func Find(assets []Asset, category, mode string) (Asset, bool) {
	var found Asset
	for _, a := range assets {
		if a.Category == category && len(a.Bytes) > 0 && (a.ColorMode == mode || a.ColorMode == Dynamic &&
			found.Category == "") {
			found = a
		}
	}
	return found, found.Category != ""
}
