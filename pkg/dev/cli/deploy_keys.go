//go:build !noaws

package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"

	"cognitossr/pkg/dev/deployment"
)

// maxKeys is how long the shipped key set may be in bytes: a function's whole environment has 4 KB. Two keys, what a
// pool has, take about 1 KB.
const maxKeys = 3072

// shipKeys gives the functions the keys of a pool that has only now come up. Without them each new instance would
// fetch them before its first page.
func (d deployer) shipKeys(ctx context.Context, site outputs) error {
	keys := d.keysOrNote(ctx, site)
	if keys == "" {
		return nil
	}
	fmt.Fprintln(d.out, "\nShipping the user pool's public keys with the functions")
	d.allowReplace = nil // what was allowed is done
	_, err := d.change(ctx, d.arguments(keys), func() error { return nil })
	return err
}

// keysOrNote fetches the keys; when it cannot, it says so and returns "", because the functions can fetch them
// themselves.
func (d deployer) keysOrNote(ctx context.Context, site outputs) string {
	keys, err := fetchKeys(ctx, d.client, d.keysAddress(site))
	if err != nil {
		fmt.Fprintf(d.out, "The user pool's keys are not shipped, each new instance will fetch them: %v\n", err)
		return ""
	}
	return keys
}

// keysAddress is the pool's key address, or the one of the emulator that the SDK is pointed to.
func (d deployer) keysAddress(site outputs) string {
	emulator := cmp.Or(d.getenv("AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER"), d.getenv("AWS_ENDPOINT_URL"))
	if emulator == "" {
		return site["jwks_url"]
	}
	return strings.TrimSuffix(emulator, "/") + "/" + site["user_pool_id"] + "/.well-known/jwks.json"
}

// fetchKeys returns the key set at an address as compact JSON.
func fetchKeys(ctx context.Context, client *http.Client, address string) (string, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return "", fmt.Errorf("fetching %s: %w", address, err)
	}
	response, err := client.Do(request)
	if err != nil {
		return "", fmt.Errorf("fetching the keys: %w", err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return "", fmt.Errorf("fetching %s: %s", address, response.Status)
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, maxKeys*4))
	if err != nil {
		return "", fmt.Errorf("fetching %s: %w", address, err)
	}
	return compactKeys(body)
}

// compactKeys returns a key set without white space, for the functions' environment. It returns an error for one that
// they could not use.
func compactKeys(body []byte) (string, error) {
	if _, err := deployment.Keys(body); err != nil {
		return "", fmt.Errorf("reading the keys: %w", err)
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, body); err != nil {
		return "", fmt.Errorf("reading the keys: %w", err)
	}
	if compact.Len() > maxKeys {
		return "", fmt.Errorf("the key set has %d bytes, more than a function's environment has room for", compact.Len())
	}
	return compact.String(), nil
}
