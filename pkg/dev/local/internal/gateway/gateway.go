// Package gateway answers HTTP as an API Gateway HTTP API with Lambda integrations (payload format 2.0) does: it
// finds the route, makes the event, and turns the function's answer back into a response. It must not know how a
// function is run, nor anything of the site.
//
// Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
package gateway

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"cognitossr/pkg/routes"
)

// Limits of an HTTP API and of Lambda behind it.
//
// Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
const (
	MaxRequestLineAndHeaders = 10_240
	MaxPayload               = 6 * 1024 * 1024
	IntegrationTimeout       = 30 * time.Second
)

// Options of a gateway.
type Options struct {
	Table  func() (routes.Table, error)                                                          // asked for at each request; the error is shown
	Invoke func(ctx context.Context, f routes.Function, event []byte) (answer []byte, err error) // an error is best a *Fault
	Hosts  []string                                                                              // further hosts, besides loopback ones, that the site is reached by
	Log    *slog.Logger                                                                          // nil: none
	Now    func() time.Time                                                                      // nil: time.Now
	Stage  string                                                                                // "": $default; any other name begins each path

	// Timeout is how long an invocation may take; IntegrationTimeout when 0.
	Timeout time.Duration

	// Prepare makes a function ready to be invoked, in time that is not the function's. When its context ends before,
	// it returns best a *Fault with Again. It may be nil.
	Prepare func(ctx context.Context, f routes.Function) error
	// Patience is how long a page waits for Prepare; two seconds when 0. Programs wait for Timeout, and requests that
	// change something until the end.
	Patience time.Duration
}

// Gateway is an http.Handler.
type Gateway struct{ options Options }

// New makes a gateway.
func New(o Options) *Gateway {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Stage == "" {
		o.Stage = defaultStage
	}
	if o.Timeout == 0 {
		o.Timeout = IntegrationTimeout
	}
	if o.Patience == 0 {
		o.Patience = 2 * time.Second
	}
	if o.Prepare == nil {
		o.Prepare = func(context.Context, routes.Function) error { return nil }
	}
	return &Gateway{options: o}
}

// Fault is why a function gave no answer, with what a developer needs to mend it. A visitor on AWS sees only the
// status and its words.
type Fault struct {
	Status int    // what API Gateway answers: 500 or 503
	Title  string // what happened, in one line
	Detail string // compiler's or process' output; may be empty
	Err    error
	Local  bool // it is this machine's alone, as source that does not compile: programs are told the detail, too

	// Again is when to ask again, where waiting is all that is needed. Browsers do so by themselves.
	Again time.Duration
}

// Error implements error.
func (f *Fault) Error() string {
	if f.Err != nil {
		return f.Title + ": " + f.Err.Error()
	}
	return f.Title
}

// Explanation is what a developer needs: what happened, and the compiler's or process' output.
func (f *Fault) Explanation() string { return f.Title + "\n\n" + f.Detail }

// Unwrap gives the cause.
func (f *Fault) Unwrap() error { return f.Err }

// ServeHTTP implements http.Handler.
func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !g.ownHost(r.Host) {
		writeMessage(w, http.StatusForbidden, "Forbidden: this site is for this machine; open it by its localhost address")
		return
	}
	if headerSize(r) > MaxRequestLineAndHeaders {
		writeMessage(w, http.StatusRequestHeaderFieldsTooLarge, "Request Header Fields Too Large")
		return
	}
	r, err := withDecodedPath(r)
	if err != nil || r.Method == http.MethodConnect {
		writeMessage(w, http.StatusBadRequest, "Bad Request")
		return
	}
	table, err := g.options.Table()
	if err != nil {
		g.fail(w, r, &Fault{Status: http.StatusInternalServerError, Title: "The list of functions is wrong",
			Detail: err.Error(), Err: err})
		return
	}
	path, atStage := g.routePath(r.URL.Path)
	match, found := table.Find(r.Method, path)
	if !atStage || !found {
		writeMessage(w, http.StatusNotFound, "Not Found")
		return
	}
	g.invoke(w, r, match)
}

func (g *Gateway) invoke(w http.ResponseWriter, r *http.Request, match routes.Match) {
	event, err := g.newEvent(w, r, match)
	if errors.Is(err, errTooLarge) {
		writeMessage(w, http.StatusRequestEntityTooLarge, "Request Entity Too Large")
		return
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		writeMessage(w, http.StatusRequestTimeout, "Request Timeout")
		return
	}
	if err != nil {
		writeMessage(w, http.StatusBadRequest, "Bad Request")
		return
	}
	if err := g.prepare(r, match.Function); err != nil {
		g.fail(w, r, err)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), g.options.Timeout)
	defer cancel()
	payload, err := g.options.Invoke(ctx, match.Function, event)
	if err == nil {
		var a *response
		if a, err = readResponse(payload); err == nil {
			a.write(w)
			return
		}
		err = &Fault{Status: http.StatusInternalServerError,
			Title: "The function's answer is not one that API Gateway understands", Detail: err.Error(), Err: err}
	}
	if errors.Is(err, context.DeadlineExceeded) {
		err = &Fault{Status: http.StatusServiceUnavailable, Title: "The function took longer than API Gateway waits (" +
			g.options.Timeout.String() + ")", Err: err}
	}
	g.fail(w, r, err)
}

// prepare waits until the function is ready. A page asks again soon, so it does not wait for long, and says what it
// waits for. What would be lost if it were sent only once, as a form is, waits for as long as it takes.
func (g *Gateway) prepare(r *http.Request, f routes.Function) error {
	ctx := r.Context()
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		patience := g.options.Timeout
		if wantsPage(r) {
			patience = g.options.Patience
		}
		limited, cancel := context.WithTimeout(ctx, patience)
		defer cancel()
		ctx = limited
	}
	return g.options.Prepare(ctx, f)
}

// ownHost keeps out pages of the internet that have let their name point to this machine (DNS rebinding).
func (g *Gateway) ownHost(host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	name = strings.ToLower(strings.Trim(name, "[]"))
	if name == "localhost" || net.ParseIP(name).IsLoopback() {
		return true
	}
	for _, own := range g.options.Hosts {
		if strings.EqualFold(host, own) {
			return true
		}
	}
	return false
}

// headerSize is what the gateway's limit is about: the request line and the headers' values.
func headerSize(r *http.Request) int {
	size := len(r.Method) + len(" ") + len(r.RequestURI) + len(" ") + len(r.Proto) + len(r.Host)
	for _, values := range r.Header {
		for _, value := range values {
			size += len(value)
		}
	}
	return size
}
