// Command lambdacalls is the yardstick of the functions that a sign-in goes through: hello-world with what they cannot
// do without, calls over HTTP and checks of signatures, as many as its environment names. It looks at nothing else, and
// must not become cleverer.
package main

import (
	"context"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"os"
	"slices"
	"strings"

	"github.com/aws/aws-lambda-go/lambda"
)

type answer struct {
	StatusCode int               `json:"statusCode"`
	Headers    map[string]string `json:"headers"`
	Body       string            `json:"body"`
}

func main() {
	lambda.Start(func(context.Context) (answer, error) {
		for _, address := range strings.Fields(os.Getenv("CALLS")) {
			if err := call(address); err != nil {
				return answer{}, err
			}
		}
		for pair := range slices.Chunk(strings.Fields(os.Getenv("TOKENS")), 2) { // a token and its key's modulus
			if err := check(pair[0], pair[1]); err != nil {
				return answer{}, err
			}
		}
		return answer{200, map[string]string{"content-type": "text/html; charset=utf-8"}, "<h1>Hello</h1>"}, nil
	})
}

// call opens a connection for each call: those of a function are to different hosts.
func call(address string) error {
	client := &http.Client{Transport: &http.Transport{DisableCompression: true}}
	response, err := client.Post(address, "application/x-www-form-urlencoded", strings.NewReader("a=b"))
	if err != nil {
		return fmt.Errorf("calling: %w", err)
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil || response.StatusCode != http.StatusOK {
		return fmt.Errorf("calling: status %d (%v)", response.StatusCode, err)
	}
	return nil
}

// check checks an RS256 signature (RFC 7518 section 3.3) with a key of the usual exponent.
func check(token, modulus string) error {
	end := strings.LastIndexByte(token, '.')
	if end < 0 {
		return fmt.Errorf("%q is no token", token)
	}
	n, err := base64.RawURLEncoding.DecodeString(modulus)
	if err != nil {
		return fmt.Errorf("reading the key: %w", err)
	}
	signature, err := base64.RawURLEncoding.DecodeString(token[end+1:])
	if err != nil {
		return fmt.Errorf("reading the signature: %w", err)
	}
	digest := sha256.Sum256([]byte(token[:end]))
	return rsa.VerifyPKCS1v15(&rsa.PublicKey{N: new(big.Int).SetBytes(n), E: 65537}, crypto.SHA256, digest[:], signature)
}
