//go:build unix

package main

import (
	"debug/buildinfo"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
)

// TestCommandsThatCallAWSAreListed: the help of the tool without them shows them, and build.sh compiles the one with
// them.
func TestCommandsThatCallAWSAreListed(t *testing.T) {
	var have []listedCommand
	var names []string
	for _, command := range awsCommands() {
		have = append(have, listedCommand{command.Use, command.Short})
		names = append(names, command.Name())
	}
	if !slices.Equal(have, awsListed) {
		t.Errorf("awsListed is %q, the commands are %q", awsListed, have)
	}
	root, _ := project(t)
	script, err := os.ReadFile(filepath.Join(root, "build.sh"))
	if err != nil {
		t.Fatal(err)
	}
	if want := strings.Join(names, " | ") + " | --man) tool=cli-aws"; !strings.Contains(string(script), "\n"+want) {
		t.Errorf("build.sh has no line that begins with %q", want)
	}
}

// TestToolsLinkWhatTheyNeed: compiling the SDK is most of the first start, and all that the local Cognito links is in the
// memory of a server.
func TestToolsLinkWhatTheyNeed(t *testing.T) {
	root, _ := project(t)
	if output, err := frontDoor(t, nil, "help", "cognito").CombinedOutput(); err != nil ||
		!strings.Contains(string(output), "--managed-login") {
		t.Errorf("help cognito: %v\n%s", err, output)
	}
	if output, err := frontDoor(t, nil, "help", "users").CombinedOutput(); err != nil ||
		!strings.Contains(string(output), "set-password") {
		t.Errorf("help users: %v\n%s", err, output)
	}
	if output, err := frontDoor(t, nil, "help").CombinedOutput(); err != nil ||
		!strings.Contains(string(output), awsListed[0].short) {
		t.Errorf("help: %v\n%s", err, output)
	}
	for tool, wanted := range map[string][]bool{"cli": {false, true}, "cli-aws": {true, true}, "cli-cognito": {false, false}} {
		info, err := buildinfo.ReadFile(filepath.Join(root, ".cache", tool))
		if err != nil {
			t.Fatal(err)
		}
		for i, path := range []string{"github.com/aws/aws-sdk-go-v2/service/", "github.com/hashicorp/hcl/v2"} {
			if links := slices.ContainsFunc(info.Deps, func(m *debug.Module) bool {
				return strings.HasPrefix(m.Path, path)
			}); links != wanted[i] {
				t.Errorf("%s links %s: %v, want %v", tool, path, links, wanted[i])
			}
		}
	}
	size := func(tool string) int64 {
		info, err := os.Stat(filepath.Join(root, ".cache", tool))
		if err != nil {
			t.Fatal(err)
		}
		return info.Size()
	}
	if alone, all := size("cli-cognito"), size("cli"); alone > all*85/100 {
		t.Errorf("the tool of the local Cognito has %d bytes, and that of all commands %d", alone, all)
	}
}
