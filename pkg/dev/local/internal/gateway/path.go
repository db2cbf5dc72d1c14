package gateway

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// withDecodedPath returns the request with the path as an HTTP API hands it on: decoded, cut at a question mark that
// was escaped, and decoded once more. A path with an escape that means nothing the second time is an error, and so is
// one that is no path.
//
// Source: hotsock/voker, vokerhttp/testdata/ingress-paths.json (captured 2026-09)
func withDecodedPath(r *http.Request) (*http.Request, error) {
	once, _, _ := strings.Cut(r.URL.Path, "?") // net/http has decoded it once
	if !strings.HasPrefix(once, "/") {
		return nil, fmt.Errorf("%q is no path", once)
	}
	twice, err := url.PathUnescape(once)
	if err != nil {
		return nil, fmt.Errorf("decoding the path a second time: %w", err)
	}
	decoded, address := *r, *r.URL
	address.Path, address.RawPath = twice, ""
	decoded.URL = &address
	return &decoded, nil
}

// routePath returns the path that routes are found by, which lacks the name of the stage. It returns false where a path
// does not lead to the stage.
//
// Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-stages.html
func (g *Gateway) routePath(path string) (string, bool) {
	if g.options.Stage == defaultStage {
		return path, true
	}
	rest, found := strings.CutPrefix(path, "/"+g.options.Stage)
	switch {
	case !found || rest != "" && rest[0] != '/':
		return "", false
	case rest == "":
		return "/", true
	}
	return rest, true
}

// defaultStage is the name of the stage that is not part of a path.
const defaultStage = "$default"
