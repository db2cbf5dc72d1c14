package sitetest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"cognitossr/pkg/dev/runtimeapi"
	"cognitossr/pkg/dev/testtools"
	"cognitossr/pkg/routes"
)

// The tests of the whole site run the functions as they are deployed: each is built, started as a process, and served
// events by the Lambda Runtime API.
//
// Source: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html

// siteFunctions are the ones that a visitor's journey needs.
var siteFunctions = []string{"home", "profile", "login", "callback", "refresh", "logout", "delete-account", "me", "notfound"}

// built is where they are, once they are built.
var built string

// programs builds them once for all tests.
var programs = sync.OnceValues(func() (folder string, err error) {
	if built, err = os.MkdirTemp("", "functions-"); err != nil {
		return "", err
	}
	return built, buildFunctions(built, siteFunctions, "CGO_ENABLED=0", "-ldflags=-s -w")
})

// buildFunctions builds functions into a folder.
func buildFunctions(folder string, names []string, variable string, flags ...string) error {
	arguments := append([]string{"build", "-trimpath", "-tags", "lambda.norpc", "-o",
		folder + string(filepath.Separator)}, flags...)
	for _, name := range names {
		arguments = append(arguments, "../../../functions/"+name)
	}
	command := exec.Command("go", arguments...)
	command.Env = append(os.Environ(), variable)
	if output, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("building the functions: %w\n%s", err, output)
	}
	return nil
}

func TestMain(m *testing.M) {
	code := m.Run()
	if built != "" {
		_ = os.RemoveAll(built)
	}
	os.Exit(code)
}

// startInstance is an instance of a function, which ends with the test; what it logs goes to the output.
func startInstance(t *testing.T, name string, environment []string, output io.Writer) *runtimeapi.Pool {
	t.Helper()
	testtools.Require(t, "go", "https://go.dev/dl")
	folder, err := programs()
	if err != nil {
		t.Fatal(err)
	}
	instance := runtimeapi.New(runtimeapi.Spec{
		Name: name, Program: filepath.Join(folder, name), Env: environment, Timeout: time.Minute, Processes: 1,
		Output: output,
	})
	t.Cleanup(instance.Close)
	return instance
}

// invoke gives an event to the next instance of a function, and its answer to the caller.
func (s *site) invoke(function string, event []byte) []byte {
	instance := <-s.instances[function]
	defer func() { s.instances[function] <- instance }()
	out, err := instance.Invoke(s.t.Context(), event)
	if err != nil {
		s.t.Errorf("function %s: %v", function, err)
	}
	return out
}

// baseURL is where the site seems to be; nothing listens there. It is another host than the user pool's, so that the
// two share no cookies.
const baseURL = "http://localhost:3000"

// site is the functions behind a gateway, and the user pool.
type site struct {
	t         *testing.T
	pool      *userPool
	table     routes.Table
	instances map[string]chan *runtimeapi.Pool
	log       *logged

	// spoil changes what a function answers, for tests that prove that others notice.
	spoil func(function string, a *answer)
}

// logged is everything that all processes wrote.
type logged struct {
	mutex sync.Mutex
	text  bytes.Buffer
}

// Write implements io.Writer.
func (l *logged) Write(p []byte) (int, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.text.Write(p)
}

func (l *logged) String() string {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.text.String()
}

// newSite starts so many instances of every function. When the test ends the log is searched for whatever was secret
// (SEC-110).
func newSite(t *testing.T, instances int) *site {
	t.Helper()
	table, err := routes.Load("../../../functions/routes.json")
	if err != nil {
		t.Fatal(err)
	}
	s := &site{t: t, pool: newUserPool(t), table: table, instances: map[string]chan *runtimeapi.Pool{}, log: &logged{}}
	t.Cleanup(func() {
		for _, secret := range s.pool.secrets() {
			if strings.Contains(s.log.String(), secret) {
				t.Errorf("the log shows %.20q...", secret)
			}
		}
	})
	for _, name := range siteFunctions {
		function, _ := table.Function(name)
		s.instances[name] = make(chan *runtimeapi.Pool, instances)
		for range instances {
			s.instances[name] <- startInstance(t, name, s.pool.environment(function), s.log)
		}
	}
	return s
}

// answer is what the gateway gets back.
type answer struct {
	StatusCode int               `json:"statusCode"`
	Headers    map[string]string `json:"headers"`
	Cookies    []string          `json:"cookies"`
	Body       string            `json:"body"`
}

// serve takes a request to the function of its route, as the gateway does.
func (s *site) serve(method, path, query string, headers map[string]string, cookies []string, body string) answer {
	match, ok := s.table.Find(method, path)
	if !ok || s.instances[match.Function.Name] == nil {
		s.t.Errorf("no function takes %s %s", method, path)
		return answer{StatusCode: http.StatusNotFound}
	}
	event, err := json.Marshal(map[string]any{
		"version": "2.0", "routeKey": match.RouteKey, "rawPath": path, "rawQueryString": query, "headers": headers,
		"cookies": cookies, "body": body,
		"requestContext": map[string]any{"domainName": "localhost",
			"http": map[string]string{"method": method, "path": path, "sourceIp": "127.0.0.1"}},
	})
	if err != nil {
		s.t.Error(err)
	}
	out := s.invoke(match.Function.Name, event)
	var a answer
	if err := json.Unmarshal(out, &a); err != nil {
		s.t.Errorf("%s %s: %v in %q", method, path, err, out)
	}
	if a.StatusCode == http.StatusInternalServerError {
		s.t.Errorf("%s %s answers 500", method, path)
	}
	if s.spoil != nil {
		s.spoil(match.Function.Name, &a)
	}
	return a
}
