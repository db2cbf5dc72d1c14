package branding

import (
	"fmt"
	"strconv"
	"strings"
)

// The modes of a style's colours, as settings and images name them.
const (
	Light   = "LIGHT"
	Dark    = "DARK"
	Dynamic = "DYNAMIC" // as the browser prefers
)

// properties are the custom properties that the pages' own style sheet uses, with the settings that they come from.
// MODE stands for lightMode or darkMode.
var properties = []struct{ name, path string }{
	{"page", "components.pageBackground.MODE.color"},
	{"heading", "components.pageText.MODE.headingColor"},
	{"body", "components.pageText.MODE.bodyColor"},
	{"description", "components.pageText.MODE.descriptionColor"},
	{"form", "components.form.MODE.backgroundColor"},
	{"form-line", "components.form.MODE.borderColor"},
	{"label", "componentClasses.inputLabel.MODE.textColor"},
	{"hint", "componentClasses.inputDescription.MODE.textColor"},
	{"input", "componentClasses.input.MODE.defaults.backgroundColor"},
	{"input-line", "componentClasses.input.MODE.defaults.borderColor"},
	{"placeholder", "componentClasses.input.MODE.placeholderColor"},
	{"focus", "componentClasses.focusState.MODE.borderColor"},
	{"link", "componentClasses.link.MODE.defaults.textColor"},
	{"link-hover", "componentClasses.link.MODE.hover.textColor"},
	{"divider", "componentClasses.divider.MODE.borderColor"},
	{"primary", "components.primaryButton.MODE.defaults.backgroundColor"},
	{"primary-text", "components.primaryButton.MODE.defaults.textColor"},
	{"primary-hover", "components.primaryButton.MODE.hover.backgroundColor"},
	{"primary-hover-text", "components.primaryButton.MODE.hover.textColor"},
	{"secondary", "components.secondaryButton.MODE.defaults.backgroundColor"},
	{"secondary-line", "components.secondaryButton.MODE.defaults.borderColor"},
	{"secondary-text", "components.secondaryButton.MODE.defaults.textColor"},
	{"secondary-hover", "components.secondaryButton.MODE.hover.backgroundColor"},
	{"secondary-hover-text", "components.secondaryButton.MODE.hover.textColor"},
	{"provider", "components.idpButton.standard.MODE.defaults.backgroundColor"},
	{"provider-line", "components.idpButton.standard.MODE.defaults.borderColor"},
	{"provider-text", "components.idpButton.standard.MODE.defaults.textColor"},
	{"provider-hover", "components.idpButton.standard.MODE.hover.backgroundColor"},
	{"provider-hover-text", "components.idpButton.standard.MODE.hover.textColor"},
	{"alert", "components.alert.MODE.error.backgroundColor"},
	{"alert-line", "components.alert.MODE.error.borderColor"},
	{"good", "componentClasses.statusIndicator.MODE.success.indicatorColor"},
	{"bad", "componentClasses.statusIndicator.MODE.error.indicatorColor"},
	{"header", "components.pageHeader.MODE.background.color"},
	{"header-line", "components.pageHeader.MODE.borderColor"},
	{"footer", "components.pageFooter.MODE.background.color"},
	{"footer-line", "components.pageFooter.MODE.borderColor"},
}

var radii = []struct{ name, path string }{
	{"button-radius", "componentClasses.buttons.borderRadius"},
	{"input-radius", "componentClasses.input.borderRadius"},
	{"form-radius", "components.form.borderRadius"},
	{"alert-radius", "components.alert.borderRadius"},
}

var places = []struct{ name, path string }{
	{"form-across", "categories.form.location.horizontal"},
	{"form-down", "categories.form.location.vertical"},
	{"header-logo", "components.pageHeader.logo.location"},
	{"footer-logo", "components.pageFooter.logo.location"},
	{"form-logo", "components.form.logo.location"},
}

// backgrounds are images that fill something, when their setting says so.
var backgrounds = []struct{ name, category, path string }{
	{"page-image", "PAGE_BACKGROUND", "components.pageBackground.image.enabled"},
	{"form-image", "FORM_BACKGROUND", "components.form.backgroundImage.enabled"},
	{"header-image", "PAGE_HEADER_BACKGROUND", "components.pageHeader.backgroundImage.enabled"},
	{"footer-image", "PAGE_FOOTER_BACKGROUND", "components.pageFooter.backgroundImage.enabled"},
}

// spacing is what a density means in the pages' units.
var spacing = map[string]string{"COMPACT": "0.75", "REGULAR": "1", "COMFORTABLE": "1.25"}

// Sheet is a style sheet of custom properties for merged settings. address is where the image of a category and a mode
// is, "" for none. Only values that CheckSettings takes get into it.
func Sheet(settings map[string]any, address func(category, mode string) string) string {
	var out strings.Builder
	scheme := Scheme(settings)
	out.WriteString(":root {\n")
	for _, r := range radii {
		radius, _ := at(settings, r.path).(float64)
		fmt.Fprintf(&out, "  --%s: %spx;\n", r.name, strconv.FormatFloat(radius, 'f', -1, 64))
	}
	for _, p := range places {
		fmt.Fprintf(&out, "  --%s: %s;\n", p.name, strings.ToLower(word(settings, p.path)))
	}
	fmt.Fprintf(&out, "  --space: %s;\n", spacing[word(settings, "categories.global.spacingDensity")])
	first := Light
	if scheme == Dark {
		first = Dark
	}
	colours(&out, settings, first, address)
	out.WriteString("}\n")
	if scheme == Dynamic {
		out.WriteString("@media (prefers-color-scheme: dark) { :root {\n")
		colours(&out, settings, Dark, address)
		out.WriteString("} }\n")
	}
	return out.String()
}

// Scheme is LIGHT, DARK or DYNAMIC.
func Scheme(settings map[string]any) string {
	if scheme := word(settings, "categories.global.colorSchemeMode"); scheme != "" {
		return scheme
	}
	return Light
}

func colours(out *strings.Builder, settings map[string]any, mode string, address func(category, mode string) string) {
	member := strings.ToLower(mode) + "Mode"
	fmt.Fprintf(out, "  color-scheme: %s;\n", strings.ToLower(mode))
	for _, p := range properties {
		path := strings.Replace(p.path, "MODE", member, 1)
		value, _ := at(settings, path).(string)
		if !colour.MatchString(value) {
			value, _ = at(defaults(), path).(string)
		}
		fmt.Fprintf(out, "  --%s: #%s;\n", p.name, value)
	}
	for _, b := range backgrounds {
		image := "none"
		if there := address(b.category, mode); there != "" && isTrue(settings, b.path) {
			image = strconv.Quote(there)
			image = "url(" + image + ")"
		}
		fmt.Fprintf(out, "  --%s: %s;\n", b.name, image)
	}
}
