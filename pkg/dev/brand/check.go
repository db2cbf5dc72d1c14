package brand

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"image"
	_ "image/jpeg" // a logo may be one
	_ "image/png"  // a logo may be one
	"io"
	"slices"
	"strings"
)

// Least contrast by WCAG 2.2, level AA: 1.4.3 for text, 1.4.11 for what shows where a control is.
const (
	leastForText    = 4.5
	leastForControl = 3.0
)

// pairs is which colour stands on which ground, on the pages of the site or of Cognito.
var pairs = []struct {
	front, ground string
	least         float64
}{
	{"ink", "ground", leastForText}, {"ink", "card", leastForText},
	{"quiet", "ground", leastForText}, {"quiet", "card", leastForText},
	{"accent", "ground", leastForText}, {"accent", "card", leastForText},
	{"accent-hover", "ground", leastForText}, {"accent-hover", "card", leastForText},
	{"on-accent", "accent", leastForText}, {"on-accent", "accent-hover", leastForText},
	{"good", "good-ground", leastForText}, {"good", "card", leastForText},
	{"bad", "bad-ground", leastForText}, {"bad", "card", leastForText}, {"card", "bad", leastForText},
	{"ink", "good-ground", leastForText}, {"ink", "bad-ground", leastForText},
	{"edge", "card", leastForControl}, {"edge", "ground", leastForControl},
}

// checkContrast reports each pair of a scheme that cannot be read.
func checkContrast(scheme string, colours Colours) (mistakes []error) {
	for _, pair := range pairs {
		front, ground := colours[pair.front], colours[pair.ground]
		if got := Contrast(front, ground); got < pair.least {
			mistakes = append(mistakes, mistake(File, scheme+"."+pair.front,
				fmt.Sprintf("the contrast of %s on %s (%s) is %.2f:1, and %.1f:1 is the least", front, pair.ground,
					ground, got, pair.least),
				fmt.Sprintf("choose a %s colour for %s.%s or %s.%s", better(front, ground), scheme, pair.front, scheme,
					pair.ground)))
		}
	}
	return mistakes
}

// better says which way the front has to go.
func better(front, ground Colour) string {
	if front.luminance() < ground.luminance() {
		return "darker"
	}
	return "lighter"
}

const longestName = 60 // characters: what fits into the header of a page

func checkName(name string) error {
	switch {
	case strings.TrimSpace(name) == "":
		return mistake(File, "name", "it is empty", "write what visitors shall read, as in \"Acme Shop\"")
	case name != strings.TrimSpace(name) || strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == 0x7f }):
		return mistake(File, "name", fmt.Sprintf("%q is not one line without spaces around it", name),
			"write it without them")
	case len([]rune(name)) > longestName:
		return mistake(File, "name", fmt.Sprintf("it has more than %d characters", longestName), "choose a shorter one")
	}
	return nil
}

const largestRadius = 24 // CSS pixels: half of a button's height

func checkRadius(radius int) error {
	if radius < 0 || radius > largestRadius {
		return mistake(File, "radius", fmt.Sprintf("%d is not between 0 and %d", radius, largestRadius),
			"write CSS pixels without a unit")
	}
	return nil
}

// checkLink takes what the footer can link to.
func checkLink(field, address string) error {
	path := strings.HasPrefix(address, "/") && !strings.HasPrefix(address, "//")
	if address == "" || ((path || strings.HasPrefix(address, "https://")) && !strings.ContainsAny(address, " \t\r\n\\\"<>")) {
		return nil
	}
	return mistake(File, field, fmt.Sprintf("%q is neither a path of the site nor an https URL", address),
		"write it as in \"/privacy\" or \"https://example.com/privacy\", or \"\" for no link")
}

// checkPath takes a path below the folder of the templates.
func checkPath(field, path, suffixes string) error {
	if strings.HasPrefix(path, "/") || strings.Contains(path, `\`) || slices.Contains(strings.Split(path, "/"), "..") {
		return mistake(File, field, fmt.Sprintf("%q leads out of %s", path, folder),
			"put the file there, and write its path below it")
	}
	dot := strings.LastIndexByte(path, '.')
	if dot < 0 || !slices.Contains(strings.Fields(suffixes), strings.ToLower(path[dot:])) {
		return mistake(File, field, fmt.Sprintf("%q is a file of another type", path),
			"name a file that ends with "+strings.Join(strings.Fields(suffixes), " or "))
	}
	return nil
}

// Limits of the pictures in bytes. Each visitor fetches the icon; the logo's is Cognito's (SetUICustomization).
const (
	largestIcon = 2 << 10
	largestLogo = 100 << 10
)

// drawing are the elements of an icon: an SVG that is opened by itself is a document, and could hold script.
var drawing = []string{"svg", "g", "rect", "circle", "ellipse", "line", "polyline", "polygon", "path"}

func checkIcon(file, source string, colours Colours) error {
	if len(source) > largestIcon {
		return mistake(file, "", fmt.Sprintf("the icon has %d bytes, and %d are the most", len(source), largestIcon),
			"simplify the drawing: every visitor fetches it")
	}
	if !strings.HasPrefix(source, "<svg") && strings.Contains(source, "<svg") {
		return mistake(file, "", "the icon begins with something else than <svg",
			"remove comments and declarations before it")
	}
	decoder := xml.NewDecoder(strings.NewReader(source))
	seen := false
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) && seen {
			return checkVariables(file, source, colours)
		}
		if err != nil {
			return mistake(file, "", fmt.Sprintf("the icon is no SVG (%v)", err), "save it as a plain SVG")
		}
		element, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if !seen && (element.Name.Local != "svg" ||
			!slices.ContainsFunc(element.Attr, func(a xml.Attr) bool { return a.Name.Local == "viewBox" })) {
			return mistake(file, "", "the icon does not begin with an svg element that has a viewBox",
				"save it as a plain SVG")
		}
		seen = true
		if err := checkElement(file, element); err != nil {
			return err
		}
	}
}

func checkElement(file string, element xml.StartElement) error {
	if element.Name.Local == "svg" && slices.ContainsFunc(element.Attr,
		func(a xml.Attr) bool { return a.Name.Local == "width" || a.Name.Local == "height" }) {
		return mistake(file, "", "the icon has a size of its own",
			"remove width and height from the svg element: each page sets them")
	}
	if !slices.Contains(drawing, element.Name.Local) {
		return mistake(file, "", fmt.Sprintf("the icon has the element %s", element.Name.Local),
			"draw with "+strings.Join(drawing[1:], ", ")+" alone")
	}
	for _, a := range element.Attr {
		if strings.HasPrefix(strings.ToLower(a.Name.Local), "on") || a.Name.Local == "href" ||
			a.Name.Local == "style" || a.Name.Local == "class" {
			return mistake(file, "", fmt.Sprintf("the icon has the attribute %s", a.Name.Local),
				"write colours and lines as attributes of their own, as in fill=\"var(--accent)\"")
		}
		if strings.Contains(strings.ToLower(a.Value), "url(") || strings.Contains(a.Value, `\`) { // CSS can write url with escapes
			return mistake(file, "", fmt.Sprintf("the icon names another file, or a part of itself, in the attribute %s", a.Name.Local), "draw without it: browsers load nothing for an icon")
		}
	}
	return nil
}

func checkLogo(file string, logo []byte) error {
	if len(logo) > largestLogo {
		return mistake(file, "", fmt.Sprintf("the logo has %d bytes, and Cognito takes %d", len(logo), largestLogo),
			"save it smaller: 350 by 178 pixels are shown")
	}
	if _, kind, err := image.DecodeConfig(bytes.NewReader(logo)); err != nil || kind != "png" && kind != "jpeg" {
		return mistake(file, "", "the logo is neither PNG nor JPEG", "save it as one of them")
	}
	return nil
}
