package terraform_test

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"cognitossr/pkg/build"
)

const visitor, password = "ada@example.com", "Correct-Horse-1815"

// buildFor puts real code in place of empty zips. It is built for this machine, so that it can be run here.
func (s stack) buildFor(t *testing.T, names ...string) {
	t.Helper()
	options := build.Options{Root: "..", OutDir: filepath.Join(s.folder, "..", "dist"), Zip: true}
	results, err := build.Functions(t.Context(), options.Host(), names...)
	if err != nil {
		t.Fatal(err)
	}
	if err := build.Errors(results); err != nil {
		t.Fatal(err)
	}
}

// poolKeys are the pool's public keys, as "./build.sh deploy" would ship them.
func (d deployment) poolKeys(t *testing.T) string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, d.emulator.URL+"/"+d.outputs.Text(t, "user_pool_id")+"/.well-known/jwks.json", nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	keys, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("the pool's keys: %s, %v", response.Status, err)
	}
	return string(keys)
}

// checkSignIn runs the deployed code of "me" with the deployed environment: it must accept the tokens of a user of the deployed pool, and no others.
func (d deployment) checkSignIn(t *testing.T, s stack) {
	tokens := d.signIn(t)
	me := d.function(t, s, "me")
	tests := []struct {
		name, authorization string
		status              int
	}{
		{"the user's access token", "Bearer " + aws.ToString(tokens.AccessToken), http.StatusOK},
		{"the ID token in its place", "Bearer " + aws.ToString(tokens.IdToken), http.StatusUnauthorized},
		{"a token with another signature", "Bearer " + withoutSignature(aws.ToString(tokens.AccessToken)), http.StatusUnauthorized},
		{"no token", "", http.StatusUnauthorized},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			status, body := me.get(t, "GET /api/me", "/api/me", test.authorization)
			expect(t, "status", status, test.status)
			if test.status == http.StatusOK && !strings.Contains(body, `"sub"`) {
				t.Errorf("the answer says nothing of the user: %s", body)
			}
		})
	}
}

func withoutSignature(token string) string {
	return token[:strings.LastIndex(token, ".")+1] + strings.Repeat("A", 342)
}

// signIn makes a user and signs it in by the pool's API, which is what the hosted pages do behind their forms.
func (d deployment) signIn(t *testing.T) *types.AuthenticationResultType {
	t.Helper()
	pool, clientID := aws.String(d.outputs.Text(t, "user_pool_id")), d.outputs.Text(t, "user_pool_client_id")
	api := d.cognito()
	if _, err := api.AdminCreateUser(t.Context(), &cognito.AdminCreateUserInput{UserPoolId: pool, Username: aws.String(visitor), MessageAction: types.MessageActionTypeSuppress}); err != nil {
		t.Fatal(err)
	}
	if _, err := api.AdminSetUserPassword(t.Context(), &cognito.AdminSetUserPasswordInput{UserPoolId: pool, Username: aws.String(visitor), Password: aws.String(password), Permanent: true}); err != nil {
		t.Fatal(err)
	}
	mac := hmac.New(sha256.New, []byte(aws.ToString(d.client(t).ClientSecret)))
	mac.Write([]byte(visitor + clientID))
	answer, err := api.AdminInitiateAuth(t.Context(), &cognito.AdminInitiateAuthInput{
		UserPoolId: pool, ClientId: aws.String(clientID), AuthFlow: types.AuthFlowTypeAdminUserPasswordAuth,
		AuthParameters: map[string]string{"USERNAME": visitor, "PASSWORD": password, "SECRET_HASH": base64.StdEncoding.EncodeToString(mac.Sum(nil))},
	})
	if err != nil {
		t.Fatal(err)
	}
	return answer.AuthenticationResult
}

// deployedFunction is a function's bootstrap, out of the zip that was deployed, with the environment that was deployed.
type deployedFunction struct {
	bootstrap string
	environ   []string
}

func (d deployment) function(t *testing.T, s stack, name string) deployedFunction {
	t.Helper()
	found, err := d.lambda().GetFunctionConfiguration(t.Context(), &lambda.GetFunctionConfigurationInput{FunctionName: aws.String("demo-" + name)})
	if err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(filepath.Join(s.folder, "..", "dist", name+".zip"))
	if err != nil {
		t.Fatal(err)
	}
	hash := sha256.Sum256(content)
	expect(t, "deployed code", aws.ToString(found.CodeSha256), base64.StdEncoding.EncodeToString(hash[:]))
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	file, err := archive.Open("bootstrap")
	if err != nil {
		t.Fatal(err)
	}
	code, err := io.ReadAll(file)
	if err != nil {
		t.Fatal(err)
	}
	function := deployedFunction{bootstrap: filepath.Join(t.TempDir(), "bootstrap")}
	if err := os.WriteFile(function.bootstrap, code, 0o700); err != nil {
		t.Fatal(err)
	}
	for variable, value := range found.Environment.Variables {
		function.environ = append(function.environ, variable+"="+value)
	}
	return function
}

// get starts the function, hands it one request as Lambda does, and returns its answer.
func (f deployedFunction) get(t *testing.T, route, path, authorization string) (status int, body string) {
	t.Helper()
	event, err := json.Marshal(map[string]any{
		"version": "2.0", "routeKey": route, "rawPath": path, "headers": map[string]string{"authorization": authorization, "host": "api.example.com"},
		"requestContext": map[string]any{"requestId": "1", "domainName": "api.example.com", "http": map[string]string{"method": "GET", "path": path, "sourceIp": "192.0.2.1"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(t.Context(), 30*time.Second)
	defer stop()
	answers := make(chan []byte, 1)
	runtime := httptest.NewServer(oneInvocation(event, answers))
	defer runtime.Close()
	command := exec.CommandContext(ctx, f.bootstrap)
	command.Env = append(f.environ, "AWS_LAMBDA_RUNTIME_API="+strings.TrimPrefix(runtime.URL, "http://"))
	var log bytes.Buffer
	command.Stdout, command.Stderr = &log, &log
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	select {
	case answer := <-answers:
		stop()
		<-ended
		return decodeAnswer(t, answer)
	case err := <-ended:
		t.Fatalf("the function ended without an answer: %v\n%s", err, log.String())
	}
	return 0, ""
}

func decodeAnswer(t *testing.T, answer []byte) (status int, body string) {
	t.Helper()
	var response struct {
		StatusCode int
		Body       string
	}
	if err := json.Unmarshal(answer, &response); err != nil {
		t.Fatalf("answer %s: %v", answer, err)
	}
	return response.StatusCode, response.Body
}

// oneInvocation is Lambda's Runtime API for a single event: the next request for work waits until the function is stopped.
//
// Source: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
func oneInvocation(event []byte, answers chan<- []byte) http.Handler {
	given := make(chan bool, 1)
	given <- true
	mux := http.NewServeMux()
	mux.HandleFunc("GET /2018-06-01/runtime/invocation/next", func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-given:
		case <-r.Context().Done():
			return
		}
		w.Header().Set("Lambda-Runtime-Aws-Request-Id", "1")
		w.Header().Set("Lambda-Runtime-Deadline-Ms", "9999999999999")
		w.Header().Set("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-west-1:123456789012:function:demo")
		_, _ = w.Write(event)
	})
	mux.HandleFunc("POST /2018-06-01/runtime/invocation/1/response", func(w http.ResponseWriter, r *http.Request) {
		answer, err := io.ReadAll(r.Body)
		if err == nil {
			answers <- answer
		}
		w.WriteHeader(http.StatusAccepted)
	})
	return mux
}
