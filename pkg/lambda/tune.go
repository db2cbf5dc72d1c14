package lambda

import (
	"net"
	"net/http"

	"github.com/aws/aws-lambda-go/lambdacontext"

	_ "cognitossr/pkg/lambda/gomaxprocs" // one processor, before anything else
)

// bufferSize holds a usual event or response, in bytes: with the default of 4096, a page or an event with both tokens
// takes several system calls.
const bufferSize = 32 << 10

// tuneRuntime adapts the process to an instance of Lambda, which calls one address on the same machine. It is called right before the first invocation; clients that were made earlier keep their
// transport.
func tuneRuntime() {
	// aws-lambda-go copies the settings of http.DefaultTransport, except for the proxy.
	transport := runtimeTransport()
	transport.Proxy = http.ProxyFromEnvironment
	http.DefaultTransport = transport
}

// runtimeTransport connects to the Runtime API, which is on the same machine: never through the proxy of HTTP_PROXY,
// which cannot reach it. The API uses HTTP/1.1 without encryption, so that HTTP/2, compression and idle timers are
// useless. Each event that may be there at a time has a connection of its own, and one more is for the answer.
func runtimeTransport() *http.Transport {
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	connections := lambdacontext.MaxConcurrency() + 1
	return &http.Transport{
		DialContext:         (&net.Dialer{}).DialContext,
		DisableCompression:  true,
		Protocols:           protocols,
		MaxIdleConns:        connections,
		MaxIdleConnsPerHost: connections,
		ReadBufferSize:      bufferSize,
		WriteBufferSize:     bufferSize,
	}
}

// reportClient is the client of ReportInitError.
func reportClient() *http.Client { return &http.Client{Transport: runtimeTransport()} }
