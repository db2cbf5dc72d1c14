// Package tfprovider keeps a Terraform provider running between the commands of a test. Left alone, Terraform starts the
// provider for each configuration in each step of each command, and reads the schemas of everything that it knows:
// with the provider of AWS, three configurations and 700 MB of program, that is nearly all the time of a plan.
//
// It changes nothing of what the provider answers, except that schemas of types that no file names are left out. Only
// tests may import it.
package tfprovider

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// Provider is a provider's program.
type Provider struct {
	Program string
	Folder  string   // in which its processes run, as paths in a configuration are relative
	Environ []string // of each of its processes
	Types   []string // the resources and data sources whose schemas Terraform is told
	Schemas *Schemas // shared by all providers of the same program and types

	// Queued are the types of which a process of the provider changes one after the other. Helpers is how many more
	// processes change them at the same time.
	Queued  []string
	Helpers int
}

// Schemas remembers what the provider knows, which takes seconds to ask.
type Schemas struct {
	once   sync.Once
	answer []byte // as a gRPC message
	err    error
}

// Pool is a provider to Terraform, and hands on what it is asked to processes of the real one. A process has one
// configuration at a time, so each configuration gets one.
//
// Source: https://developer.hashicorp.com/terraform/plugin/debugging, and tfplugin5.proto of the provider's protocol
type Pool struct {
	provider Provider
	folder   string
	server   *http.Server
	ended    chan struct{}

	mu        sync.Mutex // of everything below
	processes []*process // the first is there from the start, and answers what needs no configuration
	users     map[net.Conn]*process
	helpers   []*process // beside the process of a configuration
}

// Start begins to serve. The caller closes the pool.
func (p Provider) Start(ctx context.Context) (*Pool, error) {
	folder, err := os.MkdirTemp("", "provider-*")
	if err != nil {
		return nil, fmt.Errorf("making a folder for the provider's socket: %w", err)
	}
	pool := &Pool{provider: p, folder: folder, ended: make(chan struct{}), users: map[net.Conn]*process{}}
	pool.processes = []*process{{}}
	if err := pool.processes[0].ensure(p); err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "unix", pool.socket())
	if err != nil {
		return nil, errors.Join(fmt.Errorf("serving the provider: %w", err), pool.processes[0].stop(), os.RemoveAll(folder))
	}
	pool.server = &http.Server{
		Handler: pool, Protocols: unencryptedHTTP2(),
		ConnContext: func(ctx context.Context, connection net.Conn) context.Context {
			return context.WithValue(ctx, connectionKey{}, connection)
		},
		ConnState: func(connection net.Conn, state http.ConnState) {
			if state == http.StateClosed {
				pool.release(connection)
			}
		},
	}
	go func() {
		defer close(pool.ended)
		_ = pool.server.Serve(listener) // it ends when the pool is closed
	}()
	return pool, nil
}

// Close ends all processes.
func (p *Pool) Close() error {
	err := p.server.Close()
	<-p.ended
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, process := range slices.Concat(p.processes, p.helpers) {
		err = errors.Join(err, process.stop())
	}
	return errors.Join(err, os.RemoveAll(p.folder))
}

// Setting is the variable, as NAME=VALUE, with which Terraform uses this pool.
func (p *Pool) Setting() (string, error) {
	all := map[string]map[string]any{}
	if err := json.Unmarshal([]byte(p.processes[0].reattach), &all); err != nil {
		return "", fmt.Errorf("reading how Terraform finds the provider: %w", err)
	}
	for _, provider := range all {
		provider["Addr"] = map[string]string{"Network": "unix", "String": p.socket()}
	}
	text, err := json.Marshal(all)
	if err != nil {
		return "", fmt.Errorf("writing how Terraform finds the provider: %w", err)
	}
	return reattach + string(text), nil
}

func (p *Pool) socket() string { return filepath.Join(p.folder, "socket") }

// connectionKey finds the connection of a request. Terraform opens one for each configuration in each step.
type connectionKey struct{}

// ServeHTTP implements http.Handler: gRPC is HTTP/2.
func (p *Pool) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	connection, _ := r.Context().Value(connectionKey{}).(net.Conn)
	process := p.of(connection)
	switch method := path.Base(r.URL.Path); {
	case strings.HasPrefix(r.URL.Path, "/plugin."): // of the plugin's process: Terraform does without
		answer(w, nil, unimplemented)
		return
	case method == "GetSchema":
		p.serveSchemas(w, r)
		return
	case method == "Configure":
		request, err := io.ReadAll(r.Body)
		if err != nil {
			fail(w, err)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(request))
		process = p.configured(connection, request)
		if err := process.ensure(p.provider); err != nil {
			fail(w, err)
			return
		}
	case method == "ApplyResourceChange":
		helper, err := p.helperFor(process, r)
		if err != nil {
			fail(w, err)
			return
		}
		if helper != nil {
			defer p.giveBack(helper)
			process = helper
		}
	}
	process.proxy.ServeHTTP(w, r)
}

// of returns the process that a connection uses.
func (p *Pool) of(connection net.Conn) *process {
	p.mu.Lock()
	defer p.mu.Unlock()
	if used := p.users[connection]; used != nil {
		return used
	}
	return p.processes[0]
}

// configured finds the process for a configuration: the one that has it, one that no running command uses, or a new one.
func (p *Pool) configured(connection net.Conn, configuration []byte) *process {
	p.mu.Lock()
	defer p.mu.Unlock()
	used := map[*process]bool{}
	for _, process := range p.users {
		used[process] = true
	}
	var found *process
	for _, process := range p.processes {
		if bytes.Equal(process.configuration, configuration) {
			found = process
			break
		}
		if found == nil && !used[process] {
			found = process
		}
	}
	if found == nil {
		found = &process{}
		p.processes = append(p.processes, found)
	}
	found.configuration = configuration
	p.users[connection] = found
	return found
}

func (p *Pool) release(connection net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.users, connection)
}
