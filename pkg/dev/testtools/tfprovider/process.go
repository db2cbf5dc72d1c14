package tfprovider

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"os"
	"os/exec"
	"strings"
	"sync"
)

const reattach = "TF_REATTACH_PROVIDERS="

// process is a running provider. The zero value starts when it is needed.
type process struct {
	configuration []byte // the request that gave it its configuration; guarded by the pool
	busy          bool   // as a helper; guarded by the pool

	once     sync.Once
	err      error
	command  *exec.Cmd
	proxy    *httputil.ReverseProxy
	reattach string // JSON: how Terraform would find it
}

// ensure starts the process unless it runs.
func (p *process) ensure(provider Provider) error {
	p.once.Do(func() { p.err = p.start(provider) })
	return p.err
}

func (p *process) start(provider Provider) error {
	command := exec.Command(provider.Program, "-debug")
	command.Dir, command.Env = provider.Folder, provider.Environ
	output, err := command.StdoutPipe()
	if err != nil {
		return fmt.Errorf("starting the provider: %w", err)
	}
	if err := command.Start(); err != nil {
		return fmt.Errorf("starting the provider: %w", err)
	}
	p.command = command
	if p.reattach, err = readReattach(output); err != nil {
		_ = command.Process.Kill()
		_ = command.Wait()
		p.command = nil
		return err
	}
	address, err := addressIn(p.reattach)
	if err != nil {
		return err
	}
	p.proxy = proxyTo(address)
	return nil
}

// stop ends the process. An interrupted provider removes its socket.
func (p *process) stop() error {
	p.once.Do(func() {}) // from here on it does not start
	if p.command == nil {
		return nil
	}
	if err := p.command.Process.Signal(os.Interrupt); err != nil {
		return fmt.Errorf("stopping the provider: %w", err)
	}
	_ = p.command.Wait() // how it ends after an interrupt is of no interest
	return nil
}

// readReattach reads what the provider says until it tells how Terraform finds it, as in NAME='JSON', and goes on
// reading so that the provider never waits for a reader.
func readReattach(output io.Reader) (string, error) {
	lines := bufio.NewScanner(output)
	for lines.Scan() {
		if _, quoted, found := strings.Cut(lines.Text(), reattach); found {
			go func() { _, _ = io.Copy(io.Discard, output) }()
			return strings.Trim(quoted, "'"), nil
		}
	}
	err := lines.Err()
	if err == nil {
		err = io.EOF
	}
	return "", fmt.Errorf("the provider did not say how Terraform finds it: %w", err)
}

// addressIn returns the socket of the only provider in a setting for Terraform.
func addressIn(setting string) (string, error) {
	var all map[string]struct {
		Addr struct{ Network, String string }
	}
	if err := json.Unmarshal([]byte(setting), &all); err != nil {
		return "", fmt.Errorf("reading how Terraform finds the provider: %w", err)
	}
	for _, provider := range all {
		if provider.Addr.Network == "unix" {
			return provider.Addr.String, nil
		}
	}
	return "", fmt.Errorf("the provider does not listen on a unix socket: %s", setting)
}

func proxyTo(socket string) *httputil.ReverseProxy {
	return &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) { r.Out.URL.Scheme, r.Out.URL.Host = "http", "provider" },
		Transport: &http.Transport{
			Protocols:          unencryptedHTTP2(),
			DisableCompression: true,
			DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
				return new(net.Dialer).DialContext(ctx, "unix", socket)
			},
		},
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, err error) { fail(w, err) },
	}
}

func unencryptedHTTP2() *http.Protocols {
	protocols := new(http.Protocols)
	protocols.SetUnencryptedHTTP2(true)
	return protocols
}
