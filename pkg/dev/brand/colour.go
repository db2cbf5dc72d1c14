package brand

import (
	"fmt"
	"math"
	"strings"
)

// Colour is a colour without transparency, as #rrggbb in lower case.
type Colour string

// ParseColour reads #rrggbb or #rgb, in either case.
func ParseColour(text string) (Colour, bool) {
	digits, found := strings.CutPrefix(strings.ToLower(text), "#")
	if !found || strings.Trim(digits, "0123456789abcdef") != "" {
		return "", false
	}
	switch len(digits) {
	case 3:
		r, g, b := digits[0:1], digits[1:2], digits[2:3]
		return Colour("#" + r + r + g + g + b + b), true
	case 6:
		return Colour("#" + digits), true
	}
	return "", false
}

// RGB returns the three parts, 0 to 255.
func (c Colour) RGB() (r, g, b uint8) {
	_, _ = fmt.Sscanf(string(c), "#%02x%02x%02x", &r, &g, &b) // a Colour has this form
	return r, g, b
}

// opaque is the colour as managed login's settings have it: eight digits, with the opacity.
func (c Colour) opaque() string { return strings.TrimPrefix(string(c), "#") + "ff" }

// Contrast is the ratio of two colours, 1 to 21, as WCAG 2.2 defines it.
func Contrast(a, b Colour) float64 {
	lighter, darker := max(a.luminance(), b.luminance()), min(a.luminance(), b.luminance())
	return (lighter + 0.05) / (darker + 0.05)
}

func (c Colour) luminance() float64 {
	r, g, b := c.RGB()
	linear := func(part uint8) float64 {
		p := float64(part) / 255
		if p <= 0.04045 {
			return p / 12.92
		}
		return math.Pow((p+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}

// mixed goes a part of the way, 0 to 1, to another colour.
func (c Colour) mixed(other Colour, part float64) Colour {
	r1, g1, b1 := c.RGB()
	r2, g2, b2 := other.RGB()
	between := func(x, y uint8) uint8 { return uint8(math.Round(float64(x) + (float64(y)-float64(x))*part)) }
	return Colour(fmt.Sprintf("#%02x%02x%02x", between(r1, r2), between(g1, g2), between(b1, b2)))
}
