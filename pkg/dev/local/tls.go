package local

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// certificateValidity is how long the certificates of one start are valid.
const certificateValidity = 365 * 24 * time.Hour

// authority is a certificate authority of one start. Its key never leaves memory, and it can certify the names of this
// machine and of Options.CognitoHosts only, so that it is safe to trust.
type authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
	hosts       []string
}

// newAuthority writes the certificate of a new authority to a file.
func newAuthority(file string, hosts []string, now time.Time) (*authority, error) {
	_, loopback4, _ := net.ParseCIDR("127.0.0.0/8")
	_, loopback6, _ := net.ParseCIDR("::1/128")
	a := &authority{hosts: hosts, certificate: &x509.Certificate{
		SerialNumber: big.NewInt(now.UnixNano()), Subject: pkix.Name{CommonName: "Local Cognito, of this start"},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(certificateValidity),
		IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true, KeyUsage: x509.KeyUsageCertSign,
		PermittedDNSDomainsCritical: true, PermittedDNSDomains: append([]string{"localhost"}, hosts...),
		PermittedIPRanges: []*net.IPNet{loopback4, loopback6},
	}}
	var err error
	if a.key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
		return nil, fmt.Errorf("making the key of a certificate authority: %w", err)
	}
	made, err := x509.CreateCertificate(rand.Reader, a.certificate, a.certificate, &a.key.PublicKey, a.key)
	if err != nil {
		return nil, fmt.Errorf("making a certificate authority: %w", err)
	}
	a.certificate.Raw = made
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return nil, fmt.Errorf("writing the certificate authority: %w", err)
	}
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: made}), 0o644); err != nil {
		return nil, fmt.Errorf("writing the certificate authority: %w", err)
	}
	return a, nil
}

// config is what a server needs. A name below localhost gets a certificate of its own when somebody asks by it: clients
// take no wildcard for a name of one label.
func (a *authority) config(now func() time.Time) (*tls.Config, error) {
	usual, err := a.certify(now(), append([]string{"localhost", "auth.localhost"}, a.hosts...), net.IPv4(127, 0, 0, 1),
		net.IPv6loopback)
	if err != nil {
		return nil, err
	}
	return &tls.Config{GetCertificate: func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
		if name := strings.ToLower(hello.ServerName); strings.HasSuffix(name, ".localhost") && name != "auth.localhost" {
			return a.certify(now(), []string{name})
		}
		return usual, nil
	}}, nil
}

// certify makes a certificate of a server.
func (a *authority) certify(now time.Time, names []string, addresses ...net.IP) (*tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("making the key of a certificate: %w", err)
	}
	made, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{
		SerialNumber: big.NewInt(now.UnixNano()), Subject: pkix.Name{CommonName: names[0]},
		NotBefore: a.certificate.NotBefore, NotAfter: a.certificate.NotAfter,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		DNSNames: names, IPAddresses: addresses,
	}, a.certificate, &key.PublicKey, a.key)
	if err != nil {
		return nil, fmt.Errorf("making a certificate: %w", err)
	}
	return &tls.Certificate{Certificate: [][]byte{made, a.certificate.Raw}, PrivateKey: key}, nil
}
