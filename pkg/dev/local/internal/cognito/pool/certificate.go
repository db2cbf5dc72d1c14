package pool

import (
	"crypto"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math/big"
	"strings"
)

// certificateYears is how long the certificate of a pool is valid.
const certificateYears = 10

// SigningCertificate is what a SAML provider checks the pool's requests with, and encrypts its answers for: the DER of
// an X.509 certificate as base64. The local pool sends no such requests; its certificate is as good as any.
func (p *Pool) SigningCertificate() (string, error) {
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: p.ID()},
		NotBefore: p.Created(), NotAfter: p.Created().AddDate(certificateYears, 0, 0),
		SignatureAlgorithm: x509.SHA256WithRSA,
	}
	key := certifier{p.keys.current().id.private}
	der, err := x509.CreateCertificate(nil, template, template, key.Public(), key)
	if err != nil {
		return "", fmt.Errorf("making the certificate of %s: %w", p.ID(), err)
	}
	return base64.StdEncoding.EncodeToString(der), nil
}

// certifier signs certificates with a pool's key.
type certifier struct{ key *privateKey }

var _ crypto.MessageSigner = certifier{}

func (c certifier) Public() crypto.PublicKey { return &c.key.public }

func (c certifier) SignMessage(_ io.Reader, message []byte, opts crypto.SignerOpts) ([]byte, error) {
	if opts.HashFunc() != crypto.SHA256 {
		return nil, errors.New("signing: only SHA-256 is known")
	}
	return c.key.sign(message), nil
}

// Sign is for a hash instead of a message, which this key does not take.
func (c certifier) Sign(io.Reader, []byte, crypto.SignerOpts) ([]byte, error) {
	return nil, errors.New("signing: a message is wanted, not its hash")
}

// httpRedirect is the binding of SAML in which a browser is sent on by its address.
const httpRedirect = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"

// redirectBindings are the addresses that a SAML provider's metadata has for browsers that are sent there, by the names
// that they have among the provider's details. Metadata that cannot be read has none.
func redirectBindings(metadata string) map[string]string {
	type service struct {
		Binding  string `xml:"Binding,attr"`
		Location string `xml:"Location,attr"`
	}
	var entity struct {
		SignOn  []service `xml:"IDPSSODescriptor>SingleSignOnService"`
		SignOut []service `xml:"IDPSSODescriptor>SingleLogoutService"`
	}
	if err := xml.NewDecoder(strings.NewReader(metadata)).Decode(&entity); err != nil {
		return nil
	}
	found := map[string]string{}
	for name, services := range map[string][]service{
		"SSORedirectBindingURI": entity.SignOn, "SLORedirectBindingURI": entity.SignOut,
	} {
		for _, s := range services {
			if s.Binding == httpRedirect && found[name] == "" {
				found[name] = s.Location
			}
		}
	}
	return found
}
