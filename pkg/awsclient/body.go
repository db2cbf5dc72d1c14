package awsclient

import (
	"bytes"
	"fmt"
	"io"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
)

// KeepBodies returns an HTTP client that sends a copy of each request's body. nil stands for the SDK's own client.
//
// The SDK closes a request's body as soon as the response begins. If a nearby server responds before the transport
// has read the end of the body, the transport finds the body closed, treats the request as failed and drops the
// connection in the middle of the response.
//
// findings/aws-sdk-go-drops-long-answers.sh shows it without this project.
//
// Sources: https://github.com/aws/aws-sdk-go-v2/issues/1825, https://github.com/aws/aws-sdk-go-v2/issues/2737
func KeepBodies(client aws.HTTPClient) aws.HTTPClient {
	if client == nil {
		client = awshttp.NewBuildableClient()
	}
	return bodyKeeper{client}
}

type bodyKeeper struct{ client aws.HTTPClient }

// Do implements aws.HTTPClient.
func (k bodyKeeper) Do(r *http.Request) (*http.Response, error) {
	if r.Body == nil || r.Body == http.NoBody {
		return k.client.Do(r)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, fmt.Errorf("reading the request's body: %w", err)
	}
	sent := r.Clone(r.Context())
	sent.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	sent.Body, _ = sent.GetBody()
	return k.client.Do(sent)
}
