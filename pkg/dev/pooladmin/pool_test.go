package pooladmin

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"

	"cognitossr/pkg/awsclient"
	"cognitossr/pkg/dev/local"
)

// testPool is the local Cognito behind a proxy that notes calls and can refuse them.
type testPool struct {
	Pool
	stack *local.Stack
	mutex sync.Mutex
	calls map[string]int
	// refuse returns the error code for a call of an operation, the number of which counts from 1; "": it passes
	refuse func(operation string, number int) string
	empty  string // the operation that is answered with an object without members
}

func newTestPool(t *testing.T, users int) *testPool {
	t.Helper()
	stack, err := local.StartPool(t.Context(), local.Options{
		CognitoAddr: "127.0.0.1:0", UsersFile: usersFile(t, users), Users: []local.User{}, DataFile: "",
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = stack.Close() })
	p := &testPool{stack: stack, calls: map[string]int{}}
	target, err := url.Parse(stack.CognitoURL)
	if err != nil {
		t.Fatal(err)
	}
	forward := httputil.NewSingleHostReverseProxy(target)
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Host = target.Host
		operation := strings.TrimPrefix(r.Header.Get("X-Amz-Target"), "AWSCognitoIdentityProviderService.")
		if code := p.count(operation); code != "" {
			w.Header().Set("Content-Type", "application/x-amz-json-1.1")
			w.WriteHeader(http.StatusBadRequest)
			_, _ = fmt.Fprintf(w, `{"__type":%q,"message":"refused"}`, code)
			return
		}
		if operation == p.empty {
			_, _ = io.WriteString(w, `{}`)
			return
		}
		forward.ServeHTTP(w, r)
	}))
	t.Cleanup(proxy.Close)
	p.Pool = New(stack.PoolID, idp.NewFromConfig(aws.Config{
		Region: "eu-west-1", BaseEndpoint: &proxy.URL, HTTPClient: awsclient.KeepBodies(nil),
		Credentials: credentials.NewStaticCredentialsProvider("local", "local", ""), RetryMaxAttempts: 1,
	})).AtPace(0, 1)
	return p
}

func (p *testPool) count(operation string) string {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.calls[operation]++
	if p.refuse == nil {
		return ""
	}
	return p.refuse(operation, p.calls[operation])
}

// from makes the calls of an operation from a number on fail.
func (p *testPool) from(operation string, first int, code string) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.calls = map[string]int{}
	p.refuse = func(called string, number int) string {
		if called == operation && number >= first {
			return code
		}
		return ""
	}
}

func (p *testPool) answerAll() {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.refuse = nil
}

// usersFile has so many users; every third is an editor, every tenth an administrator too.
func usersFile(t *testing.T, users int) string {
	t.Helper()
	var text strings.Builder
	text.WriteString(`{"groups":["admin","editors"],"users":[`)
	for i := range users {
		if i > 0 {
			text.WriteString(",")
		}
		groups := ""
		if i%3 == 0 {
			groups = `"editors"`
		}
		if i%30 == 0 {
			groups += `,"admin"`
		}
		fmt.Fprintf(&text, `{"email":"user%05d@example.com","password":"Correct-Horse-9","groups":[%s]}`, i, groups)
	}
	text.WriteString("]}")
	name := filepath.Join(t.TempDir(), "users.json")
	if err := os.WriteFile(name, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}
