package brand

import (
	"fmt"
	"regexp"
)

// Asset is a picture of managed login, as CreateManagedLoginBranding takes it.
type Asset struct {
	Category, ColorMode, Extension string
	Bytes                          []byte
}

// ManagedAssets are the icon above the form, in the colours of each scheme, and in the browser's tab.
func (b Brand) ManagedAssets() []Asset {
	logo := func(colours Colours) []byte {
		return []byte(firstTag.ReplaceAllString(b.filled(b.icon, colours),
			fmt.Sprintf(`<svg width="%d" height="%[1]d" `, logoSize)))
	}
	return []Asset{
		{"FORM_LOGO", "LIGHT", "SVG", logo(b.Light)},
		{"FORM_LOGO", "DARK", "SVG", logo(b.Dark)},
		{"FAVICON_SVG", "DYNAMIC", "SVG", []byte(b.IconSVG())},
	}
}

// logoSize is that of the logo in CSS pixels. Without one a page may show it as wide as it likes, or not at all.
const logoSize = 64

// firstTag is the beginning of an icon, whose own size would come twice.
var firstTag = regexp.MustCompile(`^<svg\s`)

// object is a part of the settings.
type object = map[string]any

// ManagedSettings are the settings of managed login's pages, as JSON types. Cognito refuses properties that it does not
// know, and keeps its own values of those that are not there.
//
// Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateManagedLoginBranding.html,
// whose Settings have this form in the examples of the AWS CLI.
func (s Settings) ManagedSettings() map[string]any {
	return object{
		"categories": object{
			"global": object{
				"colorSchemeMode": "DYNAMIC", // light or dark as the browser has it, as the site
				"pageHeader":      object{"enabled": false},
				"pageFooter":      object{"enabled": false},
				"spacingDensity":  "REGULAR",
			},
			"form": object{
				"displayGraphics": false, // Cognito's own drawings
				"location":        object{"horizontal": "CENTER", "vertical": "CENTER"},
			},
		},
		"componentClasses": s.componentClasses(),
		"components":       s.components(),
	}
}

// both has a part in the colours of each scheme.
func (s Settings) both(part func(colour func(name string) string) object) object {
	of := func(colours Colours) object {
		return part(func(name string) string { return colours[name].opaque() })
	}
	return object{"lightMode": of(s.Light), "darkMode": of(s.Dark)}
}

// with adds members to a part.
func with(part, more object) object {
	for name, value := range more {
		part[name] = value
	}
	return part
}

// filling is the look of a control: ground, edge, text. An empty name is no member.
func filling(colour func(string) string, ground, edge, text string) object {
	o := object{"backgroundColor": colour(ground)}
	if edge != "" {
		o["borderColor"] = colour(edge)
	}
	if text != "" {
		o["textColor"] = colour(text)
	}
	return o
}

// componentClasses are the kinds of controls.
func (s Settings) componentClasses() object {
	radius := object{"borderRadius": s.Radius}
	return object{
		"buttons": radius,
		"divider": s.both(func(c func(string) string) object { return object{"borderColor": c("line")} }),
		"dropDown": with(s.both(func(c func(string) string) object {
			return object{
				"defaults": object{"itemBackgroundColor": c("card")},
				"hover": object{"itemBackgroundColor": c("ground"), "itemBorderColor": c("edge"),
					"itemTextColor": c("ink")},
				"match": object{"itemBackgroundColor": c("card"), "itemTextColor": c("accent")},
			}
		}), radius),
		"focusState": s.both(func(c func(string) string) object { return object{"borderColor": c("accent")} }),
		"input": with(s.both(func(c func(string) string) object {
			return object{"defaults": filling(c, "card", "edge", ""), "placeholderColor": c("quiet")}
		}), radius),
		"inputDescription": s.both(func(c func(string) string) object { return object{"textColor": c("quiet")} }),
		"inputLabel":       s.both(func(c func(string) string) object { return object{"textColor": c("ink")} }),
		"link": s.both(func(c func(string) string) object {
			return object{"defaults": object{"textColor": c("accent")}, "hover": object{"textColor": c("accent-hover")}}
		}),
		"optionControls": s.both(func(c func(string) string) object {
			return object{
				"defaults": filling(c, "card", "edge", ""),
				"selected": object{"backgroundColor": c("accent"), "foregroundColor": c("on-accent")},
			}
		}),
		"statusIndicator": s.both(func(c func(string) string) object {
			state := func(front, ground string) object {
				return object{"backgroundColor": c(ground), "borderColor": c(front), "indicatorColor": c(front)}
			}
			return object{"success": state("good", "good-ground"), "error": state("bad", "bad-ground")}
		}),
	}
}

// components are the parts of a page.
func (s Settings) components() object {
	secondary := func(c func(string) string) object {
		return object{
			"defaults": filling(c, "card", "edge", "ink"), "hover": filling(c, "ground", "ink", "ink"),
			"active": filling(c, "ground", "ink", "ink"),
		}
	}
	return object{
		"alert": with(s.both(func(c func(string) string) object {
			return object{"error": filling(c, "bad-ground", "bad", "")}
		}), object{"borderRadius": s.Radius}),
		"favicon": object{"enabledTypes": []any{"SVG"}},
		"form": with(s.both(func(c func(string) string) object { return filling(c, "card", "line", "") }), object{
			"backgroundImage": object{"enabled": false},
			"borderRadius":    s.Radius,
			"logo":            object{"enabled": true, "formInclusion": "IN", "location": "CENTER", "position": "TOP"},
		}),
		"idpButton": object{"standard": s.both(secondary)},
		"pageBackground": with(s.both(func(c func(string) string) object { return object{"color": c("ground")} }), object{
			"image": object{"enabled": false},
		}),
		"pageText": s.both(func(c func(string) string) object {
			return object{"headingColor": c("ink"), "bodyColor": c("ink"), "descriptionColor": c("quiet")}
		}),
		"primaryButton": s.both(func(c func(string) string) object {
			return object{
				"defaults": filling(c, "accent", "", "on-accent"),
				"hover":    filling(c, "accent-hover", "", "on-accent"),
				"active":   filling(c, "accent-hover", "", "on-accent"),
			}
		}),
		"secondaryButton": s.both(secondary),
	}
}
