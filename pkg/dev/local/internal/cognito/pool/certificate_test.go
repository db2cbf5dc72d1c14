package pool

import (
	"crypto/x509"
	"encoding/base64"
	"maps"
	"testing"
)

// The certificate is one that programs read, and signed by the key that it holds.
func TestSigningCertificate(t *testing.T) {
	p, _ := newPool(t)
	text, err := p.SigningCertificate()
	if err != nil {
		t.Fatal(err)
	}
	der, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.CheckSignature(c.SignatureAlgorithm, c.RawTBSCertificate, c.Signature); err != nil ||
		c.Subject.CommonName != p.ID() {
		t.Errorf("got %v of %q", err, c.Subject.CommonName)
	}
	if again, err := p.SigningCertificate(); again != text || err != nil {
		t.Errorf("asked again it is another one, %v", err)
	}
}

func TestRedirectBindings(t *testing.T) {
	const head = `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example"><IDPSSODescriptor>`
	service := func(kind, binding, location string) string {
		return `<` + kind + ` Binding="urn:oasis:names:tc:SAML:2.0:bindings:` + binding + `" Location="` + location + `"/>`
	}
	const tail = `</IDPSSODescriptor></EntityDescriptor>`
	tests := map[string]struct {
		metadata string
		want     map[string]string
	}{
		"both": {head + service("SingleSignOnService", "HTTP-POST", "https://idp.example/post") +
			service("SingleSignOnService", "HTTP-Redirect", "https://idp.example/in") +
			service("SingleLogoutService", "HTTP-Redirect", "https://idp.example/out") + tail,
			map[string]string{"SSORedirectBindingURI": "https://idp.example/in",
				"SLORedirectBindingURI": "https://idp.example/out"}},
		"only by form": {head + service("SingleSignOnService", "HTTP-POST", "https://idp.example/post") + tail, nil},
		"no metadata":  {"", nil},
		"no XML":       {"<", nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := redirectBindings(test.metadata); !maps.Equal(got, test.want) {
				t.Errorf("got %q", got)
			}
		})
	}
}
