package main

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"cognitossr/pkg/dev/gotool"
)

// cognitoKind is a program that stands in for Cognito.
type cognitoKind struct {
	name    string
	command func(port, folder string) *exec.Cmd // folder is empty, and of this server alone
}

// cognitoPeer is a kind that may not be there.
type cognitoPeer struct {
	name string
	find func() (cognitoKind, error)
}

// cognitoPeers are the free programs that stand in for Cognito as a process of their own.
var cognitoPeers = []cognitoPeer{{"moto", motoServer}, {"cognito-local", cognitoLocal}}

// cognitoKinds are this project's own and the peers that are there. What is missing is said.
func cognitoKinds(ctx context.Context, out io.Writer) ([]cognitoKind, error) {
	this, err := thisCognito(ctx)
	if err != nil {
		return nil, err
	}
	kinds := []cognitoKind{this}
	for _, peer := range cognitoPeers {
		kind, err := peer.find()
		if err != nil {
			fmt.Fprintf(out, "%s is not measured: %v\n", peer.name, err)
			continue
		}
		kinds = append(kinds, kind)
	}
	return kinds, nil
}

// thisCognito compiles the command-line tool as build.sh does for "cognito".
func thisCognito(ctx context.Context) (cognitoKind, error) {
	root, err := filepath.Abs(repository)
	if err != nil {
		return cognitoKind{}, fmt.Errorf("finding the repository: %w", err)
	}
	compiler, err := gotool.New(ctx, root)
	if err != nil {
		return cognitoKind{}, err
	}
	tool := filepath.Join(root, "dist", "bench", "cli-cognito")
	compile := compiler.AsDeployed().Command(ctx, "build", "-tags", "noaws,alone", "-o", tool, "./pkg/dev/cli")
	if output, err := compile.CombinedOutput(); err != nil {
		return cognitoKind{}, fmt.Errorf("compiling the command-line tool: %w: %s", err, output)
	}
	return cognitoKind{"this", func(port, _ string) *exec.Cmd {
		command := exec.Command(tool, "cognito")
		command.Env = append(os.Environ(), "COGNITO_PORT="+port, "SITE_ROOT="+root)
		return command
	}}, nil
}

func motoServer() (cognitoKind, error) {
	program, err := exec.LookPath("moto_server")
	if err != nil {
		return cognitoKind{}, fmt.Errorf("%w: pip install 'moto[server]==5.2.1'", err)
	}
	return cognitoKind{"moto", func(port, _ string) *exec.Cmd { return exec.Command(program, "-H", "127.0.0.1", "-p", port) }}, nil
}

// cognitoLocalFiles pin cognito-local.
//
//go:embed node/cognito-local/package.json node/cognito-local/package-lock.json node/cognito-local/.npmrc
var cognitoLocalFiles embed.FS

func cognitoLocal() (cognitoKind, error) {
	folder, err := npmPackages{cognitoLocalFiles, "node/cognito-local", "cognito-local", "cognito-local"}.install()
	if err != nil {
		return cognitoKind{}, err
	}
	script := filepath.Join(folder, "node_modules", "cognito-local", "lib", "bin", "start.js")
	return cognitoKind{"cognito-local", func(port, own string) *exec.Cmd {
		command := exec.Command("node", script)
		command.Dir, command.Env = own, append(os.Environ(), "PORT="+port, "HOST=127.0.0.1", "CODE=123456")
		return command
	}}, nil
}

// cognitoServer is a running one.
type cognitoServer struct {
	origin  string
	started time.Duration // from the process's start to its first answer
	command *exec.Cmd
	folder  string
	exited  chan struct{}
	closing sync.Once
}

// startTimeout is the longest wait for the first answer.
const startTimeout = time.Minute

// begin starts one and waits for its first answer.
func (k cognitoKind) begin(ctx context.Context) (*cognitoServer, error) {
	folder, err := os.MkdirTemp("", "bench-cognito-*")
	if err != nil {
		return nil, fmt.Errorf("making a folder for %s: %w", k.name, err)
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	s := &cognitoServer{origin: "http://127.0.0.1:" + port, command: k.command(port, folder), folder: folder,
		exited: make(chan struct{})}
	begun := time.Now()
	if err := s.command.Start(); err != nil {
		os.RemoveAll(folder)
		return nil, fmt.Errorf("starting %s: %w", k.name, err)
	}
	go func() {
		_ = s.command.Wait() // it is ended by a signal
		close(s.exited)
	}()
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	for call := (idpClient{origin: s.origin}); ; {
		if err = call.do(ctx, "ListUserPools", map[string]any{"MaxResults": 1}, nil); err == nil {
			s.started = time.Since(begun)
			return s, nil
		}
		select {
		case <-s.exited:
			err = fmt.Errorf("the process ended: %w", err)
		case <-ctx.Done():
		case <-time.After(2 * time.Millisecond):
			continue
		}
		s.end()
		return nil, fmt.Errorf("starting %s: %w", k.name, err)
	}
}

// freePort is one that nobody listens on: none of the servers can say which one it has chosen.
func freePort() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("finding a port: %w", err)
	}
	defer listener.Close()
	return strconv.Itoa(listener.Addr().(*net.TCPAddr).Port), nil
}

// memory is what the process has in memory, and what of it is not its program's file, in bytes.
func (s *cognitoServer) memory() (resident, own int64, err error) {
	pid := s.command.Process.Pid
	resident, err = residentMemory(pid)
	own, problem := ownMemory(pid)
	return resident, own, errors.Join(err, problem)
}

// end ends the process and waits until it is gone.
func (s *cognitoServer) end() {
	s.closing.Do(func() {
		_ = s.command.Process.Kill() // it may have ended by itself
		<-s.exited
		os.RemoveAll(s.folder)
	})
}
