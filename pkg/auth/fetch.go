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

// fetcher fetches the text of the key set.
type fetcher struct {
	client *http.Client
	url    string
	rules  disabledRules
}

// newFetcher uses the caller's client without its redirects and cookies, or a new one. Connections are not kept alive:
// there is a fetch every 15 minutes, and a connection may have died while the function was frozen.
func newFetcher(client *http.Client, url string) *fetcher {
	f := &fetcher{url: url}
	own := http.Client{Transport: &http.Transport{
		Proxy: http.ProxyFromEnvironment, DisableKeepAlives: true, DisableCompression: true, ForceAttemptHTTP2: true,
	}}
	if client != nil {
		own = *client
	}
	own.Jar = nil
	own.CheckRedirect = func(*http.Request, []*http.Request) error {
		if f.rules.enforced(reasonFetchRedirect) {
			return http.ErrUseLastResponse
		}
		return nil
	}
	f.client = &own
	return f
}

// get requests the key set once. The answer has status 200, is not compressed (a small answer cannot grow) and bounded
// in size; ctx bounds the time.
func (f *fetcher) get(ctx context.Context) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, f.url, nil)
	if err != nil {
		return nil, fmt.Errorf("making the request for the key set: %w", err)
	}
	request.Header.Set("Accept", "application/json")
	request.Header.Set("Accept-Encoding", "identity")
	response, err := f.client.Do(request)
	if err != nil {
		return nil, fmt.Errorf("requesting the key set: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK && f.rules.enforced(reasonFetchStatus) {
		return nil, fmt.Errorf("requesting the key set: status %d", response.StatusCode)
	}
	if response.Header.Get("Content-Encoding") != "" && f.rules.enforced(reasonFetchEncoding) {
		return nil, fmt.Errorf("requesting the key set: the answer is compressed")
	}
	return f.read(response.Body)
}

// read reads the answer's body up to the limit.
func (f *fetcher) read(body io.Reader) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(body, maxKeySet+1))
	if err != nil {
		return nil, fmt.Errorf("reading the key set: %w", err)
	}
	if len(text) > maxKeySet && f.rules.enforced(reasonFetchSize) {
		return nil, fmt.Errorf("reading the key set: more than %d bytes", maxKeySet)
	}
	return text, nil
}
