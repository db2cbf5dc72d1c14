package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// tutorialBlock is a block of commands in the tutorial, and the block of output that may follow it.
var tutorialBlock = regexp.MustCompile("(?m)^```sh\n((?:.*\n)*?)```\n(?:\n```text\n((?:.*\n)*?)```\n)?")

// TestTutorialPrintsWhatItSays runs the commands of the chapters in their order, in one shell, against the local site.
func TestTutorialPrintsWhatItSays(t *testing.T) {
	stack := localOnly(t)
	for _, tool := range []string{"bash", "curl", "awk"} {
		if _, err := exec.LookPath(tool); err != nil {
			if os.Getenv("CI") != "" {
				t.Fatalf("the tutorial needs %s: %v", tool, err)
			}
			t.Skipf("the tutorial needs %s", tool)
		}
	}
	const end = "end of block"
	addresses := strings.NewReplacer("localhost:3000", strings.TrimPrefix(stack.SiteURL, "http://"),
		"127.0.0.1:9229", strings.TrimPrefix(stack.CognitoURL, "http://"),
		"localhost%3A3000", strings.ReplaceAll(strings.TrimPrefix(stack.SiteURL, "http://"), ":", "%3A"))
	var script strings.Builder
	var wanted []string
	for _, chapter := range []string{"1-words.md", "2-sign-in-by-hand.md", "4-sessions.md"} {
		for _, block := range blocksOf(t, chapter) {
			fmt.Fprintf(&script, "%s\necho '%s'\n", addresses.Replace(block[1]), end)
			wanted = append(wanted, addresses.Replace(block[2]))
		}
	}
	if len(wanted) < 20 {
		t.Fatalf("found %d blocks of commands: does this test still see them?", len(wanted))
	}
	shell := exec.CommandContext(t.Context(), "bash", "-c", script.String())
	shell.Dir, shell.Stderr = t.TempDir(), os.Stderr
	output, err := shell.Output()
	if err != nil {
		t.Fatalf("running the commands: %v\n%s", err, output)
	}
	printed := strings.Split(string(output), end+"\n")
	if len(printed) != len(wanted)+1 {
		t.Fatalf("%d of %d blocks have ended", len(printed)-1, len(wanted))
	}
	for n, want := range wanted {
		if !asPrinted(want, printed[n]) {
			t.Errorf("block %d prints\n%s\nand the tutorial says\n%s", n+1, printed[n], want)
		}
	}
}

func blocksOf(t *testing.T, chapter string) [][]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../../../docs/tutorial", chapter))
	if err != nil {
		t.Fatal(err)
	}
	return tutorialBlock.FindAllStringSubmatch(string(text), -1)
}

// asPrinted compares an output with what the tutorial says, where "..." stands for anything in a line, and for any
// lines where it stands alone.
func asPrinted(want, got string) bool {
	pattern := regexp.QuoteMeta(want)
	pattern = strings.ReplaceAll(pattern, "\n"+regexp.QuoteMeta("...")+"\n", "\n(?:.*\n)*")
	pattern = strings.ReplaceAll(pattern, regexp.QuoteMeta("..."), ".+")
	return regexp.MustCompile("^" + pattern + "$").MatchString(got)
}

var testCommand = regexp.MustCompile(`(?m)^\./build\.sh test \./(\S+) --run (\S+)$`)

// TestTutorialNamesTestsThatExist: each naive way ends with the test that shows its attack.
func TestTutorialNamesTestsThatExist(t *testing.T) {
	text, err := os.ReadFile("../../../docs/tutorial/3-naive-ways.md")
	if err != nil {
		t.Fatal(err)
	}
	commands := testCommand.FindAllStringSubmatch(string(text), -1)
	if len(commands) != strings.Count(string(text), "```sh\n") || len(commands) < 10 {
		t.Errorf("%d commands that run a test, in %d blocks", len(commands), strings.Count(string(text), "```sh\n"))
	}
	for _, command := range commands {
		sources, err := filepath.Glob(filepath.Join("../../..", command[1], "*_test.go"))
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, source := range sources {
			code, err := os.ReadFile(source)
			if err != nil {
				t.Fatal(err)
			}
			found = found || regexp.MustCompile(`(?m)^func `+regexp.QuoteMeta(command[2])+`\w*\(t \*testing\.T\)`).Match(code)
		}
		if !found {
			t.Errorf("%s has no test whose name begins with %s", command[1], command[2])
		}
	}
}
