package local

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"cognitossr/pkg/dev/build"
)

// site is a small one: its functions answer with their environment.
var site = map[string]string{
	"functions/routes.json": `{"home": {"routes": ["GET /"], "auth": "public"}, "callback": {"routes": ["GET /auth/callback"], "auth": "public", "secret": true},` +
		`"users": {"routes": ["GET /admin"], "auth": "group:admin", "calls": ["ListUsers"]}, "confirmed": {"trigger": "post_confirmation", "calls": ["AdminUpdateUserAttributes"]}}`,
	"functions/home/main.go":      program,
	"functions/callback/main.go":  program,
	"functions/users/main.go":     program,
	"functions/confirmed/main.go": trigger,
}

const program = `package main

import (
	"os"

	"github.com/aws/aws-lambda-go/lambda"
)

const word = "first"

func main() {
	lambda.Start(func() (map[string]any, error) { return map[string]any{"word": word, "environment": os.Environ(), "pid": os.Getpid()}, nil })
}
`

// newSite writes the small site into a separate folder, with this repository's versions of the modules.
func newSite(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	for _, name := range []string{"go.mod", "go.sum"} {
		content, err := os.ReadFile(filepath.Join("..", "..", "..", name))
		if err != nil {
			t.Fatal(err)
		}
		save(t, root, name, string(content))
	}
	for name, content := range site {
		save(t, root, name, content)
	}
	return root
}

func save(t *testing.T, root, name, content string) {
	t.Helper()
	path := filepath.Join(root, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

func start(t *testing.T, root string, change func(*Options)) *Stack {
	t.Helper()
	options := Options{Root: root, Addr: "localhost:0", CognitoAddr: "127.0.0.1:0"}
	if change != nil {
		change(&options)
	}
	stack, err := Start(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := stack.Close(); err != nil {
			t.Error(err)
		}
	})
	return stack
}

type told struct {
	Word        string
	Environment []string
	PID         int
}

func get(t *testing.T, url string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept", "text/html")
	for {
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		answer.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		if answer.Header.Get("Refresh") == "" { // otherwise the page is being built, and a browser asks again
			return answer.StatusCode, string(body)
		}
	}
}

func ask(t *testing.T, url string) told {
	t.Helper()
	status, body := get(t, url)
	var answer told
	if err := json.Unmarshal([]byte(body), &answer); err != nil || status != http.StatusOK {
		t.Fatalf("%s: status %d, %v:\n%s", url, status, err, body)
	}
	return answer
}

func names(environment []string) (names []string) {
	for _, variable := range environment {
		name, value, _ := strings.Cut(variable, "=")
		own := strings.HasPrefix(name, "COGNITO_") ||
			slices.Contains([]string{"BASE_URL", "ROUTE_AUTH", "LOG_LEVEL",
				"AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER"}, name)
		if own && value != "" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func TestFunctionsGetTheEnvironmentOfTheDeployment(t *testing.T) {
	t.Setenv("COGNITO_CANARY", "from the developer's shell")
	stack := start(t, newSite(t), nil)
	page := []string{"BASE_URL", "COGNITO_CLIENT_ID", "COGNITO_DOMAIN", "COGNITO_ISSUER", "COGNITO_JWKS",
		"COGNITO_JWKS_URL", "COGNITO_USER_POOL_ID", "LOG_LEVEL", "ROUTE_AUTH"}
	secret := slices.Sorted(slices.Values(append(slices.Clone(page), "COGNITO_CLIENT_SECRET")))
	admin := slices.Sorted(slices.Values(append(slices.Clone(page), "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER")))
	for path, want := range map[string][]string{"/": page, "/auth/callback": secret, "/admin": admin} {
		answer := ask(t, stack.SiteURL+path)
		if got := names(answer.Environment); !slices.Equal(got, want) {
			t.Errorf("%s: got %v\nwant %v", path, got, want)
		}
	}
	home := ask(t, stack.SiteURL+"/").Environment
	for _, want := range []string{"BASE_URL=" + stack.SiteURL, "COGNITO_DOMAIN=" + stack.CognitoURL,
		"ROUTE_AUTH=public", "COGNITO_USER_POOL_ID=" + stack.PoolID} {
		if !slices.Contains(home, want) {
			t.Errorf("%s is not in %v", want, home)
		}
	}
}

func TestSavedSourceIsSeenAtTheNextRequest(t *testing.T) {
	root := newSite(t)
	var terminal shownText
	stack := start(t, root, func(o *Options) { o.Output = &terminal })
	before := ask(t, stack.SiteURL+"/")
	if again := ask(t, stack.SiteURL+"/"); again.PID != before.PID {
		t.Errorf("process %d was replaced by %d without a change", before.PID, again.PID)
	}
	steps := []struct {
		name, source string
		status       int
		want         string
	}{
		{"changed", strings.Replace(program, "first", "second", 1), 200, `"word":"second"`},
		{"broken", program + "broken", 500, "syntax error"},
		{"still broken", program + "broken", 500, "syntax error"},
		{"mended", program, 200, `"word":"first"`},
	}
	for _, step := range steps {
		save(t, root, "functions/home/main.go", step.source)
		stack.watch.Forget()
		if status, body := get(t, stack.SiteURL+"/"); status != step.status || !strings.Contains(body, step.want) {
			t.Errorf("%s: status %d:\n%s", step.name, status, body)
		}
	}
	if shown := terminal.String(); strings.Count(shown, "syntax error") != 1 ||
		!strings.Contains(shown, "functions/home/main.go:") {
		t.Errorf("a program that asks gets no reason; the terminal shows:\n%s", shown)
	}
}

// TestSourceBuiltBySomebodyElseIsSeenToo: ./build.sh invoke, or a test, may build what was saved before the next
// request does.
func TestSourceBuiltBySomebodyElseIsSeenToo(t *testing.T) {
	root := newSite(t)
	stack := start(t, root, nil)
	before := ask(t, stack.SiteURL+"/")
	save(t, root, "functions/home/main.go", strings.Replace(program, "first", "second", 1))
	if results, err := build.Functions(t.Context(), stack.buildOptions(), "home"); err != nil || !results[0].Built {
		t.Fatalf("somebody else's build: %v (%v)", results, err)
	}
	stack.watch.Forget()
	after := ask(t, stack.SiteURL+"/")
	if before.Word != "first" || after.Word != "second" {
		t.Errorf("%q, and then %q", before.Word, after.Word)
	}
	if again := ask(t, stack.SiteURL+"/"); again.PID != after.PID {
		t.Errorf("process %d was replaced by %d without a change", after.PID, again.PID)
	}
}

func TestChangedListIsSeenAtTheNextRequest(t *testing.T) {
	root := newSite(t)
	var terminal shownText
	stack := start(t, root, func(o *Options) { o.Output = &terminal })
	ask(t, stack.SiteURL+"/")
	steps := []struct {
		name, list string
		status     int
		want       string
	}{
		{"new route and right", `{"home": {"routes": ["GET /", "GET /more"], "auth": "user"}}`, 200, "ROUTE_AUTH=user"},
		{"wrong", `{"home": {"routes": ["GET /more"], "auth": "nobody"}}`, 500, "nobody"},
		{"function without a folder", `{"new": {"routes": ["GET /more"], "auth": "public"}}`, 500,
			"functions/new: no such folder"},
	}
	for _, step := range steps {
		save(t, root, "functions/routes.json", step.list)
		stack.list.lookedAt = time.Time{}
		if status, body := get(t, stack.SiteURL+"/more"); status != step.status || !strings.Contains(body, step.want) {
			t.Errorf("%s: status %d:\n%s", step.name, status, body)
		}
	}
	if shown := terminal.String(); !strings.Contains(shown,
		`functions/routes.json:1: function "home": access right "nobody"`) {
		t.Errorf("the terminal shows:\n%s", shown)
	}
}

// shownText is a terminal.
type shownText struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *shownText) Write(data []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(data)
}

func (s *shownText) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// TestAdministratorIsInEveryGroupOfTheList makes a page for a new group one that somebody can look at.
func TestAdministratorIsInEveryGroupOfTheList(t *testing.T) {
	root := newSite(t)
	save(t, root, "functions/routes.json", `{"home": {"routes": ["GET /"], "auth": "group:auditors"}, "users": {"routes": ["GET /admin"], "auth": "group:admin"}}`)
	stack := start(t, root, func(o *Options) { o.KeepGoing = true })
	for _, user := range stack.Users {
		want := map[string][]string{"admin@example.com": {"admin", "auditors"}}[user.Email]
		if !slices.Equal(user.Groups, want) {
			t.Errorf("%s is in %q", user.Email, user.Groups)
		}
	}
	tokens, err := stack.redeem(t.Context(), stack.Users[1])
	if err != nil {
		t.Fatal(err)
	}
	if payload, _ := base64.RawURLEncoding.DecodeString(strings.Split(tokens.Access,
		".")[1]); !strings.Contains(string(payload), `"auditors"`) {
		t.Errorf("the access token says %s", payload)
	}
}

// listener has a port that only an administrator may take.
type listener struct {
	net.Listener
	port int
}

func (l listener) Addr() net.Addr { return &net.TCPAddr{Port: l.port} }

// TestOriginIsTheBrowsersOwn holds the addresses to what a browser sends as Origin: http://localhost for port 80.
func TestOriginIsTheBrowsersOwn(t *testing.T) {
	for port, want := range map[int]string{80: "http://localhost", 3000: "http://localhost:3000",
		8080: "http://localhost:8080"} {
		if got := origin("localhost", &ports{listeners: []net.Listener{listener{port: port}}}); got != want {
			t.Errorf("port %d: %s, want %s", port, got, want)
		}
	}
}

func TestFailuresAreExplained(t *testing.T) {
	tests := []struct{ name, source, want string }{
		{"panic", strings.Replace(program, `"first"`, `"x"`, 1) + "\nfunc init() { panic(\"not today\") }\n",
			"panic: not today"},
		{"error", strings.Replace(program, "}, nil }", "}, os.ErrInvalid }", 1), "invalid argument"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			root := newSite(t)
			save(t, root, "functions/home/main.go", test.source)
			stack := start(t, root, nil)
			if status, body := get(t, stack.SiteURL+"/"); status != 500 || !strings.Contains(body, test.want) {
				t.Errorf("status %d:\n%s", status, body)
			}
		})
	}
}

func TestStartReportsWhatDoesNotCompile(t *testing.T) {
	root := newSite(t)
	save(t, root, "functions/home/main.go", "package main\n\nfunc main() { nothing() }\n")
	_, err := Start(t.Context(), Options{Root: root, Addr: "localhost:0", CognitoAddr: "127.0.0.1:0"})
	if compile := new(build.Error); !errors.As(err, &compile) || compile.Name != "home" {
		t.Errorf("got %v", err)
	}
	stack := start(t, root, func(o *Options) { o.KeepGoing = true })
	if stack.BuildError == nil {
		t.Error("the stack does not say so")
	}
	ask(t, stack.SiteURL+"/admin")
}

func TestTakenPortSaysWhatToDo(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	tests := []struct{ name, site, cognito, want string }{
		{"site", "localhost:" + port, "127.0.0.1:0", "choose another port with PORT=<number>"},
		{"Cognito", "localhost:0", "127.0.0.1:" + port, "choose another port with COGNITO_PORT=<number>"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := Start(t.Context(), Options{Root: t.TempDir(), Addr: test.site, CognitoAddr: test.cognito})
			if taken := new(PortError); !errors.As(err, &taken) || !strings.Contains(err.Error(), test.want) ||
				strings.Contains(err.Error(), "\n") {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestOtherMachinesCannotReachTheStack(t *testing.T) {
	for _, address := range []string{"0.0.0.0:0", ":0", "192.0.2.1:0"} {
		if _, err := Start(t.Context(), Options{Root: t.TempDir(), Addr: address, CognitoAddr: "127.0.0.1:0"}); err == nil {
			t.Errorf("%s is listened on", address)
		}
	}
}

func TestCloseEndsEverything(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	stack, err := Start(ctx, Options{Root: newSite(t), Addr: "localhost:0", CognitoAddr: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	ask(t, stack.SiteURL+"/")
	if len(stack.PIDs()) != 1 {
		t.Errorf("processes %v", stack.PIDs())
	}
	if err := stack.Close(); err != nil {
		t.Error(err)
	}
	if len(stack.PIDs()) != 0 {
		t.Errorf("processes %v are left", stack.PIDs())
	}
	for _, url := range []string{stack.SiteURL, stack.CognitoURL} {
		if answer, err := http.Get(url); err == nil {
			answer.Body.Close()
			t.Errorf("%s still answers", url)
		}
	}
}

// TestCloseWaitsForReplacedFunctions: a process that is slow to end, of a function that the list had until now, does
// not outlive the stack.
func TestCloseWaitsForReplacedFunctions(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("needs signals: run it on Linux or macOS")
	}
	root := newSite(t)
	stubborn := strings.NewReplacer(`"os"`, "\"os\"\n\t\"os/signal\"\n\t\"syscall\"", "func main() {",
		"func main() {\n\tsignal.Ignore(syscall.SIGTERM)").Replace(program)
	save(t, root, "functions/home/main.go", stubborn)
	stack := start(t, root, nil)
	process, err := os.FindProcess(ask(t, stack.SiteURL+"/").PID)
	if err != nil {
		t.Fatal(err)
	}
	save(t, root, "functions/routes.json", `{"home": {"routes": ["GET /"], "auth": "user"}}`)
	stack.list.lookedAt = time.Time{}
	if _, err := stack.table(); err != nil {
		t.Fatal(err)
	}
	if err := stack.Close(); err != nil {
		t.Error(err)
	}
	if err := process.Signal(syscall.Signal(0)); !errors.Is(err, os.ErrProcessDone) {
		t.Errorf("process %d is still there (%v)", process.Pid, err)
	}
}

func TestBuiltProgramsCanBeGiven(t *testing.T) {
	root := newSite(t)
	dir := t.TempDir()
	o := build.Options{Root: root, OutDir: dir}.Host()
	if _, err := build.Function(t.Context(), o, "home"); err != nil {
		t.Fatal(err)
	}
	stack := start(t, root, func(o *Options) { o.BinariesDir = dir })
	save(t, root, "functions/home/main.go", "broken")
	if got := ask(t, stack.SiteURL+"/"); got.Word != "first" {
		t.Errorf("got %+v", got)
	}
}

func TestOutputOfTheFunctionsIsPassedOn(t *testing.T) {
	root := newSite(t)
	save(t, root, "functions/home/main.go", strings.Replace(program, "func main() {",
		"func main() {\n\tprintln(\"hello from home\")", 1))
	var out bytes.Buffer
	stack := start(t, root, func(o *Options) { o.Output = &out })
	ask(t, stack.SiteURL+"/")
	stack.Close() // after which nothing writes to it any more
	if !strings.Contains(out.String(), "[home] hello from home\n") {
		t.Errorf("printed:\n%s", out.String())
	}
}
