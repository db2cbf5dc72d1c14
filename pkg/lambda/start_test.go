package lambda

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"
)

const failStartVariable = "HTTPLAMBDA_TEST_FAIL_START"

// TestMain lets the test binary act as the function that cannot start.
func TestMain(m *testing.M) {
	if cause := os.Getenv(failStartVariable); cause != "" {
		ReportInitError(errors.New(cause))
	}
	os.Exit(m.Run())
}

func failStart(t *testing.T, runtimeAPI string) (exitCode int) {
	t.Helper()
	command := exec.Command(os.Args[0])
	command.Env = append(os.Environ(), failStartVariable+`=BASE_URL: "x" is no origin`, "AWS_LAMBDA_RUNTIME_API="+runtimeAPI)
	var failed *exec.ExitError
	if err := command.Run(); !errors.As(err, &failed) {
		t.Fatalf("ended with %v", err)
	}
	return failed.ExitCode()
}

func TestFailStartTellsLambdaWhy(t *testing.T) {
	reports := make(chan string, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		reports <- r.Method + " " + r.URL.Path + " " + r.Header.Get("Lambda-Runtime-Function-Error-Type") + " " + string(body)
		w.WriteHeader(http.StatusAccepted)
	}))
	defer server.Close()
	if code := failStart(t, strings.TrimPrefix(server.URL, "http://")); code != 1 {
		t.Errorf("exit code %d", code)
	}
	select {
	case report := <-reports:
		head, body, _ := strings.Cut(report, " {")
		var read struct{ ErrorMessage, ErrorType string }
		err := json.Unmarshal([]byte("{"+body), &read)
		if head != "POST /2018-06-01/runtime/init/error StartError" || err != nil ||
			read.ErrorMessage != `BASE_URL: "x" is no origin` || read.ErrorType != "StartError" {
			t.Errorf("reported %s (%v)", report, err)
		}
	default:
		t.Error("nothing was reported")
	}
}

func TestFailStartEndsTheProcessWithoutLambda(t *testing.T) {
	server := httptest.NewServer(nil)
	address := strings.TrimPrefix(server.URL, "http://")
	server.Close()
	for _, runtimeAPI := range []string{"", address} {
		if code := failStart(t, runtimeAPI); code != 1 {
			t.Errorf("exit code %d with runtime API %q", code, runtimeAPI)
		}
	}
}

// Where a proxy is set, the report must not go to it: the Runtime API is link-local, and Lambda would never learn why
// the function cannot start. net/http itself leaves proxies out for loopback addresses only, so that a server of this
// test could not show it.
func TestRuntimeAPIIsCalledWithoutAProxy(t *testing.T) {
	transport, ok := reportClient().Transport.(*http.Transport)
	if !ok || transport.Proxy != nil {
		t.Errorf("the report of a failed start may go through a proxy: %T", reportClient().Transport)
	}
}
