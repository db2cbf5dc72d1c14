package branding

import "slices"

// Layout is what of a style the pages' HTML depends on.
type Layout struct {
	Header, Footer         bool
	HeaderLogo, FooterLogo bool
	FormLogo               bool
	FormLogoOutside        bool // above or below the form's box
	FormLogoBelow          bool
	IconICO, IconSVG       bool
	ProviderIcons          bool
}

// LayoutOf reads merged settings.
func LayoutOf(settings map[string]any) Layout {
	icons, _ := at(settings, "components.favicon.enabledTypes").([]any)
	return Layout{
		Header:          isTrue(settings, "categories.global.pageHeader.enabled"),
		Footer:          isTrue(settings, "categories.global.pageFooter.enabled"),
		HeaderLogo:      isTrue(settings, "components.pageHeader.logo.enabled"),
		FooterLogo:      isTrue(settings, "components.pageFooter.logo.enabled"),
		FormLogo:        isTrue(settings, "components.form.logo.enabled"),
		FormLogoOutside: word(settings, "components.form.logo.formInclusion") == "OUT",
		FormLogoBelow:   word(settings, "components.form.logo.position") == "BOTTOM",
		IconICO:         slices.Contains(icons, any("ICO")), IconSVG: slices.Contains(icons, any("SVG")),
		ProviderIcons: isTrue(settings, "componentClasses.idpButtons.icons.enabled"),
	}
}
