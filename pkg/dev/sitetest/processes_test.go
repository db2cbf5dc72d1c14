package sitetest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

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
	if folder, err = os.MkdirTemp("", "functions-"); err != nil {
		return "", err
	}
	built = folder
	arguments := []string{"build", "-trimpath", "-tags", "lambda.norpc", "-ldflags=-s -w", "-o", folder + string(filepath.Separator)}
	for _, name := range siteFunctions {
		arguments = append(arguments, "../../../functions/"+name)
	}
	command := exec.Command("go", arguments...)
	command.Env = append(os.Environ(), "CGO_ENABLED=0")
	if output, err := command.CombinedOutput(); err != nil {
		return folder, fmt.Errorf("building the functions: %w\n%s", err, output)
	}
	return folder, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if built != "" {
		_ = os.RemoveAll(built)
	}
	os.Exit(code)
}

// call is one invocation of a process.
type call struct {
	event  []byte
	answer chan []byte
}

// process is an instance of a function, with the part of the Lambda service that it talks to.
type process struct {
	next    chan call
	mutex   sync.Mutex
	pending map[string]call
	count   int
}

// startProcess starts an instance. It ends with the test; what it logs goes to the output.
func startProcess(t *testing.T, name string, environment []string, output io.Writer) *process {
	t.Helper()
	testtools.Require(t, "go", "https://go.dev/dl")
	folder, err := programs()
	if err != nil {
		t.Fatal(err)
	}
	p := &process{next: make(chan call), pending: map[string]call{}}
	service := httptest.NewServer(p)
	command := exec.Command(filepath.Join(folder, name))
	command.Env = append(environment, "AWS_LAMBDA_RUNTIME_API="+strings.TrimPrefix(service.URL, "http://"))
	command.Stdout, command.Stderr = output, output
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = command.Process.Kill()
		_ = command.Wait()
		service.CloseClientConnections()
		service.Close()
	})
	return p
}

// invoke gives the process an event and waits for its answer. An instance takes one event at a time.
func (p *process) invoke(t *testing.T, event []byte) []byte {
	const patience = 60 * time.Second
	c := call{event: event, answer: make(chan []byte, 1)}
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case p.next <- c:
	case <-timer.C:
		t.Error("the function asks for no event: it did not start, or it ended")
		return nil
	}
	select {
	case answer := <-c.answer:
		return answer
	case <-timer.C:
		t.Error("the function does not answer")
		return nil
	}
}

// ServeHTTP is the Runtime API.
func (p *process) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path := strings.TrimPrefix(r.URL.Path, "/2018-06-01/runtime/")
	if path == "invocation/next" {
		select {
		case c := <-p.next:
			p.deliver(w, c)
		case <-r.Context().Done():
		}
		return
	}
	body, _ := io.ReadAll(r.Body)
	w.WriteHeader(http.StatusAccepted)
	id, kind, _ := strings.Cut(strings.TrimPrefix(path, "invocation/"), "/")
	p.mutex.Lock()
	c, known := p.pending[id]
	delete(p.pending, id)
	p.mutex.Unlock()
	if known && kind == "response" {
		c.answer <- body
	} else if known {
		c.answer <- nil
	}
}

func (p *process) deliver(w http.ResponseWriter, c call) {
	p.mutex.Lock()
	p.count++
	id := "invocation-" + strconv.Itoa(p.count)
	p.pending[id] = c
	p.mutex.Unlock()
	w.Header().Set("Lambda-Runtime-Aws-Request-Id", id)
	w.Header().Set("Lambda-Runtime-Deadline-Ms", strconv.FormatInt(time.Now().Add(29*time.Second).UnixMilli(), 10))
	w.Header().Set("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-west-1:123456789012:function:test")
	_, _ = w.Write(c.event)
}

// baseURL is where the site seems to be; nothing listens there. It is another host than the user pool's, so that the
// two share no cookies.
const baseURL = "http://localhost:3000"

// site is the functions behind a gateway, and the user pool.
type site struct {
	t         *testing.T
	pool      *userPool
	table     routes.Table
	instances map[string]chan *process
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
	s := &site{t: t, pool: newUserPool(t), table: table, instances: map[string]chan *process{}, log: &logged{}}
	t.Cleanup(func() {
		for _, secret := range s.pool.secrets() {
			if strings.Contains(s.log.String(), secret) {
				t.Errorf("the log shows %.20q...", secret)
			}
		}
	})
	for _, name := range siteFunctions {
		function, _ := table.Function(name)
		s.instances[name] = make(chan *process, instances)
		for range instances {
			s.instances[name] <- startProcess(t, name, s.pool.environment(function), s.log)
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
	instances := s.instances[match.Function.Name]
	if !ok || instances == nil {
		s.t.Errorf("no function takes %s %s", method, path)
		return answer{StatusCode: http.StatusNotFound}
	}
	event, err := json.Marshal(map[string]any{
		"version": "2.0", "routeKey": match.RouteKey, "rawPath": path, "rawQueryString": query, "headers": headers, "cookies": cookies, "body": body,
		"requestContext": map[string]any{"domainName": "localhost", "http": map[string]string{"method": method, "path": path, "sourceIp": "127.0.0.1"}},
	})
	if err != nil {
		s.t.Error(err)
	}
	instance := <-instances
	out := instance.invoke(s.t, event)
	instances <- instance
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
