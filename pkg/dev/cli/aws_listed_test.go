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

// TestToolWithoutAWSLinksNoSDK: its compilation is most of the first start.
func TestToolWithoutAWSLinksNoSDK(t *testing.T) {
	root, _ := project(t)
	if output, err := frontDoor(t, nil, "help", "users").CombinedOutput(); err != nil ||
		!strings.Contains(string(output), "set-password") {
		t.Errorf("help users: %v\n%s", err, output)
	}
	if output, err := frontDoor(t, nil, "help").CombinedOutput(); err != nil ||
		!strings.Contains(string(output), awsListed[0].short) {
		t.Errorf("help: %v\n%s", err, output)
	}
	for tool, wanted := range map[string]bool{"cli": false, "cli-aws": true} {
		info, err := buildinfo.ReadFile(filepath.Join(root, ".cache", tool))
		if err != nil {
			t.Fatal(err)
		}
		links := slices.ContainsFunc(info.Deps, func(m *debug.Module) bool { return strings.Contains(m.Path, "aws-sdk-go-v2/service") })
		if links != wanted {
			t.Errorf("%s links a client of the AWS SDK: %v, want %v", tool, links, wanted)
		}
	}
}
