package terraform_test

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// unconfigured are the commands that only ask a provider what it knows: they read schemas, and "test" plans against
// mocks (each suite of tests/*.tftest.hcl mocks every configuration of the provider). A plan or an apply configures
// the provider once for each region, and needs a process for each.
var unconfigured = []string{"test", "validate", "graph", "show"}

const reattach = "TF_REATTACH_PROVIDERS="

// startProvider starts the provider that "terraform init" has put into the stack, and returns the setting with which
// Terraform uses this process. Left alone it starts the provider, all 700 MB of it, anew for each step of each plan:
// more than half of the processor time of the plans against mocks.
//
// Source: https://developer.hashicorp.com/terraform/plugin/debugging
func (s stack) startProvider(t *testing.T) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(s.folder, ".terraform", "providers", "*", "hashicorp", "aws", "*", "*", "terraform-provider-aws*"))
	if err != nil || len(found) != 1 {
		t.Fatalf("the provider's program in the initialised stack: %v, %v", found, err)
	}
	command := exec.Command(found[0], "-debug")
	command.Env = cleanEnviron()
	output, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatalf("starting the provider: %v", err)
	}
	t.Cleanup(func() {
		_ = command.Process.Signal(os.Interrupt) // it then removes its socket
		_ = command.Wait()
	})
	setting, err := reattachSetting(output)
	if err != nil {
		t.Fatal(err)
	}
	return setting
}

// reattachSetting reads what the provider says until it tells how Terraform finds it, as in NAME='JSON', and goes on
// reading so that the provider never waits for a reader.
func reattachSetting(output io.Reader) (string, error) {
	lines := bufio.NewScanner(output)
	for lines.Scan() {
		if _, quoted, found := strings.Cut(lines.Text(), reattach); found {
			go func() { _, _ = io.Copy(io.Discard, output) }()
			return reattach + strings.Trim(quoted, "'"), nil
		}
	}
	return "", fmt.Errorf("the provider did not say how Terraform finds it: %w", errorOr(lines.Err(), io.EOF))
}
