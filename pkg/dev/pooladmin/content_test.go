package pooladmin

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"

	"cognitossr/pkg/useradmin"
)

// TestResponseWithoutContent: a success that describes nothing ends a command with an error.
func TestResponseWithoutContent_SEC102(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		_, _ = io.WriteString(w, `{}`)
	}))
	t.Cleanup(server.Close)
	pool := New("eu-west-1_TestPool1", idp.NewFromConfig(aws.Config{
		Region: "eu-west-1", BaseEndpoint: &server.URL,
		Credentials: credentials.NewStaticCredentialsProvider("id", "key", ""),
	})).AtPace(0, 1)
	for name, call := range map[string]func() error{
		"creating a user": func() error {
			_, err := pool.Create(t.Context(), useradmin.NewUser{Address: "ada@example.com"})
			return err
		},
		"reading the attributes": func() error { _, err := pool.rules(t.Context()); return err },
	} {
		if err := call(); !errors.Is(err, useradmin.ErrUnavailable) {
			t.Errorf("%s: %v, want ErrUnavailable", name, err)
		}
	}
}
