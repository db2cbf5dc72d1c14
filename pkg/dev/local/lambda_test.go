package local

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"cognitossr/pkg/dev/runtimeapi"
	"cognitossr/pkg/routes"
)

// These tests are about the site's own programs, as Lambda runs them. What a runtime has to do with panics, deadlines
// and large answers is tested with a program that can be told to misbehave, see pkg/dev/runtimeapi.

func startSite(t *testing.T) (*Stack, *Clock) {
	t.Helper()
	root, err := filepath.Abs(filepath.Join("..", "..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	clock := &Clock{}
	table, err := routes.Load(routes.Path(root))
	if err != nil {
		t.Fatal(err)
	}
	return start(t, root, func(o *Options) { o.Now, o.Getenv = clock.Now, SampleEnvironment(table) }), clock
}

func TestEveryFunctionReportsAMissingEnvironment_SEC039(t *testing.T) {
	stack, _ := startSite(t)
	for _, f := range stack.list.current().Functions {
		if !f.HasRoutes() {
			continue // needs no variable
		}
		t.Run(f.Name, func(t *testing.T) {
			spec := stack.spec(f)
			spec.Env = []string{"BASE_URL=https://www.example.com", "COGNITO_CLIENT_SECRET=canary-4711"}
			pool := runtimeapi.New(spec)
			t.Cleanup(pool.Close)
			_, err := pool.Invoke(t.Context(), []byte(`{}`))
			reported := new(runtimeapi.FunctionError)
			if !errors.As(err, &reported) {
				t.Fatalf("got %v", err)
			}
			for _, variable := range []string{"COGNITO_USER_POOL_ID", "COGNITO_CLIENT_ID", "COGNITO_DOMAIN", "ROUTE_AUTH"} {
				if !strings.Contains(reported.Message, variable+":") {
					t.Errorf("it does not name %s: %s", variable, reported.Message)
				}
			}
			if strings.Contains(reported.Message+reported.Output, "canary") {
				t.Error("the secret got out")
			}
		})
	}
}

// TestFunctionsOfThisMachineDoNotStartOnLambda: the programs that run here, with the environment that they have here,
// refuse to start there.
func TestFunctionsOfThisMachineDoNotStartOnLambda_D11_SEC127(t *testing.T) {
	stack, _ := startSite(t)
	for _, f := range stack.list.current().Functions {
		if !f.HasRoutes() {
			continue // has no address of the site
		}
		t.Run(f.Name, func(t *testing.T) {
			spec := stack.spec(f)
			spec.Env = append(spec.Env, "LAMBDA_TASK_ROOT=/var/task")
			pool := runtimeapi.New(spec)
			t.Cleanup(pool.Close)
			_, err := pool.Invoke(t.Context(), []byte(`{}`))
			if reported := new(runtimeapi.FunctionError); !errors.As(err, &reported) ||
				!strings.Contains(reported.Message, "BASE_URL:") {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestEventFormats(t *testing.T) {
	stack, _ := startSite(t)
	tests := []struct{ name, event, want string }{
		{"HTTP API, format 2.0", `{"version":"2.0","routeKey":"GET /","rawPath":"/","headers":{"host":"localhost"},"requestContext":{"http":{"method":"GET","path":"/"}}}`, `"statusCode":200`},
		{"Function URL", `{"version":"2.0","routeKey":"$default","rawPath":"/","headers":{"host":"abc.lambda-url.eu-west-1.on.aws"},"requestContext":{"domainName":"abc.lambda-url.eu-west-1.on.aws","routeKey":"$default","http":{"method":"GET","path":"/"}}}`, `"statusCode":200`},
		{"format 1.0", `{"version":"1.0","httpMethod":"GET","path":"/","headers":{},"requestContext":{}}`,
			"payload_format_version"},
		{"REST API", `{"resource":"/","path":"/","httpMethod":"GET","headers":{},"requestContext":{}}`,
			"payload_format_version"},
		{"load balancer", `{"requestContext":{"elb":{}},"httpMethod":"GET","path":"/"}`, "payload_format_version"},
		{"something else", `{"Records":[]}`, "not an HTTP API event"},
		{"a number", `1`, "not an HTTP API event"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			answer, err := stack.Invoke(t.Context(), "home", []byte(test.event))
			got := string(answer)
			if err != nil {
				got = err.Error()
			}
			if !strings.Contains(got, test.want) {
				t.Errorf("got %s", got)
			}
		})
	}
}

// Budgets of resident memory of a page function, in KB.
const (
	memoryAtFirst       = 9 << 10
	memoryAfterThousand = 16 << 10
)

func TestThousandSignedInPagesDoNotGrow_N20(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("needs /proc: run it on Linux")
	}
	stack, clock := startSite(t)
	event := sample(t, stack, clock, "home/event-signed-in.json")
	home := stack.list.function("home").pool
	invokeSignedIn(t, home, event)
	pids := home.PIDs()
	if len(pids) != 1 {
		t.Fatalf("processes %v", pids)
	}
	resident := residentMemory(t, pids[0])
	t.Logf("%d KB are resident after the first page", resident)
	if resident > memoryAtFirst {
		t.Errorf("%d KB are resident after the first page, more than %d", resident, memoryAtFirst)
	}
	for range 10 {
		invokeSignedIn(t, home, event)
	}
	before := descriptors(t, pids[0])
	for range 1000 {
		invokeSignedIn(t, home, event)
	}
	if after := descriptors(t, pids[0]); after > before {
		t.Errorf("%d file descriptors became %d", before, after)
	}
	resident = residentMemory(t, pids[0])
	t.Logf("%d KB are resident after 1,000 pages", resident)
	if resident > memoryAfterThousand {
		t.Errorf("%d KB are resident after 1,000 pages, more than %d", resident, memoryAfterThousand)
	}
	if after := home.PIDs(); len(after) != 1 || after[0] != pids[0] {
		t.Errorf("process %v became %v", pids, after)
	}
}

func sample(t *testing.T, stack *Stack, clock *Clock, name string) []byte {
	t.Helper()
	event, err := os.ReadFile(filepath.Join("..", "..", "..", "functions", name))
	if err != nil {
		t.Fatal(err)
	}
	if event, err = NewSampler(stack, clock).Fill(t.Context(), event); err != nil {
		t.Fatal(err)
	}
	return event
}

func invokeSignedIn(t *testing.T, pool *runtimeapi.Pool, event []byte) {
	t.Helper()
	payload, err := pool.Invoke(context.Background(), event)
	if err != nil {
		t.Fatal(err)
	}
	var answer struct {
		StatusCode int
		Body       string
	}
	if err := json.Unmarshal(payload, &answer); err != nil || answer.StatusCode != http.StatusOK ||
		!strings.Contains(answer.Body, "user@example.com") {
		t.Fatalf("%v: %s", err, payload)
	}
}

func residentMemory(t *testing.T, pid int) int {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(status)) {
		if text, found := strings.CutPrefix(line, "VmRSS:"); found {
			size := 0
			if _, err := fmt.Sscan(text, &size); err != nil {
				t.Fatal(err)
			}
			return size
		}
	}
	t.Fatal("the system does not say how much is resident")
	return 0
}

func descriptors(t *testing.T, pid int) int {
	t.Helper()
	entries, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", pid))
	if err != nil {
		t.Fatal(err)
	}
	return len(entries)
}
