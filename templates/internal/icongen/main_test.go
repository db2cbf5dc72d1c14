package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"cognitossr/pkg/dev/brand"
	"cognitossr/pkg/dev/testtools/chromium"
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
	for _, bad := range []string{`<svg`, `<svg viewBox="0 0 4 4"><path d="M x"/></svg>`,
		`<svg viewBox="0 0 4 4"><text>a</text></svg>`} {
		if _, err := drawn(bad, image.Rect(0, 0, 4, 4), 4); err == nil ||
			!strings.HasPrefix(err.Error(), "drawing the icon: ") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// TestShapesAreThoseOfTheIcon: lines grow with the picture, and corners are round with one radius given.
func TestShapesAreThoseOfTheIcon(t *testing.T) {
	const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#123456"/>` +
		`<path d="M4 16H28" fill="none" stroke="#ffffff" stroke-width="4"/></svg>`
	const size = 160
	picture, err := drawn(svg, image.Rect(0, 0, size, size), size)
	if err != nil {
		t.Fatal(err)
	}
	for _, corner := range []image.Point{{1, 1}, {size - 2, 1}, {1, size - 2}, {size - 2, size - 2}} {
		if got := picture.NRGBAAt(corner.X, corner.Y); got.A != 0 {
			t.Errorf("the corner at %v is square: %v", corner, got)
		}
	}
	thick := 0
	for y := range size {
		if picture.NRGBAAt(size/2, y) == (color.NRGBA{0xff, 0xff, 0xff, 0xff}) {
			thick++
		}
	}
	if thick != 20 {
		t.Errorf("the line is %d px thick, want 20", thick)
	}
	for given, want := range map[string]string{
		`<rect rx="8"/>`:        `<rect ry="8" rx="8"/>`,
		`<rect ry="8"/>`:        `<rect rx="8" ry="8"/>`,
		`<rect rx="8" ry="4"/>`: `<rect rx="8" ry="4"/>`,
		`<rect x="8"/>`:         `<rect x="8"/>`,
		`<circle rx="8"/>`:      `<circle rx="8"/>`,
	} {
		if got := withBothRadii(given); got != want {
			t.Errorf("%s becomes %s, want %s", given, got, want)
		}
	}
}

// TestIconIsDrawnAsInABrowser compares the brand's icon with what Chromium makes of the same SVG. Edges are smoothed
// otherwise, so some difference is left.
func TestIconIsDrawnAsInABrowser(t *testing.T) {
	b, err := brand.Read(filepath.Join(templates, ".."))
	if err != nil {
		t.Fatal(err)
	}
	const size = iconInLogo
	icon, err := drawn(b.IconSVG(), image.Rect(0, 0, size, size), size)
	if err != nil {
		t.Fatal(err)
	}
	ours := image.NewRGBA(icon.Bounds())
	draw.Draw(ours, ours.Bounds(), image.White, image.Point{}, draw.Src)
	draw.Draw(ours, ours.Bounds(), icon, image.Point{}, draw.Over)

	page := `<!doctype html><style>body { margin: 0 } svg { display: block; width: 160px; height: 160px }</style>` + b.IconSVG()
	browser, _ := chromium.Start(t)
	ctx, cancel := context.WithTimeout(browser, time.Minute)
	defer cancel()
	address := "data:text/html;base64," + base64.StdEncoding.EncodeToString([]byte(page))
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(size, size), chromedp.Navigate(address)); err != nil {
		t.Fatal(err)
	}
	taken, err := chromium.Picture(ctx)
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := png.Decode(bytes.NewReader(taken))
	if err != nil {
		t.Fatal(err)
	}
	if got := difference(ours, theirs); got > 0.01 {
		t.Errorf("%.1f %% of the picture differs", 100*got)
	}
}

// difference is the part of the pixels whose green differs by more than a quarter.
func difference(a, b image.Image) float64 {
	count, all := 0, a.Bounds().Dx()*a.Bounds().Dy()
	for i := range all {
		x, y := i%a.Bounds().Dx(), i/a.Bounds().Dx()
		_, one, _, _ := a.At(x, y).RGBA()
		_, other, _, _ := b.At(x, y).RGBA()
		if max(one, other)-min(one, other) > 0x4000 {
			count++
		}
	}
	return float64(count) / float64(all)
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
