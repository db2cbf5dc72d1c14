package awsclient

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
)

// closable is a body that ends when it is closed, as the SDK's does.
type closable struct {
	io.Reader
	closed bool
}

func (c *closable) Read(p []byte) (int, error) {
	if c.closed {
		return 0, io.EOF
	}
	return c.Reader.Read(p)
}

func (c *closable) Close() error {
	c.closed = true
	return nil
}

type clientFunc func(*http.Request) (*http.Response, error)

func (f clientFunc) Do(r *http.Request) (*http.Response, error) { return f(r) }

// TestTheSDKCannotCloseWhatIsSent_U19 looks at what the transport may still read once the SDK has closed its own
// body.
func TestTheSDKCannotCloseWhatIsSent_U19(t *testing.T) {
	var sent *http.Request
	client := KeepBodies(clientFunc(func(r *http.Request) (*http.Response, error) { sent = r; return &http.Response{}, nil }))
	body := &closable{Reader: strings.NewReader(`{"Limit":60}`)}
	request := httptest.NewRequest(http.MethodPost, "/", body)
	request.ContentLength = 12
	if _, err := client.Do(request); err != nil {
		t.Fatal(err)
	}
	_ = body.Close()
	if got, err := io.ReadAll(sent.Body); err != nil || string(got) != `{"Limit":60}` || sent.ContentLength != 12 {
		t.Errorf("the transport reads %q, %v of %d bytes after the SDK has closed the body",
			got, err, sent.ContentLength)
	}
	if again, err := sent.GetBody(); err != nil {
		t.Error(err)
	} else if got, _ := io.ReadAll(again); string(got) != `{"Limit":60}` {
		t.Errorf("a second connection would be sent %q", got)
	}
	if _, err := client.Do(httptest.NewRequest(http.MethodGet, "/", nil)); err != nil || sent.Body != http.NoBody &&
		sent.Body != nil {
		t.Errorf("a request without a body got one: %v, %v", sent.Body, err)
	}
}

// TestLongAnswersArriveWhole_U19 asks a server on this machine many times for an answer that does not fit into one
// packet.
func TestLongAnswersArriveWhole_U19(t *testing.T) {
	long := `{"Users":[{"Username":"` + strings.Repeat("a", 200_000) + `"}]}`
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		_, _ = io.WriteString(w, long)
	}))
	t.Cleanup(server.Close)
	settings := Config(environment(map[string]string{"AWS_ENDPOINT_URL": server.URL, "AWS_ACCESS_KEY_ID": "AKID",
		"AWS_SECRET_ACCESS_KEY": "secret"}), "COGNITO", "eu-west-1")
	settings.Retryer = func() aws.Retryer { return aws.NopRetryer{} }
	client := idp.NewFromConfig(settings)
	const calls = 500
	failed := 0
	for range calls {
		if _, err := client.ListUsers(t.Context(),
			&idp.ListUsersInput{UserPoolId: aws.String("eu-west-1_Pool")}); err != nil {
			failed++
		}
	}
	if failed > 0 {
		t.Errorf("%d of %d answers did not arrive", failed, calls)
	}
}
