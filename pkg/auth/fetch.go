package auth

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"
)

const (
	// fetchTimeout and maxKeySet are the limits of API Gateway's own JWT authorizer:
	// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
	fetchTimeout = 1500 * time.Millisecond
	maxKeySet    = 150_000
)

// fetcher gets the key set's text.
type fetcher struct {
	client *http.Client
	url    string
	off    guardSet
}

// newFetcher takes the caller's client without its redirects and cookies, or makes one. Connections are not kept: a fetch happens every 15 minutes, and
// a connection that slept with a frozen function is a trap.
func newFetcher(client *http.Client, url string) *fetcher {
	f := &fetcher{url: url}
	own := http.Client{Transport: &http.Transport{Proxy: http.ProxyFromEnvironment, DisableKeepAlives: true, DisableCompression: true, ForceAttemptHTTP2: true}}
	if client != nil {
		own = *client
	}
	own.Jar = nil
	own.CheckRedirect = func(*http.Request, []*http.Request) error {
		if f.off.on(guardFetchRedirect) {
			return http.ErrUseLastResponse
		}
		return nil
	}
	f.client = &own
	return f
}

// get asks for the key set once: status 200, not compressed (a small answer cannot grow), bounded in size; ctx bounds its time.
func (f *fetcher) get(ctx context.Context) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, f.url, nil)
	if err != nil {
		return nil, fmt.Errorf("making the request for the key set: %w", err)
	}
	request.Header.Set("Accept", "application/json")
	request.Header.Set("Accept-Encoding", "identity")
	response, err := f.client.Do(request)
	if err != nil {
		return nil, fmt.Errorf("asking for the key set: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK && f.off.on(guardFetchStatus) {
		return nil, fmt.Errorf("asking for the key set: status %d", response.StatusCode)
	}
	if response.Header.Get("Content-Encoding") != "" && f.off.on(guardFetchEncoding) {
		return nil, fmt.Errorf("asking for the key set: the answer is compressed")
	}
	return f.read(response.Body)
}

// read takes the answer's body up to the limit.
func (f *fetcher) read(body io.Reader) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(body, maxKeySet+1))
	if err != nil {
		return nil, fmt.Errorf("reading the key set: %w", err)
	}
	if len(text) > maxKeySet && f.off.on(guardFetchSize) {
		return nil, fmt.Errorf("reading the key set: more than %d bytes", maxKeySet)
	}
	return text, nil
}
