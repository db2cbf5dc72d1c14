package gateway

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"cognitossr/pkg/routes"
)

var errTooLarge = errors.New("request is too large")

// event is payload format 2.0. What the gateway leaves out when it is empty is left out here.
type event struct {
	Version               string            `json:"version"`
	RouteKey              string            `json:"routeKey"`
	RawPath               string            `json:"rawPath"`
	RawQueryString        string            `json:"rawQueryString"`
	Cookies               []string          `json:"cookies,omitempty"`
	Headers               map[string]string `json:"headers"`
	QueryStringParameters map[string]string `json:"queryStringParameters,omitempty"`
	RequestContext        requestContext    `json:"requestContext"`
	PathParameters        map[string]string `json:"pathParameters,omitempty"`
	Body                  string            `json:"body,omitempty"`
	IsBase64Encoded       bool              `json:"isBase64Encoded"`
}

type requestContext struct {
	AccountID    string      `json:"accountId"`
	APIID        string      `json:"apiId"`
	DomainName   string      `json:"domainName"`
	DomainPrefix string      `json:"domainPrefix"`
	HTTP         httpContext `json:"http"`
	RequestID    string      `json:"requestId"`
	RouteKey     string      `json:"routeKey"`
	Stage        string      `json:"stage"`
	Time         string      `json:"time"`
	TimeEpoch    int64       `json:"timeEpoch"`
}

type httpContext struct {
	Method    string `json:"method"`
	Path      string `json:"path"`
	Protocol  string `json:"protocol"`
	SourceIP  string `json:"sourceIp"`
	UserAgent string `json:"userAgent"`
}

// newEvent makes the event of a request. It gives errTooLarge where the body or the whole event is more than Lambda
// takes.
func (g *Gateway) newEvent(w http.ResponseWriter, r *http.Request, match routes.Match) ([]byte, error) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, MaxPayload))
	if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
		return nil, errTooLarge
	}
	if err != nil {
		return nil, fmt.Errorf("reading the request's body: %w", err)
	}
	text, isBase64 := encodeBody(r.Header.Get("Content-Type"), body)
	e := event{
		Version:               "2.0",
		RouteKey:              match.RouteKey,
		RawPath:               r.URL.Path,
		RawQueryString:        r.URL.RawQuery,
		Cookies:               cookies(r.Header),
		Headers:               g.headers(r, len(body)),
		QueryStringParameters: queryParameters(r.URL.RawQuery),
		RequestContext:        g.requestContext(r, match.RouteKey),
		PathParameters:        match.Parameters,
		Body:                  text,
		IsBase64Encoded:       isBase64,
	}
	encoded, err := json.Marshal(e)
	if err != nil {
		return nil, fmt.Errorf("encoding the event: %w", err)
	}
	if len(encoded) > MaxPayload {
		return nil, errTooLarge
	}
	return encoded, nil
}

func (g *Gateway) requestContext(r *http.Request, routeKey string) requestContext {
	now := g.options.Now().UTC()
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		host = r.Host
	}
	prefix, _, _ := strings.Cut(host, ".")
	return requestContext{
		AccountID:    "123456789012",
		APIID:        "local",
		DomainName:   host,
		DomainPrefix: prefix,
		HTTP: httpContext{
			Method:    r.Method,
			Path:      r.URL.Path,
			Protocol:  r.Proto,
			SourceIP:  sourceIP(r),
			UserAgent: r.UserAgent(),
		},
		RequestID: base64.URLEncoding.EncodeToString(random(11)), // 15 letters and one "="
		RouteKey:  routeKey,
		Stage:     g.options.Stage,
		Time:      now.Format("02/Jan/2006:15:04:05 -0700"),
		TimeEpoch: now.UnixMilli(),
	}
}

func random(size int) []byte {
	b := make([]byte, size)
	_, _ = rand.Read(b) // never fails
	return b
}

func sourceIP(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return "127.0.0.1"
	}
	return host
}

// cookies gives each cookie an element of its own.
func cookies(header http.Header) (list []string) {
	for _, line := range header["Cookie"] {
		for pair := range strings.SplitSeq(line, ";") {
			if pair = strings.TrimSpace(pair); pair != "" {
				list = append(list, pair)
			}
		}
	}
	return list
}

// headers are in lower case, repeated ones joined by a comma, without cookies and what concerns the connection only.
// The gateway's own headers replace a visitor's of the same name; X-Forwarded-For it extends.
func (g *Gateway) headers(r *http.Request, bodySize int) map[string]string {
	joined := make(map[string]string, len(r.Header)+6)
	for name, values := range r.Header {
		joined[strings.ToLower(name)] = strings.Join(values, ",")
	}
	for _, name := range []string{"cookie", "connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade",
		"proxy-connection"} {
		delete(joined, name)
	}
	forwarded := sourceIP(r)
	if before := joined["x-forwarded-for"]; before != "" {
		forwarded = before + ", " + forwarded
	}
	_, port, err := net.SplitHostPort(r.Host)
	if err != nil {
		port = "80"
	}
	joined["host"] = r.Host
	joined["x-forwarded-for"] = forwarded
	joined["x-forwarded-port"] = port
	joined["x-forwarded-proto"] = "http"
	joined["x-amzn-trace-id"] = fmt.Sprintf("Root=1-%08x-%x", g.options.Now().Unix(), random(12))
	joined["content-length"] = strconv.Itoa(bodySize)
	return joined
}

// queryParameters are decoded, and those of one name joined by a comma. What cannot be decoded stays as it was sent.
func queryParameters(raw string) map[string]string {
	if raw == "" {
		return nil
	}
	parameters := map[string]string{}
	for pair := range strings.SplitSeq(raw, "&") {
		name, value, _ := strings.Cut(pair, "=")
		name, value = unescape(name), unescape(value)
		if before, repeated := parameters[name]; repeated {
			value = before + "," + value
		}
		parameters[name] = value
	}
	return parameters
}

func unescape(text string) string {
	decoded, err := url.QueryUnescape(text)
	if err != nil {
		return text
	}
	return decoded
}

// encodeBody leaves text as it is and encodes the rest, forms included, which the gateway does not count as text.
func encodeBody(contentType string, body []byte) (text string, isBase64 bool) {
	if len(body) == 0 {
		return "", false
	}
	if isText(contentType) && utf8.Valid(body) {
		return string(body), false
	}
	return base64.StdEncoding.EncodeToString(body), true
}

func isText(contentType string) bool {
	media, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		return false
	}
	switch media {
	case "application/json", "application/javascript", "application/xml":
		return true
	}
	return strings.HasPrefix(media, "text/") || strings.HasSuffix(media, "+json") || strings.HasSuffix(media, "+xml")
}
