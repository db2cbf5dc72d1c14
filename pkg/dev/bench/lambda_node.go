package main

import (
	"bufio"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// routeFiles are the Node route, and what npm needs to install its packages.
//
//go:embed node/route/*.mjs node/route/package.json node/route/package-lock.json node/route/.npmrc
var routeFiles embed.FS

// nodeRoute is the folder in which the Node route is installed.
type nodeRoute struct{ folder string }

// installRoute installs it.
func installRoute() (nodeRoute, error) {
	folder, err := npmPackages{routeFiles, "node/route", "route", "react-dom"}.install()
	return nodeRoute{folder}, err
}

// command runs a script in the loop.
func (n nodeRoute) command(script string, more ...string) []string {
	return append([]string{"node", filepath.Join(n.folder, "loop.mjs"), filepath.Join(n.folder, script)}, more...)
}

// addNode adds the Node routes to what is measured.
func (l *lambdaBench) addNode() error {
	route, err := installRoute()
	if err != nil {
		return err
	}
	env := append(l.page.env, "NODE_ENV=production")
	each := append(env[:len(env):len(env)], "VERIFIERS=each")
	l.node = []visit{
		{
			program: program{"Node route, verifiers made in each request", route.command("route.mjs"), each},
			event:   l.page.event, wanted: l.page.wanted,
		},
		{
			program: program{"Node route, verifiers made once", route.command("route.mjs"), env}, event: l.page.event,
			wanted: l.page.wanted,
		},
		{program: program{"Node hello-world", route.command("hello.mjs"), env}, event: l.page.event, wanted: "Hello"},
	}
	return nil
}

// nodeHandler is a Node process that calls a handler without the Runtime API.
type nodeHandler struct {
	visit
	command *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Reader
}

// startHandler starts the process of a Node route that way.
func startHandler(v visit) (*nodeHandler, error) {
	n := &nodeHandler{visit: v}
	n.command = exec.Command(v.program.command[0],
		append(v.program.command[1:len(v.program.command):len(v.program.command)], "measure")...)
	n.command.Env = append([]string{"PATH=" + os.Getenv("PATH")}, v.env...)
	n.command.Stderr = os.Stderr
	in, inErr := n.command.StdinPipe()
	out, outErr := n.command.StdoutPipe()
	if err := errors.Join(inErr, outErr, n.command.Start()); err != nil {
		return nil, fmt.Errorf("starting %s: %w", v.name, err)
	}
	n.in, n.out = in, bufio.NewReader(out)
	return n, nil
}

// contender measures the handler; its process counts its own processor time.
func (n *nodeHandler) contender() contender {
	return contender{name: n.name, run: func(count int) (time.Duration, error) {
		if err := json.NewEncoder(n.in).Encode(map[string]any{"event": string(n.event), "count": count}); err != nil {
			return 0, fmt.Errorf("talking to %s: %w", n.name, err)
		}
		line, err := n.out.ReadBytes('\n')
		if err != nil {
			return 0, fmt.Errorf("listening to %s: %w", n.name, err)
		}
		var told struct {
			Nanoseconds int64  `json:"ns"`
			Answer      string `json:"answer"`
		}
		if err := json.Unmarshal(line, &told); err != nil {
			return 0, fmt.Errorf("understanding %s: %w", n.name, err)
		}
		return time.Duration(told.Nanoseconds), n.check([]byte(told.Answer))
	}}
}

// end ends the process.
func (n *nodeHandler) end() {
	_ = n.in.Close()
	_ = n.command.Wait() // it ends with its input
}
