package brand

import (
	"bytes"
	"encoding/json"
	"errors"
	"image"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const root = "../../.."

// own is the project's own brand.json.
func own(t *testing.T) string {
	t.Helper()
	source, err := os.ReadFile(filepath.Join(root, File))
	if err != nil {
		t.Fatal(err)
	}
	return string(source)
}

// newSite is a folder with the sources of a brand.
func newSite(t *testing.T, s Settings) string {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, File, string(s.JSON()))
	write(t, dir, "templates/brand/icon.svg", `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><rect width="4" height="4" fill="var(--accent)"/></svg>`)
	write(t, dir, classicSource, "/* Source */\n.label-customizable { color: var(--ink); border-radius: var(--radius); }\n")
	return dir
}

func write(t *testing.T, dir, name, content string) {
	t.Helper()
	file := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// sample is a brand that is no site's.
func sample() Settings {
	scheme := func(list string) Colours {
		colours := Colours{}
		for i, digits := range strings.Fields(list) {
			colours[names[i]] = Colour("#" + digits)
		}
		return colours
	}
	return Settings{
		Name: "Sample", Icon: "brand/icon.svg", Radius: 8,
		Light: scheme("111111 555555 f7f7f7 ffffff dddddd 767676 0b57a4 083d74 ffffff 14532d e6f4ea 8f1d1d fdeaea cccccc"),
		Dark:  scheme("eeeeee aaaaaa 121212 1e1e1e 3a3a3a 7f7f7f 8ab8f0 b3d1f6 0a1a2b a5d6b0 16321f f0a0a0 3d1f1f 000000"),
	}
}

// changedField is brand.json with another value of one field of an object; nil removes it.
func changedField(t *testing.T, object, field string, value any) string {
	t.Helper()
	var all map[string]any
	if err := json.Unmarshal(sample().JSON(), &all); err != nil {
		t.Fatal(err)
	}
	within := all
	if object != "" {
		within = all[object].(map[string]any)
	}
	if value == nil {
		delete(within, field)
	} else {
		within[field] = value
	}
	out, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func TestSettingsThatAreRefused(t *testing.T) {
	tests := []struct {
		name, source, field, says string
	}{
		{"no JSON", `{"name": `, "", "line 1 is not valid JSON"},
		{"a comma too many", "{\n  \"name\": \"a\",\n  \"radius\": 8,,\n}", "", "line 3 is not valid JSON"},
		{"a comma missing in an object", "{\n  \"name\": \"a\",\n  \"light\": {\n    \"ink\": \"#000\"\n    \"quiet\": \"#000\"\n  }\n}", "", "line 5 is not valid JSON"},
		{"not an object", `[]`, "", "this is not a JSON object"},
		{"something behind it", string(sample().JSON()) + "{}", "", "something follows the last brace"},
		{"unknown field", changedField(t, "", "color", "red"), "color",
			"there is no such field; remove it; the fields are dark, icon, light"},
		{"unknown colour", changedField(t, "light", "acent", "#123456"), "light.acent", "there is no such field"},
		{"field twice", strings.Replace(string(sample().JSON()), `"radius": 8`, `"radius": 8, "radius": 9`, 1),
			"radius", "it is there twice"},
		{"missing field", changedField(t, "", "links", nil), "links", "it is missing; add it"},
		{"missing colour", changedField(t, "dark", "bad-ground", nil), "dark.bad-ground", "it is missing"},
		{"colours that are none", changedField(t, "", "dark", "black"), "dark", "this is not a JSON object"},
		{"a name of a colour", changedField(t, "light", "accent", "green"), "light.accent",
			`"green" is no colour; write # and six hexadecimal digits`},
		{"a colour with opacity", changedField(t, "light", "accent", "#12345680"), "light.accent", "is no colour"},
		{"a digit too few", changedField(t, "light", "accent", "#12345"), "light.accent", "is no colour"},
		{"a colour that is a number", changedField(t, "light", "accent", 255), "light.accent", "255 is no colour"},
		{"radius with a unit", changedField(t, "", "radius", "8px"), "radius", "this is no whole number"},
		{"radius that is none", changedField(t, "", "radius", 8.5), "radius", "this is no whole number"},
		{"radius too large", changedField(t, "", "radius", 99), "radius", "99 is not between 0 and 24"},
		{"name missing", changedField(t, "", "name", " "), "name", "it is empty"},
		{"name of two lines", changedField(t, "", "name", "a\nb"), "name", "is not one line"},
		{"name too long", changedField(t, "", "name", strings.Repeat("ä", 61)), "name", "more than 60 characters"},
		{"name that is null", strings.Replace(changedField(t, "", "name", "NAME"), `"NAME"`, "null", 1), "name",
			"this is no text"},
		{"link that runs", changedField(t, "links", "help", "javascript:alert(1)"), "links.help",
			"neither a path of the site nor an https URL"},
		{"link to another host", changedField(t, "links", "terms", "//evil.example"), "links.terms", "neither a path"},
		{"icon of another type", changedField(t, "", "icon", "brand/icon.png"), "icon", "name a file that ends with .svg"},
		{"logo of another type", changedField(t, "", "logo", "brand/logo.gif"), "logo",
			"name a file that ends with .png or .jpg or .jpeg"},
		{"icon elsewhere", changedField(t, "", "icon", "../../secret.svg"), "icon", "leads out of templates"},
		{"text that cannot be read", changedField(t, "light", "quiet", "#aaaaaa"), "light.quiet",
			"contrast of #aaaaaa on ground (#f7f7f7) is 2.1"},
		{"dark text that cannot be read", changedField(t, "dark", "accent", "#0b57a4"), "dark.accent",
			"choose a lighter colour for dark.accent or dark.ground"},
		{"a button that cannot be read", changedField(t, "light", "on-accent", "#000000"), "light.on-accent",
			"choose a darker colour for light.on-accent or light.accent"},
		{"an edge that is not seen", changedField(t, "light", "edge", "#eeeeee"), "light.edge", "and 3.0:1 is the least"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := Parse([]byte(test.source))
			var refused *Error
			if !errors.As(err, &refused) || !strings.Contains(err.Error(), test.says) {
				t.Fatalf("err = %v, want %q", err, test.says)
			}
			if refused.Field != test.field || refused.File != File || refused.Next == "" {
				t.Errorf("%+v, want the field %q", refused, test.field)
			}
		})
	}
}

// TestAllMistakesAreTold: who writes a new brand corrects them in one go.
func TestAllMistakesAreTold(t *testing.T) {
	source := strings.NewReplacer(`"radius": 8`, `"radius": ""`, `"ink": "#111111"`, `"ink": "black"`, `"help": ""`,
		`"hlep": ""`).Replace(string(sample().JSON()))
	_, err := Parse([]byte(source))
	for _, field := range []string{"radius", "light.ink", "links.hlep", "links.help"} {
		if err == nil || !strings.Contains(err.Error(), File+": "+field+": ") {
			t.Errorf("%s is not told:\n%v", field, err)
		}
	}
}

func TestFilesThatAreRefused(t *testing.T) {
	picture := func(width, height int) string {
		var b bytes.Buffer
		noise := image.NewNRGBA(image.Rect(0, 0, width, height))
		for i := range noise.Pix {
			noise.Pix[i] = byte(i * i >> 3)
		}
		if err := (&png.Encoder{CompressionLevel: png.NoCompression}).Encode(&b, noise); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	const icon, logo = "templates/brand/icon.svg", "templates/brand/logo.png"
	tests := []struct{ name, file, content, says string }{
		{"no icon", icon, "", "the icon is no SVG"},
		{"a picture called an icon", icon, "\x89PNG\r\n", "the icon is no SVG"},
		{"a page", icon, "<html/>", "does not begin with an svg element that has a viewBox"},
		{"no viewBox", icon, "<svg/>", "does not begin with an svg element that has a viewBox"},
		{"a size", icon, `<svg viewBox="0 0 1 1" width="9"/>`, "the icon has a size of its own"},
		{"a comment first", icon, `<!-- a --><svg viewBox="0 0 1 1"/>`, "the icon begins with something else than <svg"},
		{"a script", icon, `<svg viewBox="0 0 1 1"><script>1</script></svg>`, "the icon has the element script"},
		{"a handler", icon, `<svg viewBox="0 0 1 1" onload="1"/>`, "the icon has the attribute onload"},
		{"a handler, in a page", icon, `<svg viewBox="0 0 1 1" ONLOAD="1"/>`, "the icon has the attribute ONLOAD"},
		{"another file", icon, `<svg viewBox="0 0 1 1" fill="URL(https://evil.example/x.svg#a)"/>`,
			"the icon names another file"},
		{"another file, in escapes", icon, `<svg viewBox="0 0 1 1" mask="u\72l(https://evil.example/x.svg)"/>`,
			"the icon names another file"},
		{"a style", icon, `<svg viewBox="0 0 1 1" style="fill: red"/>`, "the icon has the attribute style"},
		{"a colour written out", icon, `<svg viewBox="0 0 1 1" fill="#123456"/>`, "the colour #123456 is written out"},
		{"an unknown colour", icon, `<svg viewBox="0 0 1 1" fill="var(--green)"/>`, "there is no colour green"},
		{"a large icon", icon, `<svg viewBox="0 0 1 1"><path d="` + strings.Repeat("h1", 1024) + `"/></svg>`,
			"and 2048 are the most"},
		{"a large logo", logo, picture(200, 200), "and Cognito takes 102400"},
		{"a logo of another type", logo, "GIF89a", "the logo is neither PNG nor JPEG"},
		{"an unknown colour of the classic pages", classicSource, "a { color: var(--blue) }", "there is no colour blue"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := sample()
			s.Logo = "brand/logo.png"
			dir := newSite(t, s)
			write(t, dir, logo, picture(4, 4))
			if _, err := Read(dir); err != nil {
				t.Fatalf("before: %v", err)
			}
			write(t, dir, test.file, test.content)
			var refused *Error
			if _, err := Read(dir); !errors.As(err, &refused) || !strings.Contains(err.Error(), test.says) ||
				refused.File != test.file {
				t.Errorf("err = %v, want %q", err, test.says)
			}
		})
	}
	s := sample()
	s.Icon = "brand/none.svg"
	var refused *Error
	if _, err := Read(newSite(t, s)); !errors.As(err, &refused) || refused.Field != "icon" {
		t.Errorf("without the icon: %v", err)
	}
}

func TestColours(t *testing.T) {
	for text, want := range map[string]Colour{"#ABC": "#aabbcc", "#0B57a4": "#0b57a4", "0b57a4": "", "#12": "",
		"#12345g": "", "": ""} {
		if got, ok := ParseColour(text); got != want || ok != (want != "") {
			t.Errorf("%q is %q", text, got)
		}
	}
	// WCAG 2.2, contrast ratio: 21 for black on white, 1 for a colour on itself.
	if got := Contrast("#000000", "#ffffff"); math.Abs(got-21) > 1e-9 {
		t.Errorf("black on white is %v", got)
	}
	if got := Contrast("#777777", "#777777"); got != 1 {
		t.Errorf("grey on itself is %v", got)
	}
}

// TestManagedSettingsAreCognitos: each property is one that Cognito has, and each colour has eight digits: others are
// refused when they are sent.
func TestManagedSettingsAreCognitos(t *testing.T) {
	b, err := Read(newSite(t, sample()))
	if err != nil {
		t.Fatal(err)
	}
	known := strings.Fields(`categories componentClasses components global colorSchemeMode pageHeader pageFooter enabled spacingDensity
		form displayGraphics location horizontal vertical buttons borderRadius divider lightMode darkMode borderColor dropDown defaults hover
		match itemBackgroundColor itemBorderColor itemTextColor focusState input backgroundColor placeholderColor inputDescription inputLabel
		textColor link optionControls selected foregroundColor statusIndicator success error indicatorColor alert favicon enabledTypes
		backgroundImage logo formInclusion position idpButton standard active pageBackground image color pageText headingColor bodyColor
		descriptionColor primaryButton secondaryButton`)
	var walk func(path string, value any)
	walk = func(path string, value any) {
		switch v := value.(type) {
		case map[string]any:
			for name, member := range v {
				if !slices.Contains(known, name) {
					t.Errorf("Cognito has no %s.%s", path, name)
				}
				walk(path+"."+name, member)
			}
		case string:
			if strings.HasSuffix(strings.ToLower(path), "color") &&
				(len(v) != 8 || strings.Trim(v, "0123456789abcdef") != "") {
				t.Errorf("%s is %q", path, v)
			}
		}
	}
	walk("$", b.ManagedSettings())
	for _, asset := range b.ManagedAssets() {
		if sized := bytes.HasPrefix(asset.Bytes, []byte(`<svg width="64" height="64" xmlns=`)); sized != (asset.Category == "FORM_LOGO") {
			t.Errorf("%s: the size of %s", asset.Category, asset.Bytes)
		}
		if !bytes.HasPrefix(asset.Bytes, []byte("<svg ")) || bytes.Contains(asset.Bytes, []byte("var(")) {
			t.Errorf("%s %s: %s", asset.Category, asset.ColorMode, asset.Bytes)
		}
	}
}
