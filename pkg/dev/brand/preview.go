package brand

import (
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"strings"
)

//go:embed preview.html
var previewHTML string

// Preview is a page that shows the brand on a page of the site, on Cognito's classic pages and on managed login, in light
// and dark beside each other. style is the site's style sheet, without its variables. The pages are samples: the rules of
// Cognito's own style sheets are not known.
func (b Brand) Preview(style string) (string, error) {
	parsed, err := template.New("preview").Parse(previewHTML)
	if err != nil {
		return "", fmt.Errorf("reading the preview: %w", err)
	}
	type page struct{ Title, Document string }
	var pages []page
	for _, p := range []struct {
		title, sample, style string
		colours              Colours
	}{
		{"Site, light", "site", b.variablesOf(b.Light, "light") + style, b.Light},
		{"Site, dark", "site", b.variablesOf(b.Dark, "dark") + style, b.Light},
		{"Cognito's classic pages", "classic", b.ClassicCSS(), b.Light},
		{"Managed login, light", "managed", managedCSS(b.ManagedSettings(), "lightMode"), b.Light},
		{"Managed login, dark", "managed", managedCSS(b.ManagedSettings(), "darkMode"), b.Dark},
	} {
		var document strings.Builder
		err := parsed.ExecuteTemplate(&document, p.sample, map[string]any{
			"Name": b.Name, "Style": template.CSS(p.style), // checked colours, and the style sheet of the site
			"Icon": template.URL("data:image/svg+xml;base64," +
				base64.StdEncoding.EncodeToString([]byte(b.filled(b.icon, p.colours)))),
		})
		if err != nil {
			return "", fmt.Errorf("drawing the preview: %w", err)
		}
		pages = append(pages, page{p.title, document.String()})
	}
	var whole strings.Builder
	if err := parsed.Execute(&whole, map[string]any{"Name": b.Name, "Pages": pages}); err != nil {
		return "", fmt.Errorf("drawing the preview: %w", err)
	}
	return whole.String(), nil
}

// variablesOf has one scheme alone, whatever the browser prefers.
func (s Settings) variablesOf(colours Colours, scheme string) string {
	lines := ":root { color-scheme: " + scheme + ";"
	for _, name := range names {
		lines += " --" + name + ": " + string(colours[name]) + ";"
	}
	return lines + fmt.Sprintf(" --%s: %dpx; }\n", radiusVariable, s.Radius)
}

// settingCSS is the setting at a path of names with dots between, a length or a colour, as CSS has it.
func settingCSS(settings map[string]any, path string) string {
	var value any = settings
	for name := range strings.SplitSeq(path, ".") {
		members, _ := value.(map[string]any)
		value = members[name]
	}
	if pixels, ok := value.(int); ok {
		return fmt.Sprintf("%dpx", pixels)
	}
	return fmt.Sprintf("#%v", value)
}

// managedCSS shows settings of managed login in one mode on the sample page.
func managedCSS(settings map[string]any, mode string) string {
	var css strings.Builder
	rule := func(selector string, declarations ...string) {
		css.WriteString(selector + " {")
		for i := 0; i+1 < len(declarations); i += 2 {
			path := strings.ReplaceAll(declarations[i+1], "MODE", mode)
			fmt.Fprintf(&css, " %s: %s;", declarations[i], settingCSS(settings, path))
		}
		css.WriteString(" }\n")
	}
	const controls, parts = "componentClasses.", "components."
	rule("body", "background", parts+"pageBackground.MODE.color", "color", parts+"pageText.MODE.bodyColor")
	rule("form", "background", parts+"form.MODE.backgroundColor", "border-color", parts+"form.MODE.borderColor",
		"border-radius", parts+"form.borderRadius")
	rule("h1", "color", parts+"pageText.MODE.headingColor")
	rule(".description", "color", parts+"pageText.MODE.descriptionColor")
	rule("label", "color", controls+"inputLabel.MODE.textColor")
	rule(".hint", "color", controls+"inputDescription.MODE.textColor")
	rule("input", "background", controls+"input.MODE.defaults.backgroundColor", "border-color",
		controls+"input.MODE.defaults.borderColor", "border-radius", controls+"input.borderRadius")
	rule("::placeholder", "color", controls+"input.MODE.placeholderColor")
	rule("a", "color", controls+"link.MODE.defaults.textColor")
	rule("hr", "border-color", controls+"divider.MODE.borderColor")
	rule(".alert", "background", parts+"alert.MODE.error.backgroundColor", "border-color",
		parts+"alert.MODE.error.borderColor", "border-radius", parts+"alert.borderRadius")
	rule("button", "border-radius", controls+"buttons.borderRadius")
	rule(".primary", "background", parts+"primaryButton.MODE.defaults.backgroundColor", "border-color",
		parts+"primaryButton.MODE.defaults.backgroundColor", "color", parts+"primaryButton.MODE.defaults.textColor")
	for class, part := range map[string]string{".secondary": parts + "secondaryButton",
		".idp": parts + "idpButton.standard"} {
		rule(class, "background", part+".MODE.defaults.backgroundColor", "border-color",
			part+".MODE.defaults.borderColor", "color", part+".MODE.defaults.textColor")
	}
	return css.String()
}
