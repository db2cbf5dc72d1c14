package repotest

import (
	"go/version"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/mod/modfile"
)

var (
	usedAction = regexp.MustCompile(`(?m)^\s*(?:- )?uses:\s*(\S+)(.*)$`)
	ofACommit  = regexp.MustCompile(`^[\w.-]+/[\w./-]+@[0-9a-f]{40}$`)
	granted    = regexp.MustCompile(`(?m)^    permissions:\n      contents: read\n      id-token: write\n(      pull-requests: write\n)?`)
	installed  = regexp.MustCompile(`pip install ([^\n]+)`)
)

// TestWorkflowsArePinned: workflows run pinned versions only, and with read access only.
func TestWorkflowsArePinned_SEC122(t *testing.T) {
	workflows, err := filepath.Glob("../../../.github/workflows/*.yml")
	if err != nil || len(workflows) == 0 {
		t.Fatalf("there is no workflow: %v", err)
	}
	for _, path := range workflows {
		source, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		text, name := string(source), filepath.Base(path)
		for _, action := range usedAction.FindAllStringSubmatch(text, -1) {
			if !ofACommit.MatchString(action[1]) || !strings.Contains(action[2], "# v") {
				t.Errorf("%s uses %s: pin it to a commit, with the version as a comment", name, action[1])
			}
		}
		for _, packages := range installed.FindAllStringSubmatch(text, -1) {
			for word := range strings.FieldsSeq(packages[1]) {
				if !strings.HasPrefix(word, "-") && !strings.Contains(word, "==") {
					t.Errorf("%s installs %s without a version", name, word)
				}
			}
		}
		// A deployment proves to AWS who it is, and the plan of a pull request becomes a comment there: for these jobs alone.
		if name == "deploy.yml" {
			text = granted.ReplaceAllString(text, "")
		}
		if !strings.Contains(text, "\npermissions:\n  contents: read\n") || strings.Contains(text, ": write") {
			t.Errorf("%s has more than read access", name)
		}
		if strings.Count(text, "actions/checkout@") != strings.Count(text, "persist-credentials: false") {
			t.Errorf("%s leaves the token of the repository on disk", name)
		}
		for _, loose := range []string{"pull_request_target", "AWS_SECRET_ACCESS_KEY", "@latest", "curl "} {
			if strings.Contains(text, loose) {
				t.Errorf("%s has %s", name, loose)
			}
		}
	}
}

// TestDeploymentIsOptedInAndApproved: a clone of the repository deploys nothing by itself, code of a fork gets no
// credentials, and what is merged waits for the reviewers of the environment.
func TestDeploymentIsOptedInAndApproved_SEC122(t *testing.T) {
	source, err := os.ReadFile("../../../.github/workflows/deploy.yml")
	if err != nil {
		t.Fatal(err)
	}
	_, jobs, _ := strings.Cut(string(source), "\njobs:\n")
	plan, deploy, _ := strings.Cut(jobs, "\n  deploy:\n")
	for job, wants := range map[string][]string{
		plan: {
			"if: github.event_name == 'pull_request' && vars.AWS_PLAN_ROLE != '' && github.event.pull_request.head.repo.full_name == github.repository\n",
			"--plan-only", "role-to-assume: ${{ vars.AWS_PLAN_ROLE }}\n",
		},
		deploy: {
			"if: github.event_name == 'push' && vars.AWS_DEPLOY_ROLE != ''\n", "\n    environment: ", "--auto-approve",
			"role-to-assume: ${{ vars.AWS_DEPLOY_ROLE }}\n",
		},
	} {
		for _, want := range wants {
			if !strings.Contains(job, want) {
				t.Errorf("a job does not say %q:\n%s", want, job)
			}
		}
	}
	if strings.Contains(plan, "--auto-approve") || strings.Contains(deploy, "pull-requests: write") ||
		strings.Contains(string(source), "--allow-replace") {
		t.Error("a job may do more than it should")
	}
	for _, line := range strings.Split(string(source), "\n") {
		if strings.Contains(line, "run:") && strings.Contains(line, "${{") {
			t.Errorf("a command is put together from an expression: %s", line)
		}
	}
}

// TestKnownFaultsAreLookedFor: a vulnerability that becomes known changes nothing in the repository, so that there is a
// daily check.
func TestKnownFaultsAreLookedFor_SEC121(t *testing.T) {
	source, err := os.ReadFile("../../../.github/workflows/vulnerabilities.yml")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []*regexp.Regexp{
		regexp.MustCompile(`(?m)^  schedule:\n    - cron: '\d+ \d+ \* \* \*'`),
		regexp.MustCompile(`(?m)^  pull_request:`),
		regexp.MustCompile(`go run golang\.org/x/vuln/cmd/govulncheck@v\d+\.\d+\.\d+ \./\.\.\.`),
		regexp.MustCompile(`(?m)^ +go-version-file: go\.mod$`),
		regexp.MustCompile(`run: echo "GOTOOLCHAIN=\$\(sed -n 's/\^toolchain //p' go\.mod\)" >> "\$GITHUB_ENV"`),
		regexp.MustCompile(`go mod verify`),
		regexp.MustCompile(`go mod tidy -diff`),
	} {
		if !want.Match(source) {
			t.Errorf("the workflow does not say %s", want)
		}
	}
}

// TestOneGoForEverything: what is checked and searched for known faults is what is deployed. The toolchain line of
// go.mod names it, package gotool and build.sh follow that line, and no workflow has a version of its own.
func TestOneGoForEverything_SEC121(t *testing.T) {
	source, err := os.ReadFile("../../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	module, err := modfile.Parse("go.mod", source, nil)
	if err != nil {
		t.Fatal(err)
	}
	if module.Toolchain == nil || module.Go == nil || version.Compare(module.Toolchain.Name, "go"+module.Go.Version) < 0 {
		t.Errorf("go.mod has toolchain %v and go %v", module.Toolchain, module.Go)
	}
	workflows, err := filepath.Glob("../../../.github/workflows/*.yml")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range workflows {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "go-version:") ||
			strings.Count(string(text), "actions/setup-go@") != strings.Count(string(text), "go-version-file: go.mod") {
			t.Errorf("%s installs a Go version of its own", filepath.Base(path))
		}
	}
}
