package lambda

import (
	"net"
	"net/http"

	_ "cognitossr/pkg/lambda/gomaxprocs" // one processor, before anything else
)

// bufferSize holds a whole event or answer of the usual kind, in bytes: the default of 4096 splits a page, and an event with both tokens, over several system calls.
const bufferSize = 32 << 10

// tuneRuntime makes the process what an instance of Lambda is: one that does one thing at a time and talks to one address on the same machine.
// It is called right before the invocations begin; clients that were made earlier keep what they have.
func tuneRuntime() {
	// aws-lambda-go takes the settings of its client from http.DefaultTransport, except for the proxy, which it leaves out.
	transport := runtimeTransport()
	transport.Proxy = http.ProxyFromEnvironment
	http.DefaultTransport = transport
}

// runtimeTransport connects to the Runtime API, which is on the same machine: never through the proxy of HTTP_PROXY, which cannot reach it.
// The API speaks HTTP/1.1 without encryption: there is no use in getting ready for HTTP/2, asking for compression,
// or a timer on a connection that is never idle for long by our own choice.
func runtimeTransport() *http.Transport {
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	return &http.Transport{
		DialContext:        (&net.Dialer{}).DialContext,
		DisableCompression: true,
		Protocols:          protocols,
		MaxIdleConns:       2,
		ReadBufferSize:     bufferSize,
		WriteBufferSize:    bufferSize,
	}
}

// reportClient is the client of ReportInitError.
func reportClient() *http.Client { return &http.Client{Transport: runtimeTransport()} }
