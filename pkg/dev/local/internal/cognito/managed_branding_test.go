package cognito

import (
	"encoding/base64"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const pngHead = "\x89PNG\r\n\x1a\n"

func base64Of(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

// branded is the site's pool with managed login, and the id of its client's style.
func branded(t *testing.T) (*application, string) {
	t.Helper()
	s := start(t, managed)
	a := &application{s, s.PoolID()}
	b, _ := a.ok("DescribeManagedLoginBrandingByClient", `{"UserPoolId":"POOL","ClientId":"`+s.ClientID()+
		`"}`)["ManagedLoginBranding"].(map[string]any)
	id, _ := b["ManagedLoginBrandingId"].(string)
	return a, id
}

var addressOfSheet = regexp.MustCompile(`href="(/assets/branding.css[^"]*)"`)

func (a *application) sheet() string {
	return a.visitor().get(addressOfSheet.FindStringSubmatch(a.visitor().at("/login").body)[1]).body
}

func TestBrandingTakesEffectOnThePages_F250(t *testing.T) {
	a, id := branded(t)
	if sheet := a.sheet(); !strings.Contains(sheet, "--primary: #0972d3ff;") ||
		!strings.Contains(sheet, "color-scheme: light") {
		t.Errorf("the default style is %s", sheet)
	}
	update := func(members string) {
		t.Helper()
		a.ok("UpdateManagedLoginBranding", `{"UserPoolId":"POOL","ManagedLoginBrandingId":"`+id+`",`+members+`}`)
	}
	update(`"UseCognitoProvidedValues":false,"Settings":{
		"categories":{"global":{"colorSchemeMode":"DYNAMIC","pageHeader":{"enabled":true},"pageFooter":{"enabled":true}},"form":{"location":{"horizontal":"START"}}},
		"components":{"primaryButton":{"lightMode":{"defaults":{"backgroundColor":"aa0000ff"}},"darkMode":{"defaults":{"backgroundColor":"00bb00ff"}}},
			"pageHeader":{"logo":{"enabled":true}},"form":{"logo":{"enabled":true}}}},
		"Assets":[
			{"Category":"PAGE_HEADER_LOGO","ColorMode":"LIGHT","Extension":"PNG","Bytes":"` + base64Of(pngHead+"light") + `"},
			{"Category":"PAGE_HEADER_LOGO","ColorMode":"DARK","Extension":"PNG","Bytes":"` + base64Of(pngHead+"dark") + `"},
			{"Category":"FORM_LOGO","ColorMode":"DYNAMIC","Extension":"SVG","Bytes":"` + base64Of("<svg/>") + `"},
			{"Category":"PAGE_BACKGROUND","ColorMode":"DARK","Extension":"PNG","Bytes":"` + base64Of(pngHead+"back") + `"},
			{"Category":"FAVICON_ICO","ColorMode":"DYNAMIC","Extension":"ICO","Bytes":"` + base64Of("\x00\x00\x01\x00icon") + `"}]`)
	sheet := a.sheet()
	for _, want := range []string{"--primary: #aa0000ff;", "--primary: #00bb00ff;", "prefers-color-scheme: dark",
		"--form-across: start;", "--page-image: none;", `--page-image: url("/assets/branding/PAGE_BACKGROUND/DARK?`} {
		if !strings.Contains(sheet, want) {
			t.Errorf("the sheet lacks %s\n%s", want, sheet)
		}
	}
	v := a.visitor()
	page := v.at("/login")
	client := "?client_id=" + a.ClientID()
	for _, want := range []string{
		`<header class="bar header">`, `<footer class="bar footer">`, `src="/assets/branding/PAGE_HEADER_LOGO/LIGHT` +
			client + `"`,
		`media="(prefers-color-scheme: dark)" srcset="/assets/branding/PAGE_HEADER_LOGO/DARK` + client + `"`,
		`<div class="formLogo">`, `<link rel="icon" href="/assets/branding/FAVICON_ICO/LIGHT` + client +
			`" type="image/x-icon" media="(prefers-color-scheme: light)">`,
	} {
		if !strings.Contains(page.body, want) {
			t.Errorf("the page lacks %s\n%s", want, page.body)
		}
	}
	for path, want := range map[string][2]string{
		"/assets/branding/PAGE_HEADER_LOGO/DARK" + client: {pngHead + "dark", "image/png"},
		"/assets/branding/FORM_LOGO/DARK" + client:        {"<svg/>", "image/svg+xml"},
		"/assets/branding/FAVICON_ICO/LIGHT" + client:     {"\x00\x00\x01\x00icon", "image/x-icon"},
	} {
		image := v.get(path)
		if image.body != want[0] || image.Header.Get("Content-Type") != want[1] ||
			!strings.Contains(image.Header.Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("%s answered %d %q %v", path, image.StatusCode, image.body, image.Header)
		}
	}
	for _, none := range []string{"/assets/branding/PAGE_BACKGROUND/LIGHT" + client,
		"/assets/branding/FORM_LOGO/DARK?client_id=anotherclient", "/assets/branding/x/y" + client} {
		if got := v.get(none); got.StatusCode != http.StatusNotFound {
			t.Errorf("%s answered %d", none, got.StatusCode)
		}
	}
	update(`"UseCognitoProvidedValues":true`)
	if sheet := a.sheet(); !strings.Contains(sheet, "--primary: #0972d3ff;") {
		t.Errorf("back to the default style it is %s", sheet)
	}
}

func TestBrandingOperations_F98(t *testing.T) {
	a, id := branded(t)
	other, _ := a.client(`"GenerateSecret":true`)
	tests := []struct{ name, operation, body, kind, message string }{
		{"neither", "Create", `"ClientId":"OTHER"`, "InvalidParameterException",
			"useCognitoProvidedValues or settings should be specified (but not both)"},
		{"both", "Create", `"ClientId":"OTHER","UseCognitoProvidedValues":true,"Settings":{}`,
			"InvalidParameterException", "useCognitoProvidedValues or settings should be specified (but not both)"},
		{"both in an update", "Update", `"ManagedLoginBrandingId":"ID","UseCognitoProvidedValues":true,"Settings":{}`,
			"InvalidParameterException", "(but not both)"},
		{"a second style", "Create", `"ClientId":"CLIENT","UseCognitoProvidedValues":true`,
			"ManagedLoginBrandingExistsException", "A ManagedLoginBranding already exists for client CLIENT"},
		{"an unknown client", "Create", `"ClientId":"nosuchclient","UseCognitoProvidedValues":true`,
			"ResourceNotFoundException", ""},
		{"a colour that is none", "Create", `"ClientId":"OTHER","Settings":{"components":{"form":{"lightMode":{"borderColor":"red"}}}}`, "InvalidParameterException", "Invalid settings: components.form"},
		{"settings of another kind", "Create", `"ClientId":"OTHER","Settings":"{}"`, "SerializationException", ""},
		{"an unknown category", "Create", `"ClientId":"OTHER","Settings":{},"Assets":[{"Category":"X","ColorMode":"DARK","Extension":"SVG","Bytes":"PHN2Zy8+"}]`, "InvalidParameterException", "enum value set"},
		{"an image of another kind", "Create", `"ClientId":"OTHER","Settings":{},"Assets":[{"Category":"FORM_LOGO","ColorMode":"DARK","Extension":"PNG","Bytes":"PHN2Zy8+"}]`, "InvalidParameterException", "Invalid asset 1"},
		{"an image of more than a megabyte", "Create",
			`"ClientId":"OTHER","Settings":{},"Assets":[{"Category":"FORM_LOGO","ColorMode":"DARK","Extension":"PNG","Bytes":"` + base64Of(pngHead+strings.Repeat("x", 1_000_000)) + `"}]`, "InvalidParameterException", "1000000"},
		{"41 images", "Create", `"ClientId":"OTHER","Settings":{},"Assets":[` +
			strings.TrimSuffix(strings.Repeat(`{"Category":"FAVICON_SVG","ColorMode":"DARK","Extension":"SVG","Bytes":"PHN2Zy8+"},`, 41), ",") + `]`, "InvalidParameterException", "40"},
		{"more than two megabytes", "Create", `"ClientId":"OTHER","Settings":{"a":"` + strings.Repeat("x", 2<<20) +
			`"}`, "SerializationException", ""},
		{"an unknown style", "Describe", `"ManagedLoginBrandingId":"12345678-1234-4234-8234-123456789012"`,
			"ResourceNotFoundException", "ManagedLoginBranding does not exist."},
		{"an id that is none", "Describe", `"ManagedLoginBrandingId":"00000000-0000-0000-0000-000000000000"`,
			"InvalidParameterException", ""},
		{"an unknown style to delete", "Delete", `"ManagedLoginBrandingId":"12345678-1234-4234-8234-123456789012"`,
			"ResourceNotFoundException", "ManagedLoginBranding does not exist."},
		{"an unknown style to change", "Update", `"ManagedLoginBrandingId":"12345678-1234-4234-8234-123456789012"`,
			"ResourceNotFoundException", "ManagedLoginBranding does not exist."},
	}
	names := strings.NewReplacer("OTHER", other, "CLIENT", a.ClientID(), "ID\"", id+`"`)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			body := `{"UserPoolId":"POOL",` + strings.NewReplacer("OTHER", other, "CLIENT", a.ClientID(), `"ID"`,
				`"`+id+`"`).Replace(test.body) + `}`
			status, out := a.call(test.operation+"ManagedLoginBranding", body)
			message, _ := out["message"].(string)
			if status != 400 || out["__type"] != test.kind || !strings.Contains(message, names.Replace(test.message)) {
				t.Errorf("answered %d %v", status, out)
			}
		})
	}
	status, out := a.call("DescribeManagedLoginBrandingByClient", `{"UserPoolId":"POOL","ClientId":"`+other+`"}`)
	if status != 400 || out["message"] != "ManagedLoginBranding for client "+other+" does not exist." {
		t.Errorf("a client without a style: %d %v", status, out)
	}
}

// An update leaves alone what it does not name; the answer has Settings only where there are some, and all of them when
// they are asked for merged.
func TestUpdateOfABrandingKeepsWhatItDoesNotName_F98(t *testing.T) {
	a, id := branded(t)
	call := func(operation, members string) map[string]any {
		t.Helper()
		b, _ := a.ok(operation+"ManagedLoginBranding", `{"UserPoolId":"POOL","ManagedLoginBrandingId":"`+id+`"`+members+
			`}`)["ManagedLoginBranding"].(map[string]any)
		return b
	}
	list := func(b map[string]any) []any { l, _ := b["Assets"].([]any); return l }
	first := call("Describe", "")
	if _, has := first["Settings"]; has || list(first) == nil || first["UseCognitoProvidedValues"] != true {
		t.Errorf("the default style is %v", first)
	}
	call("Update", `,"Settings":{"components":{}},"Assets":[{"Category":"FAVICON_SVG","ColorMode":"DARK","Extension":"SVG","Bytes":"PHN2Zy8+"}]`)
	kept := call("Update", `,"UseCognitoProvidedValues":false`)
	if len(list(kept)) != 1 || kept["Settings"] == nil || kept["UseCognitoProvidedValues"] != false {
		t.Errorf("an update without members leaves %v", kept)
	}
	merged, _ := call("Describe", `,"ReturnMergedResources":true`)["Settings"].(map[string]any)
	if components, _ := merged["components"].(map[string]any); components["primaryButton"] == nil {
		t.Errorf("merged they are %v", merged)
	}
	if emptied := call("Update", `,"Assets":[]`); len(list(emptied)) != 0 {
		t.Errorf("the images are %v", list(emptied))
	}
}

func TestAPoolHasTwentyStyles(t *testing.T) {
	a, _ := branded(t)
	for made := len(a.Server.pool.Kept.Brandings.List()); made < 20; made++ {
		id, _ := a.client(`"GenerateSecret":false`)
		a.ok("CreateManagedLoginBranding", `{"UserPoolId":"POOL","ClientId":"`+id+`","UseCognitoProvidedValues":true}`)
	}
	id, _ := a.client(`"GenerateSecret":false`)
	if status, out := a.call("CreateManagedLoginBranding",
		`{"UserPoolId":"POOL","ClientId":"`+id+`","UseCognitoProvidedValues":true}`); status != 400 ||
		out["__type"] != "LimitExceededException" {
		t.Errorf("the 21st: %d %v", status, out)
	}
}

// What SetUICustomization says is on the classic pages of the client, or of all clients without their own; managed login
// knows nothing of it.
func TestSetUICustomizationTakesEffect_N24(t *testing.T) {
	css := filepath.Join(t.TempDir(), "login.css")
	if err := os.WriteFile(css, []byte(".label-customizable { color: red }"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := start(t, func(o *Options) { o.CSSFile = css })
	a := &application{s, s.PoolID()}
	v := s.visitor()
	sheetOf := func(client string) string { return v.get("/assets/custom.css?client_id=" + client).body }
	if got := sheetOf(s.ClientID()); !strings.Contains(got, "red") {
		t.Errorf("at first it is %q", got)
	}
	if out, _ := a.ok("GetUICustomization", `{"UserPoolId":"POOL"}`)["UICustomization"].(map[string]any); out["CSS"] != ".label-customizable { color: red }" {
		t.Errorf("GetUICustomization answered %v", out)
	}
	a.ok("SetUICustomization", `{"UserPoolId":"POOL","ClientId":"anotherclient","CSS":".label-customizable { color: blue }","ImageFile":"`+base64Of(pngHead+"logo")+`"}`)
	a.ok("SetUICustomization", `{"UserPoolId":"POOL","CSS":".label-customizable { color: green }"}`)
	if got := sheetOf(s.ClientID()) + sheetOf("anotherclient"); got != ".label-customizable { color: green }.label-customizable { color: blue }" {
		t.Errorf("afterwards they are %q", got)
	}
	if page := v.at("/login"); !strings.Contains(page.body, "/assets/custom.css?client_id="+s.ClientID()) ||
		strings.Contains(page.body, "/assets/logo") {
		t.Errorf("the site's page is %s", page.body)
	}
	if page := v.get(strings.Replace(s.authorizeQuery("client_id", "anotherclient"), "/oauth2/authorize", "/login",
		1)); !strings.Contains(page.body, "/assets/logo?client_id=anotherclient") {
		t.Errorf("the other client's page is %s", page.body)
	}
	if logo := v.get("/assets/logo?client_id=anotherclient"); logo.body != pngHead+"logo" ||
		logo.Header.Get("Content-Type") != "image/png" {
		t.Errorf("its logo is %d %q", logo.StatusCode, logo.body)
	}
	for _, bad := range []string{`"CSS":"body { color: red }"`, `"CSS":"@import x"`, `"ImageFile":"PHN2Zy8+"`,
		`"ClientId":"nobody","CSS":""`} {
		if status, out := a.call("SetUICustomization", `{"UserPoolId":"POOL",`+bad+`}`); status != 400 {
			t.Errorf("%s answered %d %v", bad, status, out)
		}
	}
	a.ok("SetUICustomization", `{"UserPoolId":"POOL","ClientId":"anotherclient","ImageFile":"`+base64Of(pngHead+"two")+`"}`)
	if out, _ := a.ok("GetUICustomization", `{"UserPoolId":"POOL","ClientId":"anotherclient"}`)["UICustomization"].(map[string]any); out["CSS"] != nil || out["ImageUrl"] == nil {
		t.Errorf("after a call without CSS it is %v", out)
	}
	m := start(t, managed, func(o *Options) { o.CSSFile = css })
	if page := m.visitor().at("/login"); strings.Contains(page.body, "custom.css") {
		t.Errorf("managed login has the classic sheet: %s", page.body)
	}
}
