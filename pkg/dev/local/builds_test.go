package local

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"cognitossr/pkg/dev/build"
)

// request asks once, as a browser or a program does, and returns the answer with its body.
func request(t *testing.T, method, url, accept string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept", accept)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(body)
}

// TestPageSaysThatItIsBeingBuilt: a build that takes long is nothing that the function does, and the developer can
// see what it waits for.
func TestPageSaysThatItIsBeingBuilt(t *testing.T) {
	root := newSite(t)
	stack := start(t, root, nil)
	save(t, root, "functions/home/main.go", strings.Replace(program, "first", "second", 1))
	stack.watch.Forget()
	stack.builds.Lock() // another build takes its time
	stack.progress.begin()
	stack.progress.set("Building the template compiler, which is needed once")
	answer, body := request(t, http.MethodGet, stack.SiteURL+"/", "text/html")
	stack.builds.Unlock()
	if answer.StatusCode != http.StatusServiceUnavailable || answer.Header.Get("Refresh") != "1" ||
		answer.Header.Get("Retry-After") != "1" {
		t.Errorf("status %d, headers %v", answer.StatusCode, answer.Header)
	}
	for _, want := range []string{`Function &#34;home&#34; is being built`,
		"Building the template compiler, which is needed once (", "loads by itself"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q:\n%s", want, body)
		}
	}
	if strings.Contains(body, "<script") {
		t.Error("the page has a script")
	}
	if status, body := get(t, stack.SiteURL+"/"); status != http.StatusOK || !strings.Contains(body, `"word":"second"`) {
		t.Errorf("afterwards: status %d:\n%s", status, body)
	}
}

// TestRequestsWaitForOneBuild: programs get what they asked for, and the build is not started again for each of them.
func TestRequestsWaitForOneBuild(t *testing.T) {
	root := newSite(t)
	stack := start(t, root, nil)
	save(t, root, "functions/home/main.go", strings.Replace(program, "first", "second", 1))
	stack.watch.Forget()
	stack.builds.Lock()
	answers := make(chan string, 3)
	for range cap(answers) {
		go func() {
			answer, body := request(t, http.MethodGet, stack.SiteURL+"/", "application/json")
			answers <- answer.Status + " " + body
		}()
	}
	home := stack.list.function("home")
	waitFor(t, func() bool {
		home.mu.Lock()
		defer home.mu.Unlock()
		return home.job != nil
	})
	if first, second := stack.startBuild(home), stack.startBuild(home); first != second {
		t.Error("two builds of one function are under way")
	}
	stack.builds.Unlock()
	for range cap(answers) {
		if answer := <-answers; !strings.HasPrefix(answer, "200 ") || !strings.Contains(answer, `"word":"second"`) {
			t.Errorf("answer %s", answer)
		}
	}
}

// TestSiteAnswersWhileItStarts: the first build may take minutes, and somebody has opened the address already.
func TestSiteAnswersWhileItStarts(t *testing.T) {
	var stack *Stack
	seen := ""
	options := Options{Root: newSite(t), Addr: "localhost:0", CognitoAddr: "127.0.0.1:0"}
	options.Progress = func(build.Result) { // the start is not over yet
		if seen == "" {
			_, seen = request(t, http.MethodGet, stack.SiteURL+"/", "text/html")
		}
	}
	stack, err := newStack(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = stack.Close() })
	if err := stack.start(); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(seen, "is being built") {
		t.Errorf("while the functions were built the site answered\n%s", seen)
	}
	if got := ask(t, stack.SiteURL+"/"); got.Word != "first" {
		t.Errorf("got %+v", got)
	}
}

// waitFor waits until something is the case.
func waitFor(t *testing.T, done func() bool) {
	t.Helper()
	for limit := time.Now().Add(time.Minute); time.Now().Before(limit); <-time.After(time.Millisecond) {
		if done() {
			return
		}
	}
	t.Fatal("it never was so")
}

// TestFirstPageWaitsForNoSDK: the functions that call AWS are built after the start, and a request waits for its own.
func TestFirstPageWaitsForNoSDK(t *testing.T) {
	root := newSite(t)
	list := strings.TrimSuffix(strings.TrimSpace(site["functions/routes.json"]), "}") +
		`, "late": { "routes": ["GET /late"], "auth": "user", "calls": ["ListUsers"] }}`
	save(t, root, "functions/routes.json", list)
	save(t, root, "functions/late/main.go", "package main\n\nfunc main() { nothing() }\n")
	stack := start(t, root, func(o *Options) { o.KeepGoing = true })
	if stack.BuildError != nil {
		t.Errorf("the start waited for the function that calls AWS: %v", stack.BuildError)
	}
	if status, body := get(t, stack.SiteURL+"/late"); status != http.StatusInternalServerError ||
		!strings.Contains(body, "undefined: nothing") {
		t.Errorf("its page has status %d:\n%s", status, body)
	}
	save(t, root, "functions/late/main.go", site["functions/home/main.go"])
	stack.watch.Forget()
	if status, body := get(t, stack.SiteURL+"/late"); status != http.StatusOK {
		t.Errorf("after the mistake is mended: status %d:\n%s", status, body)
	}
}
