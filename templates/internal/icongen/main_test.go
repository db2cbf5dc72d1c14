package main

import (
	"bytes"
	"image"
	"image/color"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cognitossr/pkg/dev/brand"
)

const templates = "../.."

// TestCommittedPicturesAreFresh: they show the icon of the brand.
func TestCommittedPicturesAreFresh(t *testing.T) {
	b, err := brand.Read(filepath.Join(templates, ".."))
	if err != nil {
		t.Fatal(err)
	}
	sizes := map[string]struct {
		bounds image.Rectangle
		icon   int
	}{
		faviconFile: {image.Rect(0, 0, faviconSize, faviconSize), faviconSize},
		logoFile:    {image.Rect(0, 0, logoWidth, logoHeight), iconInLogo},
	}
	if b.ClassicLogo() != nil {
		delete(sizes, logoFile)
	}
	for name, size := range sizes {
		held, err := os.ReadFile(filepath.Join(templates, name))
		if err != nil {
			t.Fatal(err)
		}
		want, err := drawn(b.IconSVG(), size.bounds, size.icon)
		if err != nil {
			t.Fatal(err)
		}
		if !shows(held, want) {
			t.Errorf("%s is stale: run ./build.sh generate", name)
		}
	}
}

func TestPicturesFollowTheIcon(t *testing.T) {
	const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><rect width="4" height="4" fill="#123456"/></svg>`
	picture, err := drawn(svg, image.Rect(0, 0, 20, 10), 8)
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []struct {
		x, y int
		want color.NRGBA
	}{{10, 5, color.NRGBA{0x12, 0x34, 0x56, 0xff}}, {7, 2, color.NRGBA{0x12, 0x34, 0x56, 0xff}}, {2, 5, color.NRGBA{}}} {
		if got := picture.NRGBAAt(at.x, at.y); got != at.want {
			t.Errorf("at %d, %d: %v, want %v", at.x, at.y, got, at.want)
		}
	}
	for _, bad := range []string{`<svg`, `<svg viewBox="0 0 4 4"><path d="M x"/></svg>`, `<svg viewBox="0 0 4 4"><text>a</text></svg>`} {
		if _, err := drawn(bad, image.Rect(0, 0, 4, 4), 4); err == nil || !strings.HasPrefix(err.Error(), "drawing the icon: ") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// TestSamePictureIsNotWritten: its bytes may be those of another version of Go.
func TestSamePictureIsNotWritten(t *testing.T) {
	picture := image.NewNRGBA(image.Rect(0, 0, faviconSize, faviconSize))
	file := filepath.Join(t.TempDir(), "icon.ico")
	if err := keep(file, picture, asICO); err != nil {
		t.Fatal(err)
	}
	first, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	other := append(bytes.Clone(first), 0) // what follows the picture is not shown
	if err := os.WriteFile(file, other, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := keep(file, picture, asICO); err != nil {
		t.Fatal(err)
	}
	if now, _ := os.ReadFile(file); !bytes.Equal(now, other) {
		t.Error("the same picture was written again")
	}
	picture.Set(1, 1, color.NRGBA{1, 2, 3, 255})
	if err := keep(file, picture, asICO); err != nil {
		t.Fatal(err)
	}
	if now, _ := os.ReadFile(file); bytes.Equal(now, other) || !shows(now, picture) {
		t.Error("another picture was not written")
	}
}
