package main

import (
	"bufio"
	"embed"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// nodeProcess is a Node process that has loaded aws-jwt-verify and waits for messages that say what to verify how
// often.
type nodeProcess struct {
	version string
	command *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Reader
}

// nodeSetup is the first message to the process.
type nodeSetup struct {
	UserPoolID string              `json:"userPoolId"`
	ClientID   string              `json:"clientId"`
	JWKS       json.RawMessage     `json:"jwks"`
	Good       map[string][]string `json:"good"`
	Bad        map[string]string   `json:"bad"`
}

// nodeAnswer is one line of output of the process.
type nodeAnswer struct {
	Nanoseconds int64  `json:"ns"`
	Processor   int64  `json:"processor"`
	Version     string `json:"version"`
	Error       string `json:"error"`
}

// startNode installs the package if necessary and starts the process.
func startNode(m *material) (*nodeProcess, error) {
	script, err := installNode()
	if err != nil {
		return nil, err
	}
	n := &nodeProcess{command: exec.Command("node", script)}
	n.command.Stderr = os.Stderr
	if n.in, err = n.command.StdinPipe(); err != nil {
		return nil, fmt.Errorf("starting node: %w", err)
	}
	stdout, err := n.command.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("starting node: %w", err)
	}
	n.out = bufio.NewReader(stdout)
	if err := n.command.Start(); err != nil {
		return nil, fmt.Errorf("starting node: %w", err)
	}
	answer, err := n.ask(nodeSetup{
		UserPoolID: filepath.Base(m.pool.Issuer), ClientID: m.pool.ClientID, JWKS: m.pool.JWKS(),
		Good: map[string][]string{"access": m.access, "id": m.id, "repeated": m.access[:1]}, Bad: m.bad,
	})
	n.version = answer.Version
	return n, err
}

// nodeFiles are the script and what npm needs to install the package. npm's own configuration keeps download addresses
// out of the lock file.
//
//go:embed node/verify.mjs node/package.json node/package-lock.json node/.npmrc
var nodeFiles embed.FS

// installNode installs them and returns the script's path.
func installNode() (string, error) {
	folder, err := npmPackages{nodeFiles, "node", "", "aws-jwt-verify"}.install()
	return filepath.Join(folder, "verify.mjs"), err
}

// contender measures one kind of token inside the process; only the verification counts, not the message.
func (n *nodeProcess) contender(name, what string) contender {
	var used time.Duration
	return contender{name: name, used: func() time.Duration { return used }, run: func(count int) (time.Duration, error) {
		answer, err := n.ask(map[string]any{"what": what, "count": count})
		used += time.Duration(answer.Processor)
		return time.Duration(answer.Nanoseconds), err
	}}
}

// ask sends one message and waits for the answer.
func (n *nodeProcess) ask(message any) (answer nodeAnswer, err error) {
	if err := json.NewEncoder(n.in).Encode(message); err != nil {
		return answer, fmt.Errorf("writing to node: %w", err)
	}
	line, err := n.out.ReadBytes('\n')
	if err != nil {
		return answer, fmt.Errorf("reading from node: %w", err)
	}
	if err := json.Unmarshal(line, &answer); err != nil {
		return answer, fmt.Errorf("decoding the response of node: %w", err)
	}
	if answer.Error != "" {
		return answer, fmt.Errorf("aws-jwt-verify: %s", answer.Error)
	}
	return answer, nil
}

// close ends the process.
func (n *nodeProcess) close() {
	_ = n.in.Close()
	_ = n.command.Wait()
}
