package tfprovider

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// The test's program is the provider when this is set.
const asProvider = "TFPROVIDER_TEST_IS_PROVIDER"

func TestMain(m *testing.M) {
	if os.Getenv(asProvider) == "" {
		os.Exit(m.Run())
	}
	if err := fakeProvider(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// fakeProvider says where it is as real ones do. It answers each call with its process id and the last configuration.
func fakeProvider() error {
	folder, err := os.MkdirTemp("", "fake-provider-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	listener, err := net.Listen("unix", filepath.Join(folder, "socket"))
	if err != nil {
		return err
	}
	configuration, schemas := "", 0
	server := &http.Server{Protocols: unencryptedHTTP2(),
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			switch r.URL.Path {
			case "/tfplugin5.Provider/Configure":
				configuration = string(body)
			case "/tfplugin5.Provider/GetSchema":
				schemas++
				answer(w, framed(entry(1, "provider", ""), entry(2, "aws_used", fmt.Sprint(schemas)),
					entry(2, "aws_other", "")), success)
				return
			}
			answer(w, fmt.Appendf(nil, "%d %s", os.Getpid(), configuration), success)
		})}
	interrupts := make(chan os.Signal, 1)
	signal.Notify(interrupts, os.Interrupt)
	go func() {
		<-interrupts
		_ = server.Close()
	}()
	fmt.Printf("Provider started.\n\n\tTF_REATTACH_PROVIDERS='{\"registry.terraform.io/x/fake\":"+
		"{\"Protocol\":\"grpc\",\"ProtocolVersion\":5,\"Pid\":%d,\"Test\":true,\"Addr\":{\"Network\":\"unix\",\"String\":%q}}}'\n",
		os.Getpid(), listener.Addr().String())
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func startFake(t *testing.T) *Pool {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	provider := Provider{
		Program: program, Folder: t.TempDir(), Environ: append(os.Environ(), asProvider+"=1"),
		Types: []string{"aws_used"}, Schemas: new(Schemas), Queued: []string{"aws_queued"}, Helpers: 1,
	}
	pool, err := provider.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := pool.Close(); err != nil {
			t.Error(err)
		}
	})
	return pool
}

// client is one connection, as Terraform opens it for each configuration.
type client struct{ transport *http.Transport }

func connect(t *testing.T, pool *Pool) client {
	t.Helper()
	setting, err := pool.Setting()
	if err != nil {
		t.Fatal(err)
	}
	address, err := addressIn(strings.TrimPrefix(setting, reattach))
	if err != nil {
		t.Fatal(err)
	}
	c := client{&http.Transport{
		Protocols: unencryptedHTTP2(),
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "unix", address)
		},
	}}
	t.Cleanup(c.transport.CloseIdleConnections)
	return c
}

// call returns what the provider answers, and the outcome.
func (c client) call(t *testing.T, path, body string) (text, status string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://provider"+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	response, err := c.transport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	message, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(message), response.Trailer.Get("Grpc-Status")
}

func (c client) configure(t *testing.T, configuration string) (process string) {
	t.Helper()
	text, status := c.call(t, "/tfplugin5.Provider/Configure", configuration)
	process, got, _ := strings.Cut(text, " ")
	if status != success || got != configuration {
		t.Fatalf("configured %q, status %s, want %q", got, status, configuration)
	}
	return process
}

func TestConfigurationsHaveProcessesOfTheirOwn(t *testing.T) {
	t.Parallel()
	pool := startFake(t)
	plain, other := connect(t, pool), connect(t, pool)
	ofPlain, ofOther := plain.configure(t, "plain"), other.configure(t, "other")
	if ofPlain == ofOther {
		t.Error("two configurations share a process")
	}
	for want, c := range map[string]client{ofPlain + " plain": plain, ofOther + " other": other} {
		if got, _ := c.call(t, "/tfplugin5.Provider/ReadResource", ""); got != want {
			t.Errorf("a call reached %q, want %q", got, want)
		}
	}
	if again := connect(t, pool).configure(t, "other"); again != ofOther {
		t.Error("the next step with the same configuration has another process")
	}
}

func TestProcessesOfEndedCommandsAreUsedAgain(t *testing.T) {
	t.Parallel()
	pool := startFake(t)
	first := connect(t, pool)
	process := first.configure(t, "first")
	first.transport.CloseIdleConnections()
	for pool.inUse() > 0 { // the server learns of it a moment later
		runtime.Gosched()
		if err := t.Context().Err(); err != nil {
			t.Fatal(err)
		}
	}
	if got := connect(t, pool).configure(t, "second"); got != process {
		t.Error("another process was started")
	}
}

func (p *Pool) inUse() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.users)
}

func TestHelpersChangeWhatWaitsInAQueue(t *testing.T) {
	t.Parallel()
	pool := startFake(t)
	c := connect(t, pool)
	main := c.configure(t, "plain")
	change := func(kind string) (process string) {
		t.Helper()
		text, status := c.call(t, "/tfplugin5.Provider/ApplyResourceChange", string(framed(field1(kind))))
		process, configuration, _ := strings.Cut(text, " ")
		if status != success || configuration != "plain" {
			t.Errorf("%s: configuration %q, status %s", kind, configuration, status)
		}
		return process
	}
	if got := change("aws_other"); got != main {
		t.Error("a helper changes a type that does not wait")
	}
	helper := change("aws_queued")
	if helper == main {
		t.Error("no helper changes a type that waits")
	}
	if again := change("aws_queued"); again != helper {
		t.Error("the helper is not used again")
	}
	pool.helpers[0].busy = true
	if got := change("aws_queued"); got != main {
		t.Error("a busy helper is given more")
	}
	pool.helpers[0].busy = false
	connect(t, pool).configure(t, "other")
	if got := change("aws_queued"); got != helper {
		t.Error("another configuration took the helper")
	}
}

func TestSchemasAreAskedOnceAndTrimmed(t *testing.T) {
	t.Parallel()
	pool := startFake(t)
	want := string(framed(entry(1, "provider", ""), entry(2, "aws_used", "1")))
	for range 2 {
		got, status := connect(t, pool).call(t, "/tfplugin5.Provider/GetSchema", "")
		if got != want || status != success {
			t.Errorf("got %q, status %s, want %q", got, status, want)
		}
	}
}

func TestThePluginsOwnServicesAreNotOffered(t *testing.T) {
	t.Parallel()
	pool := startFake(t)
	if _, status := connect(t, pool).call(t, "/plugin.GRPCController/Shutdown", ""); status != unimplemented {
		t.Errorf("status %s, want %s", status, unimplemented)
	}
}

func TestAProviderThatDoesNotStartIsTold(t *testing.T) {
	t.Parallel()
	pool := startFake(t)
	connect(t, pool).configure(t, "first")
	pool.provider.Program = "/nowhere/terraform-provider"
	if _, status := connect(t, pool).call(t, "/tfplugin5.Provider/Configure", "second"); status != unavailable {
		t.Errorf("status %s, want %s", status, unavailable)
	}
}

func TestTrimmed(t *testing.T) {
	used, other := "aws_used", "aws_other"
	for name, test := range map[string]struct{ message, want []byte }{
		"nothing":      {framed(), framed()},
		"resources":    {framed(entry(2, used, "r"), entry(2, other, "")), framed(entry(2, used, "r"))},
		"data sources": {framed(entry(3, other, ""), entry(3, used, "d")), framed(entry(3, used, "d"))},
		"ephemeral":    {framed(entry(8, other, "")), framed()},
		"the rest":     {framed(entry(1, other, ""), entry(7, other, "")), framed(entry(1, other, ""), entry(7, other, ""))},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := trimmed(test.message, []string{used})
			if err != nil || !slices.Equal(got, test.want) {
				t.Errorf("got %q, %v, want %q", got, err, test.want)
			}
		})
	}
	for name, message := range map[string][]byte{
		"empty":            nil,
		"compressed":       {1, 0, 0, 0, 0},
		"a number":         framed([]byte{1 << 3, 1}),
		"a field cut off":  framed([]byte{2<<3 | 2, 9, 1}),
		"a length cut off": framed([]byte{2<<3 | 2, 0x80}),
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := trimmed(message, nil); !errors.Is(err, errMalformed) {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}

func TestStartTellsWhatIsWrongWithTheProgram(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ program, want string }{
		"no program": {"/nowhere/terraform-provider", "starting the provider: "},
		"not such":   {"/bin/true", "did not say how Terraform finds it"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := (Provider{Program: test.program}).Start(t.Context()); err == nil ||
				!strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

// field1 is the field with which a request begins that names a type.
func field1(text string) []byte { return append([]byte{1<<3 | 2, byte(len(text))}, text...) }

// entry is a field of a message that holds a map's entry.
func entry(number int, key, value string) []byte {
	content := slices.Concat(field1(key), []byte{2<<3 | 2, byte(len(value))}, []byte(value))
	return slices.Concat([]byte{byte(number<<3 | 2), byte(len(content))}, content)
}

// framed is a message as gRPC sends it.
func framed(fields ...[]byte) []byte {
	message := slices.Concat(fields...)
	return slices.Concat([]byte{0}, binary.BigEndian.AppendUint32(nil, uint32(len(message))), message)
}
