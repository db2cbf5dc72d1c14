package brand

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
)

// NameIn reads the name alone, whatever else a version of the project has in its settings.
func NameIn(source []byte) (string, error) {
	var s struct{ Name *string }
	if err := json.Unmarshal(source, &s); err != nil {
		return "", fmt.Errorf("reading %s: %w", File, err)
	}
	if s.Name == nil {
		return "", mistake(File, "name", "it is missing", "add it, as in the project's own "+File)
	}
	return *s.Name, nil
}

// WithName writes another name into settings of any version, and nothing else.
func WithName(source []byte, name string) []byte {
	return nameLine.ReplaceAllLiteral(source, []byte(`  "name": `+quoted(name)))
}

var nameLine = regexp.MustCompile(`(?m)^  "name": "(?:[^"\\]|\\.)*"`)

// JSON is the settings as brand.json has them.
func (s Settings) JSON() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "{\n  \"name\": %s,\n  \"icon\": %s,\n  \"logo\": %s,\n  \"radius\": %d,\n", quoted(s.Name),
		quoted(s.Icon), quoted(s.Logo), s.Radius)
	for _, scheme := range []struct {
		name    string
		colours Colours
	}{{"light", s.Light}, {"dark", s.Dark}} {
		fmt.Fprintf(&b, "  %q: {\n", scheme.name)
		for i, name := range names {
			fmt.Fprintf(&b, "    %q: %q", name, scheme.colours[name])
			b.WriteString(map[bool]string{true: "\n", false: ",\n"}[i == len(names)-1])
		}
		b.WriteString("  },\n")
	}
	fmt.Fprintf(&b, "  \"links\": {\n    \"privacy\": %s,\n    \"terms\": %s,\n    \"help\": %s\n  }\n}\n",
		quoted(s.Links.Privacy), quoted(s.Links.Terms), quoted(s.Links.Help))
	return []byte(b.String())
}

// quoted is a JSON string, readable: without the escapes that pages of HTML need.
func quoted(text string) string {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(text) // a string has always a JSON form
	return strings.TrimSuffix(b.String(), "\n")
}

// Black and white are what accents are mixed with.
const (
	black Colour = "#000000"
	white Colour = "#ffffff"
)

// WithAccent changes the accent of both schemes, and what belongs to it: the colour under the pointer and the text on
// it. An empty dark one is made from the light one. A light one that could not be read is refused, with the nearest
// that could.
func (s Settings) WithAccent(light, dark Colour) (Settings, error) {
	if dark == "" {
		dark = readable(light, white, s.Dark)
	}
	s.Light, s.Dark = s.Light.withAccent(light, black), s.Dark.withAccent(dark, white)
	if mistakes := append(checkAccent("light", s.Light, black), checkAccent("dark", s.Dark, white)...); len(mistakes) > 0 {
		return Settings{}, mistakes[0]
	}
	return s, nil
}

func (c Colours) withAccent(accent, further Colour) Colours {
	with := Colours{}
	for name, colour := range c {
		with[name] = colour
	}
	hover := accent.mixed(further, 0.25)
	if hover == accent { // it is as light or dark as can be
		hover = accent.mixed(map[Colour]Colour{black: white, white: black}[further], 0.2)
	}
	on := white
	if least(white, accent, hover) < least(accent.mixed(black, 0.85), accent, hover) {
		on = accent.mixed(black, 0.85)
	}
	with["accent"], with["accent-hover"], with["on-accent"] = accent, hover, on
	return with
}

func least(front Colour, grounds ...Colour) float64 {
	lowest := Contrast(front, grounds[0])
	for _, ground := range grounds[1:] {
		lowest = min(lowest, Contrast(front, ground))
	}
	return lowest
}

// readable goes from a colour as far as it must towards black or white to be read as text.
func readable(colour, towards Colour, on Colours) Colour {
	for part := 0.0; part <= 1; part += 0.01 {
		if mixed := colour.mixed(towards, part); least(mixed, on["ground"], on["card"]) >= leastForText {
			return mixed
		}
	}
	return towards
}

func checkAccent(scheme string, colours Colours, towards Colour) (mistakes []error) {
	accent := colours["accent"]
	if got := least(accent, colours["ground"], colours["card"]); got < leastForText {
		return []error{mistake(File, scheme+".accent",
			fmt.Sprintf("links in %s cannot be read: the contrast is %.2f:1, and %.1f:1 is the least", accent, got,
				leastForText),
			fmt.Sprintf("choose another, as in %s", readable(accent, towards, colours)))}
	}
	return checkContrast(scheme, colours)
}
