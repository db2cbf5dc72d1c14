package local

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"syscall"
	"time"

	"cognitossr/pkg/dev/local/internal/gateway"
)

// PortError reports a port that is in use.
type PortError struct {
	Address  string
	Variable string // the environment variable that chooses another
	Err      error
}

// Error implements error, with advice.
func (e *PortError) Error() string {
	return fmt.Sprintf("%s is in use: end the program that listens there, or choose another port with %s=<number>",
		e.Address, e.Variable)
}

// Unwrap returns the cause.
func (e *PortError) Unwrap() error { return e.Err }

// ports are the listeners of one address: a name like localhost has an IPv4 and an IPv6 one.
type ports struct {
	listeners []net.Listener
	tls       *tls.Config // nil: without TLS
	served    bool
}

// listen listens on a loopback address. "localhost" is 127.0.0.1 and, where the machine has IPv6, ::1 at the same port.
func listen(address, variable string) (*ports, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("reading the address %q: %w", address, err)
	}
	hosts := []string{host}
	if host == "localhost" {
		hosts = []string{"127.0.0.1", "::1"}
	}
	if !net.ParseIP(hosts[0]).IsLoopback() {
		return nil, fmt.Errorf("address %q: the local stack listens on this machine only; use localhost or 127.0.0.1", address)
	}
	p := &ports{}
	for i, host := range hosts {
		listener, err := net.Listen("tcp", net.JoinHostPort(host, port))
		if err != nil && i > 0 && !errors.Is(err, syscall.EADDRINUSE) {
			break // no IPv6 here
		}
		if err != nil {
			p.closeUnserved()
			return nil, portError(net.JoinHostPort(host, port), variable, err)
		}
		p.listeners = append(p.listeners, listener)
		port = strconv.Itoa(p.port())
	}
	return p, nil
}

func portError(address, variable string, err error) error {
	if errors.Is(err, syscall.EADDRINUSE) {
		return &PortError{Address: address, Variable: variable, Err: err}
	}
	return fmt.Errorf("listening on %s (%s chooses the port): %w", address, variable, err)
}

func (p *ports) port() int { return p.listeners[0].Addr().(*net.TCPAddr).Port }

// closeUnserved closes the ports unless a server uses them.
func (p *ports) closeUnserved() {
	if p.served {
		return
	}
	for _, listener := range p.listeners {
		listener.Close()
	}
}

// origin returns the origin as browsers write it, without the default port. It is compared with a form's Origin header.
func origin(host string, p *ports) string {
	scheme, usual := "http://", 80
	if p.tls != nil {
		scheme, usual = "https://", 443
	}
	if p.port() == usual {
		return scheme + host
	}
	return scheme + net.JoinHostPort(host, strconv.Itoa(p.port()))
}

func hosts(origin string) []string {
	u, err := url.Parse(origin)
	if err != nil {
		return nil
	}
	return []string{u.Host}
}

// bodyTimeout is how long a request's body may take: API Gateway's maximum integration timeout.
const bodyTimeout = gateway.IntegrationTimeout

// limitBody cuts off bodies that never end. http.Server.ReadTimeout would, too, but it also ends the context of a
// request that waits longer for its answer, as a form does while its function is being built.
func limitBody(handler http.Handler, limit time.Duration) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Body != nil && r.Body != http.NoBody {
			connection := http.NewResponseController(w)
			if err := connection.SetReadDeadline(time.Now().Add(limit)); err == nil {
				r.Body = &limitedBody{r.Body, func() { _ = connection.SetReadDeadline(time.Time{}) }}
			}
		}
		handler.ServeHTTP(w, r)
	})
}

// limitedBody is a body with a deadline.
type limitedBody struct {
	io.ReadCloser
	ended func() // clears the connection's deadline
}

// Read implements io.Reader.
func (b *limitedBody) Read(data []byte) (int, error) {
	n, err := b.ReadCloser.Read(data)
	if errors.Is(err, io.EOF) {
		b.ended()
	}
	return n, err
}

// serve serves the address until the stack is closed.
func (s *Stack) serve(p *ports, handler http.Handler) {
	p.served = true
	server := &http.Server{
		Handler:           limitBody(handler, bodyTimeout),
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10, // far above the limit that the gateway enforces itself
		ErrorLog:          log.New(io.Discard, "", 0),
		TLSConfig:         p.tls,
	}
	s.servers = append(s.servers, server)
	for _, listener := range p.listeners {
		if p.tls != nil {
			go server.ServeTLS(listener, "", "") //nolint:errcheck // it ends with Close
			continue
		}
		go server.Serve(listener) //nolint:errcheck // it ends with Close
	}
}
