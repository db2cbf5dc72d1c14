package branding

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestSettingsAreChecked_F250(t *testing.T) {
	tests := []struct{ name, settings, problem string }{
		{"nothing", `{}`, ""},
		{"the defaults", string(defaultsJSON), ""},
		{"a colour", `{"components":{"primaryButton":{"lightMode":{"defaults":{"backgroundColor":"Aa0000FF"}}}}}`, ""},
		{"what is not known here", `{"components":{"somethingNew":{"enabled":1}}}`, ""},
		{"a list", `[]`, "must be a JSON object"},
		{"null", `null`, "must be a JSON object"},
		{"another member at the top", `{"colors":{}}`, `"colors" is none of`},
		{"a colour with a number sign", `{"components":{"form":{"lightMode":{"backgroundColor":"#ffffff"}}}}`,
			"components.form.lightMode.backgroundColor must be a colour"},
		{"a colour that ends the rule", `{"components":{"form":{"darkMode":{"borderColor":"fff;}a{b"}}}}`,
			"must be a colour"},
		{"text for a radius", `{"componentClasses":{"buttons":{"borderRadius":"8"}}}`, "must be a number"},
		{"a negative radius", `{"componentClasses":{"buttons":{"borderRadius":-1}}}`, "must be a number"},
		{"text for a switch", `{"categories":{"global":{"pageHeader":{"enabled":"true"}}}}`, "must be true or false"},
		{"another mode", `{"categories":{"global":{"colorSchemeMode":"SEPIA"}}}`, "must be one of LIGHT, DARK, DYNAMIC"},
		{"text for an object", `{"components":"x"}`, "components must be an object"},
		{"text for a list", `{"components":{"favicon":{"enabledTypes":"ICO"}}}`, "must be a list"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			err := CheckSettings(json.RawMessage(test.settings))
			if (err == nil) != (test.problem == "") || err != nil && !strings.Contains(err.Error(), test.problem) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestAssetsAreChecked(t *testing.T) {
	png, svg := []byte("\x89PNG\r\n\x1a\nrest"), []byte("<svg/>")
	tests := []struct {
		name    string
		asset   Asset
		problem string
	}{
		{"a picture", Asset{Category: "FORM_LOGO", Extension: "PNG", Bytes: png}, ""},
		{"a drawing", Asset{Category: "FAVICON_SVG", Extension: "SVG", Bytes: svg}, ""},
		{"one that AWS has", Asset{Category: "FORM_LOGO", Extension: "PNG", ResourceId: "x"}, ""},
		{"no picture", Asset{Category: "FORM_LOGO", Extension: "PNG"}, "neither"},
		{"another kind", Asset{Category: "FORM_LOGO", Extension: "WEBP", Bytes: png}, "no WEBP"},
		{"an ICO that is no icon", Asset{Category: "FORM_LOGO", Extension: "ICO", Bytes: []byte("\x00\x00\x01\x00")},
			"FAVICON_ICO only"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			err := CheckAsset(test.asset)
			if (err == nil) != (test.problem == "") || err != nil && !strings.Contains(err.Error(), test.problem) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestSheetFollowsTheSettings(t *testing.T) {
	none := func(string, string) string { return "" }
	sheet := func(settings string) string { return Sheet(Merged(json.RawMessage(settings)), none) }
	light, dark := `--primary: #0972d3ff;`, `--primary: #539fe5ff;`
	tests := []struct{ name, settings, has, lacks string }{
		{"none", ``, light, dark},
		{"a colour", `{"components":{"primaryButton":{"lightMode":{"defaults":{"backgroundColor":"aa0000ff"}}}}}`,
			"--primary: #aa0000ff;", light},
		{"a colour leaves its neighbour", `{"components":{"primaryButton":{"lightMode":{"defaults":{"backgroundColor":"aa0000ff"}}}}}`, "--primary-text: #ffffffff;", "--primary-text: #;"},
		{"dark", `{"categories":{"global":{"colorSchemeMode":"DARK"}}}`, dark, light},
		{"dynamic", `{"categories":{"global":{"colorSchemeMode":"DYNAMIC"}}}`, "@media (prefers-color-scheme: dark)", "\n\n"},
		{"a radius", `{"componentClasses":{"buttons":{"borderRadius":2.5}}}`, "--button-radius: 2.5px;",
			"--button-radius: 8px;"},
		{"a place", `{"categories":{"form":{"location":{"horizontal":"END"}}}}`, "--form-across: end;",
			"--form-across: center;"},
		{"what was never checked", `{"components":{"form":{"lightMode":{"backgroundColor":"red;}"}}}}`,
			"--form: #ffffffff;", "red"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := sheet(test.settings); !strings.Contains(got, test.has) || strings.Contains(got, test.lacks) {
				t.Errorf("want %q and not %q in\n%s", test.has, test.lacks, got)
			}
		})
	}
}

// Whatever passes the check makes a sheet that stays within its rules.
func FuzzSettings(f *testing.F) {
	f.Add(string(defaultsJSON))
	f.Add(`{"components":{"form":{"lightMode":{"backgroundColor":"00000000"}}}}`)
	f.Fuzz(func(t *testing.T, settings string) {
		err := CheckSettings(json.RawMessage(settings))
		sheet := Sheet(Merged(json.RawMessage(settings)), func(category, _ string) string { return "/assets/" + category })
		LayoutOf(Merged(json.RawMessage(settings)))
		if strings.Count(sheet, "{") != strings.Count(sheet, "}") || strings.Count(sheet, "{") > 3 ||
			strings.Contains(sheet, ": ;") && err == nil {
			t.Errorf("%s made\n%s", settings, sheet)
		}
	})
}
