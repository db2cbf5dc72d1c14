package terraform_test

import (
	"archive/zip"
	"bytes"
	"context"
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
	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"cognitossr/pkg/dev/build"
)

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

// deployedFunction is a function's bootstrap, out of the zip that was deployed, with the environment that was deployed
// and the keys of a role.
type deployedFunction struct {
	bootstrap string
	environ   []string
}

// function takes a function as it is deployed. The role is the name of the function whose role it gets: normally its
// own.
func (d deployment) function(t *testing.T, s stack, name, role string) deployedFunction {
	t.Helper()
	found, err := d.lambda().GetFunctionConfiguration(t.Context(),
		&lambda.GetFunctionConfigurationInput{FunctionName: aws.String("demo-" + name)})
	if err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(filepath.Join(s.folder, "..", "dist", name+".zip"))
	if err != nil {
		t.Fatal(err)
	}
	hash := sha256.Sum256(content)
	expect(t, "hash of the deployed code", aws.ToString(found.CodeSha256), base64.StdEncoding.EncodeToString(hash[:]))
	function := deployedFunction{bootstrap: filepath.Join(t.TempDir(), "bootstrap"), environ: d.sessionEnviron(t, role)}
	if err := os.WriteFile(function.bootstrap, bootstrapIn(t, content), 0o700); err != nil {
		t.Fatal(err)
	}
	for variable, value := range found.Environment.Variables {
		function.environ = append(function.environ, variable+"="+value)
	}
	return function
}

func bootstrapIn(t *testing.T, content []byte) []byte {
	t.Helper()
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
	return code
}

// sessionEnviron is what Lambda adds to a function's environment: the region and the keys of its role. The endpoint is
// the emulator's.
func (d deployment) sessionEnviron(t *testing.T, role string) []string {
	t.Helper()
	keys, err := d.assumeRoleOf(t, role).Credentials.Retrieve(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return []string{
		"AWS_REGION=" + region, "AWS_ENDPOINT_URL=" + d.emulator.URL,
		"AWS_ACCESS_KEY_ID=" + keys.AccessKeyID, "AWS_SECRET_ACCESS_KEY=" + keys.SecretAccessKey,
		"AWS_SESSION_TOKEN=" + keys.SessionToken,
	}
}

// invoke starts the function, hands it one event as Lambda does, and returns its answer.
func (f deployedFunction) invoke(t *testing.T, event any) []byte {
	t.Helper()
	input, err := json.Marshal(event)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(t.Context(), 30*time.Second)
	defer stop()
	answers := make(chan []byte, 1)
	runtime := httptest.NewServer(oneInvocation(input, answers))
	defer runtime.Close()
	var log bytes.Buffer
	command := exec.CommandContext(ctx, f.bootstrap)
	command.Env = append(f.environ, "AWS_LAMBDA_RUNTIME_API="+strings.TrimPrefix(runtime.URL, "http://"))
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
		return answer
	case err := <-ended:
		t.Fatalf("the function ended without an answer: %v\n%s", err, log.String())
	}
	return nil
}

// oneInvocation is Lambda's Runtime API for a single event: the next request for work waits until the function is
// stopped.
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
	mux.HandleFunc("POST /2018-06-01/runtime/invocation/1/{outcome}", func(w http.ResponseWriter, r *http.Request) {
		if answer, err := io.ReadAll(r.Body); err == nil {
			answers <- answer
		}
		w.WriteHeader(http.StatusAccepted)
	})
	return mux
}
