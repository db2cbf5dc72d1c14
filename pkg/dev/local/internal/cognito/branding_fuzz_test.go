package cognito

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// Whatever styles are given, nothing fails, and the sheet stays within its rules.
func FuzzBranding(f *testing.F) {
	server, err := New(Options{CallbackURLs: []string{callback}, ManagedLogin: true})
	if err != nil {
		f.Fatal(err)
	}
	s := &stack{Server: server}
	f.Add(`{"components":{"form":{"lightMode":{"backgroundColor":"00000000"}}}}`, "FORM_LOGO", "DARK", "SVG",
		[]byte("<svg/>"), ".label-customizable { color: red }")
	f.Add(`{"categories":{"global":{"colorSchemeMode":"DYNAMIC"}}}`, "FAVICON_ICO", "DYNAMIC", "ICO",
		[]byte("\x00\x00\x01\x00"), `.logo-customizable { content: "/*" } body { } /* */`)
	f.Add(`null`, "PAGE_BACKGROUND", "", "", []byte("RIFFxxxxWEBP"), "")
	f.Fuzz(func(t *testing.T, settings, category, mode, extension string, image []byte, css string) {
		client := object{"UserPoolId": s.PoolID(), "ClientId": s.ClientID()}
		bytes := base64.StdEncoding.EncodeToString(image)
		var was struct {
			ManagedLoginBranding struct{ ManagedLoginBrandingId string }
		}
		if err := json.Unmarshal(s.branding(t, "DescribeManagedLoginBrandingByClient", client), &was); err != nil {
			t.Fatal(err)
		}
		in := object{
			"UserPoolId": s.PoolID(), "ManagedLoginBrandingId": was.ManagedLoginBranding.ManagedLoginBrandingId,
			"Assets": []object{{"Category": category, "ColorMode": mode, "Extension": extension, "Bytes": bytes}},
		}
		if json.Valid([]byte(settings)) {
			in["Settings"] = json.RawMessage(settings)
		}
		s.branding(t, "UpdateManagedLoginBranding", in)
		s.branding(t, "SetUICustomization", object{"UserPoolId": s.PoolID(), "CSS": css, "ImageFile": bytes})
		s.branding(t, "DescribeManagedLoginBrandingByClient", object{"UserPoolId": s.PoolID(), "ClientId": s.ClientID(),
			"ReturnMergedResources": true})
		s.pagesOfStyle(t, "/assets/branding/"+url.PathEscape(category)+"/"+url.PathEscape(mode))
	})
}

// branding calls an operation, which may refuse.
func (s *stack) branding(t *testing.T, operation string, in object) []byte {
	t.Helper()
	body, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	w := s.serve(http.MethodPost, "/", "application/x-amz-json-1.1", string(body), "X-Amz-Target", target+operation)
	if w.Code != http.StatusOK && w.Code != http.StatusBadRequest {
		t.Fatalf("%s %s answered %d %s", operation, body, w.Code, w.Body)
	}
	return w.Body.Bytes()
}

// pagesOfStyle asks for what a style shows.
func (s *stack) pagesOfStyle(t *testing.T, image string) {
	t.Helper()
	query := strings.TrimPrefix(s.authorizeQuery(), "/oauth2/authorize")
	for _, path := range []string{"/login", "/signup", "/assets/branding.css", "/assets/custom.css", "/assets/logo", image} {
		w := s.serve(http.MethodGet, path+query, "", "")
		if w.Code >= 500 || path == "/login" && w.Code != http.StatusOK {
			t.Errorf("%s answered %d", path, w.Code)
		}
		if path == "/assets/branding.css" && strings.Count(w.Body.String(), "{") > 3 {
			t.Errorf("the sheet is %s", w.Body)
		}
	}
}
