// Command icongen draws the brand's icon as pictures, for what takes no SVG: the logo of Cognito's classic pages, and
// favicon.ico. It is a program of its own, because the library that draws takes longer to compile than all that the
// first start needs.
//
// It runs in the folder templates, by go generate, after assetgen. A picture that is the same already stays as it is:
// the bytes of image/png may change with Go, and the repository must not.
package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"log"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/fyne-io/oksvg"
	"github.com/srwiley/rasterx"

	"cognitossr/pkg/dev/brand"
)

// The pictures, by their path below templates.
const (
	faviconFile = "assets/favicon.ico"
	logoFile    = "../terraform/branding/logo.png"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("icongen: ")
	if err := run("."); err != nil {
		log.Fatal(err)
	}
}

// run draws the pictures for the folder templates at root.
func run(root string) error {
	b, err := brand.Read(filepath.Join(root, ".."))
	if err != nil {
		return err
	}
	favicon, err := drawn(b.IconSVG(), image.Rect(0, 0, faviconSize, faviconSize), faviconSize)
	if err != nil {
		return err
	}
	if err := keep(filepath.Join(root, faviconFile), favicon, asICO); err != nil {
		return err
	}
	if b.ClassicLogo() != nil {
		return nil // assetgen has copied it
	}
	logo, err := drawn(b.IconSVG(), image.Rect(0, 0, logoWidth, logoHeight), iconInLogo)
	if err != nil {
		return err
	}
	return keep(filepath.Join(root, logoFile), logo, func(picture []byte) []byte { return picture })
}

// Sizes in pixels. The logo's is the one that the classic pages show (developer guide, "Customizing the classic hosted
// UI").
const (
	faviconSize           = 32
	logoWidth, logoHeight = 350, 178
	iconInLogo            = 160
)

// drawn is the icon in the middle of a transparent picture.
func drawn(svg string, bounds image.Rectangle, size int) (*image.NRGBA, error) {
	icon, err := oksvg.ReadIconStream(strings.NewReader(withBothRadii(svg)), oksvg.StrictErrorMode)
	if err != nil {
		return nil, fmt.Errorf("drawing the icon: %w", err)
	}
	scaleLines(icon, float64(size)/max(icon.ViewBox.W, icon.ViewBox.H))
	width, height := bounds.Dx(), bounds.Dy()
	icon.SetTarget(float64(width-size)/2, float64(height-size)/2, float64(size), float64(size))
	canvas := image.NewRGBA(bounds)
	icon.Draw(rasterx.NewDasher(width, height, rasterx.NewScannerGV(width, height, canvas, bounds)), 1)
	picture := image.NewNRGBA(bounds)
	draw.Draw(picture, bounds, canvas, image.Point{}, draw.Src)
	return picture, nil
}

var (
	rectangle = regexp.MustCompile(`<rect\b[^>]*>`)
	radius    = regexp.MustCompile(`\br([xy])="([^"]*)"`)
)

// withBothRadii writes out the second radius of corners: the library takes one that is missing for 0, where SVG takes the
// other one.
//
// Source: https://www.w3.org/TR/SVG2/geometry.html#RxProperty
func withBothRadii(svg string) string {
	return rectangle.ReplaceAllStringFunc(svg, func(tag string) string {
		found := radius.FindAllStringSubmatch(tag, -1)
		if len(found) != 1 {
			return tag
		}
		other := map[string]string{"x": "y", "y": "x"}[found[0][1]]
		return "<rect r" + other + `="` + found[0][2] + `"` + strings.TrimPrefix(tag, "<rect")
	})
}

// scaleLines makes lines as thick as the picture is large: the library scales shapes, and leaves lines as they are.
func scaleLines(icon *oksvg.SvgIcon, factor float64) {
	for i := range icon.SVGPaths {
		icon.SVGPaths[i].LineWidth *= factor
		icon.SVGPaths[i].DashOffset *= factor
		for j := range icon.SVGPaths[i].Dash {
			icon.SVGPaths[i].Dash[j] *= factor
		}
	}
}

// keep writes a picture unless the file shows the same already.
func keep(file string, picture *image.NRGBA, wrap func(picture []byte) []byte) error {
	if held, err := os.ReadFile(file); err == nil && shows(held, picture) {
		return nil
	}
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, picture); err != nil {
		return fmt.Errorf("drawing the icon: %w", err)
	}
	if err := os.WriteFile(file, wrap(b.Bytes()), 0o644); err != nil {
		return fmt.Errorf("writing the icon: %w", err)
	}
	return nil
}

// shows compares the picture in a file, PNG or ICO.
func shows(held []byte, want *image.NRGBA) bool {
	if _, in, found := bytes.Cut(held, []byte("\x89PNG")); found {
		held = append([]byte("\x89PNG"), in...)
	}
	got, err := png.Decode(bytes.NewReader(held))
	if err != nil || got.Bounds() != want.Bounds() {
		return false
	}
	same := image.NewNRGBA(want.Bounds())
	draw.Draw(same, same.Bounds(), got, image.Point{}, draw.Src)
	return bytes.Equal(same.Pix, want.Pix)
}

// asICO is an icon file with one picture, a PNG.
func asICO(picture []byte) []byte {
	header := []byte{0, 0, 1, 0, 1, 0, faviconSize, faviconSize, 0, 0, 1, 0, 32, 0}
	header = binary.LittleEndian.AppendUint32(header, uint32(len(picture)))
	header = binary.LittleEndian.AppendUint32(header, uint32(len(header)+4))
	return append(header, picture...)
}
