package awsjson

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"strings"
	"time"
)

// credentials are those of a function's role. They expire, and Lambda replaces the environment with the process.
type credentials struct{ id, secret, token string }

var errNoCredentials = errors.New("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set; Lambda sets them " +
	"from the function's role")

func credentialsOf(getenv func(string) string) (credentials, error) {
	found := credentials{getenv("AWS_ACCESS_KEY_ID"), getenv("AWS_SECRET_ACCESS_KEY"), getenv("AWS_SESSION_TOKEN")}
	if found.id == "" || found.secret == "" {
		return credentials{}, errNoCredentials
	}
	return found, nil
}

// scope is what a signature is valid for.
type scope struct {
	region, service string
	at              time.Time
}

func (s scope) time() string { return s.at.UTC().Format("20060102T150405Z") }

func (s scope) String() string {
	return s.time()[:8] + "/" + s.region + "/" + s.service + "/aws4_request"
}

// signingHeaders are the headers that a signature covers, sorted, in the form of the canonical request.
var signingHeaders = []string{"content-type", "host", "x-amz-date", "x-amz-security-token", "x-amz-target"}

// sign adds a signature of version 4 to a POST of a body to the path "/", without a query. Of the many forms of a
// request that the SDK's signer knows, the JSON protocol has this one; a test compares the two.
//
// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
func sign(r *http.Request, body string, keys credentials, s scope) {
	r.Header.Set("X-Amz-Date", s.time())
	if keys.token != "" {
		r.Header.Set("X-Amz-Security-Token", keys.token)
	}
	var headers, names strings.Builder
	for _, name := range signingHeaders {
		value := r.Header.Get(name)
		if name == "host" {
			value = r.URL.Host
		}
		if value == "" {
			continue
		}
		headers.WriteString(name + ":" + value + "\n")
		if names.Len() > 0 {
			names.WriteByte(';')
		}
		names.WriteString(name)
	}
	canonical := "POST\n/\n\n" + headers.String() + "\n" + names.String() + "\n" + hash(body)
	text := "AWS4-HMAC-SHA256\n" + s.time() + "\n" + s.String() + "\n" + hash(canonical)
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential="+keys.id+"/"+s.String()+
		", SignedHeaders="+names.String()+", Signature="+hex.EncodeToString(mac(s.key(keys.secret), text)))
}

// key is the signing key, derived from the secret for the day, the region and the service.
func (s scope) key(secret string) []byte {
	key := mac([]byte("AWS4"+secret), s.time()[:8])
	return mac(mac(mac(key, s.region), s.service), "aws4_request")
}

func mac(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}

func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}
