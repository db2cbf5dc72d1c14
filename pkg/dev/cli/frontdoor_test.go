//go:build unix

package main

import (
	"bufio"
	"bytes"
	"debug/buildinfo"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// compiled compiles the tool once: the first call says so, and what a test reads is what later ones print.
var compiled sync.Once

// frontDoor is build.sh as a user calls it, from another folder.
func frontDoor(t *testing.T, env []string, args ...string) *exec.Cmd {
	t.Helper()
	root, _ := project(t)
	compiled.Do(func() { _ = exec.CommandContext(t.Context(), filepath.Join(root, "build.sh"), "help").Run() })
	command := exec.CommandContext(t.Context(), filepath.Join(root, "build.sh"), args...)
	command.Dir = t.TempDir()
	command.Env = append(os.Environ(), env...)
	command.Cancel = func() error { return command.Process.Signal(syscall.SIGTERM) }
	return command
}

func TestDevRunsUntilItIsTold(t *testing.T) {
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		t.Run(signal.String(), func(t *testing.T) {
			command := frontDoor(t, []string{"PORT=0", "COGNITO_PORT=0"}, "dev")
			out, err := command.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := command.Start(); err != nil {
				t.Fatal(err)
			}
			printed, site := "", ""
			lines := bufio.NewScanner(out)
			for lines.Scan() && !strings.Contains(lines.Text(), "Ctrl-C") {
				printed += lines.Text() + "\n"
				if fields := strings.Fields(lines.Text()); len(fields) == 2 && fields[0] == "Site" {
					site = fields[1]
				}
			}
			for _, want := range []string{"Local Cognito", "/_local/inbox", "user@example.com", "admin@example.com"} {
				if !strings.Contains(printed, want) {
					t.Errorf("it did not print %s:\n%s", want, printed)
				}
			}
			answer, err := http.Get(site)
			if err != nil {
				t.Fatalf("%v:\n%s", err, printed)
			}
			answer.Body.Close()
			if answer.StatusCode != http.StatusOK {
				t.Errorf("status %d", answer.StatusCode)
			}
			functions := childrenOf(t, command.Process.Pid)
			if err := command.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			for lines.Scan() {
				printed += lines.Text() + "\n"
			}
			if err := command.Wait(); err != nil {
				t.Errorf("it ended with %v:\n%s", err, printed)
			}
			for _, pid := range functions {
				if syscall.Kill(pid, 0) == nil {
					t.Errorf("process %d is still there", pid)
				}
			}
		})
	}
}

// TestToolIsCompiledAsFunctionsAre: with other flags Go would compile the standard library and the AWS SDK twice at
// the first start.
func TestToolIsCompiledAsFunctionsAre(t *testing.T) {
	root, _ := project(t)
	if output, err := frontDoor(t, nil, "help").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	info, err := buildinfo.ReadFile(filepath.Join(root, ".cache", "cli"))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, setting := range info.Settings {
		got[setting.Key] = setting.Value
	}
	if got["-trimpath"] != "true" || got["CGO_ENABLED"] != "0" {
		t.Errorf("the tool is built with -trimpath=%s and CGO_ENABLED=%s", got["-trimpath"], got["CGO_ENABLED"])
	}
}

// childrenOf are the processes that a process has started, where the system tells.
func childrenOf(t *testing.T, pid int) (children []int) {
	t.Helper()
	output, err := exec.CommandContext(t.Context(), "ps", "-A", "-o", "pid=,ppid=").Output()
	if err != nil {
		t.Logf("ps: %v", err)
		return nil
	}
	for line := range strings.Lines(string(output)) {
		var child, parent int
		if n, _ := fmt.Sscan(line, &child, &parent); n == 2 && parent == pid {
			children = append(children, child)
		}
	}
	if len(children) == 0 {
		t.Error("no function runs")
	}
	return children
}

func TestDevSaysInOneLineWhatToDo(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	_, taken, _ := net.SplitHostPort(listener.Addr().String())
	tests := []struct {
		name string
		env  []string
		want string
	}{
		{"port of the site taken", []string{"PORT=" + taken, "COGNITO_PORT=0"}, "choose another port with PORT="},
		{"port of Cognito taken", []string{"PORT=0", "COGNITO_PORT=" + taken}, "choose another port with COGNITO_PORT="},
		{"port that is none", []string{"PORT=http"}, "want a port number"},
		{"domain that is none (R-59)", []string{"PORT=0", "COGNITO_PORT=0",
			"ALLOWED_EMAIL_DOMAINS=example.com,@example.org"}, `"@example.org" is not the domain of an e-mail address`},
		{"a level that is none", []string{"PORT=0", "COGNITO_PORT=0", "LOG_LEVEL=loud"}, "LOG_LEVEL=loud: want debug, info"},
		{"registering neither on nor off", []string{"PORT=0", "COGNITO_PORT=0", "COGNITO_SIGN_UP=no"},
			"COGNITO_SIGN_UP=no: want on or off"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) { expectRefusal(t, frontDoor(t, test.env, "dev"), test.want) })
	}
}

// expectRefusal wants an exit status other than 0 and one line about the reason.
func expectRefusal(t *testing.T, command *exec.Cmd, want string) {
	t.Helper()
	var problem bytes.Buffer
	command.Stderr = &problem
	err := command.Run()
	if exit := new(exec.ExitError); !errors.As(err, &exit) {
		t.Fatalf("it ended with %v", err)
	}
	text := strings.TrimSpace(problem.String())
	if !strings.HasPrefix(text, "build.sh: ") || !strings.Contains(text, want) || strings.Contains(text, "\n") {
		t.Errorf("it said:\n%s", text)
	}
}

func TestFrontDoorPassesTheExitStatusOn(t *testing.T) {
	expectRefusal(t, frontDoor(t, nil, "invoke", "nothing"),
		`there is no function "nothing" in functions/routes.json; there are account, assets, callback, `)
	if output, err := frontDoor(t, nil, "routes").CombinedOutput(); err != nil ||
		!strings.Contains(string(output), "/auth/callback") {
		t.Errorf("%v:\n%s", err, output)
	}
}

// TestQuietIsQuietFromTheStart: with --quiet, what Go says of its downloads is heard only when nothing comes of them.
func TestQuietIsQuietFromTheStart(t *testing.T) {
	root, _ := project(t)
	real, err := exec.LookPath("go")
	if err != nil {
		t.Skip("needs Go: https://go.dev/dl/")
	}
	folder := t.TempDir()
	if err := os.MkdirAll(filepath.Join(folder, "bin"), 0o700); err != nil {
		t.Fatal(err)
	}
	script := "#!/bin/sh\ncase $1 in build | version) echo 'go: downloading example.com/module v1.0.0' >&2 ;; esac\n" +
		"[ \"$1\" != build ] || [ -z \"${FAILS:-}\" ] || exit 1\nexec " + real + " \"$@\"\n"
	if err := os.WriteFile(filepath.Join(folder, "bin", "go"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		args  []string
		fails string
		heard bool
	}{
		"as usual":             {[]string{"help"}, "", true},
		"quiet":                {[]string{"help", "--quiet"}, "", false},
		"quiet, by one letter": {[]string{"-q", "help"}, "", false},
		"quiet, and it fails":  {[]string{"help", "-q"}, "yes", true},
	} {
		t.Run(name, func(t *testing.T) {
			command := frontDoor(t, []string{"PATH=" + filepath.Join(folder, "bin") + ":" + os.Getenv("PATH"), "FAILS=" + tt.fails},
				tt.args...)
			var said bytes.Buffer
			command.Stderr = &said
			if err := command.Run(); (err != nil) != (tt.fails != "") ||
				strings.Contains(said.String(), "downloading") != tt.heard {
				t.Errorf("%v, it said %q", err, said.String())
			}
			if left, _ := filepath.Glob(filepath.Join(root, ".cache", "said.*")); len(left) > 0 {
				t.Errorf("left behind: %q", left)
			}
		})
	}
}
