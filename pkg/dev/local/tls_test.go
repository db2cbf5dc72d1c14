package local

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Whoever trusts the file gets an answer by each name, and discovery names https.
func TestLocalCognitoSpeaksTLS(t *testing.T) {
	file := filepath.Join(t.TempDir(), "made", "ca.pem")
	stack, err := StartPool(t.Context(), Options{CognitoAddr: "127.0.0.1:0", TLSFile: file})
	if err != nil {
		t.Fatal(err)
	}
	written, err := os.ReadFile(file)
	if err != nil || strings.Contains(string(written), "PRIVATE") || strings.Count(string(written), "BEGIN") != 1 {
		t.Fatalf("%v: %s", err, written)
	}
	trusted := x509.NewCertPool()
	trusted.AppendCertsFromPEM(written)
	_, port, _ := net.SplitHostPort(strings.TrimPrefix(stack.CognitoURL, "https://"))
	dialer := &net.Dialer{}
	for name, want := range map[string]bool{"127.0.0.1": true, "localhost": true, "auth.localhost": true,
		"shop.localhost": true, "example.com": false} {
		client := http.Client{Transport: &http.Transport{
			TLSClientConfig: &tls.Config{RootCAs: trusted},
			DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
				return dialer.DialContext(ctx, "tcp", "127.0.0.1:"+port)
			},
		}}
		keys, err := client.Get("https://" + net.JoinHostPort(name, port) + "/" + stack.PoolID + "/.well-known/jwks.json")
		if err == nil {
			keys.Body.Close()
		}
		if got := err == nil && keys.StatusCode == http.StatusOK; got != want {
			t.Errorf("%s: %t, %v", name, got, err)
		}
	}
	if want := "https://127.0.0.1:" + port; stack.CognitoURL != want || !strings.HasPrefix(stack.Issuer, want) {
		t.Errorf("it is at %s, its issuer is %s", stack.CognitoURL, stack.Issuer)
	}
	if _, err := http.Get(stack.CognitoURL); err == nil {
		t.Error("it is trusted without the file")
	}
}

// The authority is of no use for names of others.
func TestTheAuthorityCertifiesNoOtherNames(t *testing.T) {
	file := filepath.Join(t.TempDir(), "ca.pem")
	made, err := newAuthority(file, []string{"cognito"}, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	authority, err := x509.ParseCertificate(made.certificate.Raw)
	if err != nil {
		t.Fatal(err)
	}
	if !authority.IsCA || !authority.MaxPathLenZero || !authority.PermittedDNSDomainsCritical ||
		len(authority.PermittedDNSDomains) != 2 || len(authority.PermittedIPRanges) != 2 {
		t.Errorf("the authority may certify %v and %v", authority.PermittedDNSDomains, authority.PermittedIPRanges)
	}
	trusted := x509.NewCertPool()
	trusted.AddCert(authority)
	for name, want := range map[string]bool{"shop.localhost": true, "cognito": true, "example.com": false} {
		foreign, err := made.certify(time.Now(), []string{name})
		if err != nil {
			t.Fatal(err)
		}
		leaf, err := x509.ParseCertificate(foreign.Certificate[0])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := leaf.Verify(x509.VerifyOptions{Roots: trusted, DNSName: name}); (err == nil) != want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := newAuthority(filepath.Join(file, "below", "a file"), nil, time.Now()); err == nil {
		t.Error("a file that cannot be written is no error")
	}
}
