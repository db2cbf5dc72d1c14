package terraform_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The plans against mocks, tests/*.tftest.hcl: which switches there are, what is refused, and what each module makes.
// Their messages say what they hold, and for which requirements.
func TestPlansAgainstMocks_N10(t *testing.T) {
	t.Parallel()
	s := newStack(t, "AWS_REGION="+region)
	s.mustMockEverything(t)
	if output, err := s.run(t, "test"); err != nil {
		t.Errorf("terraform test: %v\n%s", err, lastLines(output, 80))
	}
}

// The variables alone, without providers and modules: what they refuse takes milliseconds here instead of seconds.
func TestVariablesRefuseMistakes_N10(t *testing.T) {
	t.Parallel()
	s := newVariables(t)
	if output, err := s.run(t, "test"); err != nil {
		t.Errorf("terraform test: %v\n%s", err, lastLines(output, 80))
	}
}

// mustMockEverything looks that no suite configures a provider: all of them share one process (see unconfigured).
func (s stack) mustMockEverything(t *testing.T) {
	t.Helper()
	suites, err := filepath.Glob(filepath.Join(s.folder, "tests", "*.tftest.hcl"))
	if err != nil || len(suites) == 0 {
		t.Fatalf("no suites: %v", err)
	}
	root, err := os.ReadFile(filepath.Join(s.folder, "providers.tf"))
	if err != nil {
		t.Fatal(err)
	}
	ofRoot := strings.Count(string(root), "provider \"aws\" {")
	for _, suite := range suites {
		content, err := os.ReadFile(suite)
		if err != nil {
			t.Fatal(err)
		}
		count := func(block string) int { return strings.Count(string(content), "\n"+block+" {") }
		configurations := ofRoot
		if count("  module") == len(regexp.MustCompile(`(?m)^run "`).FindAll(content, -1)) {
			configurations = 1 // each run is of one module alone
		}
		if mocks := count(`mock_provider "aws"`); mocks != configurations {
			t.Errorf("%s mocks %d configurations of the provider, want %d", filepath.Base(suite), mocks, configurations)
		}
	}
}

func TestConfigurationIsFormattedAndValid(t *testing.T) {
	s := newStack(t)
	if output, err := s.run(t, "fmt", "-check", "-diff", "-recursive"); err != nil {
		t.Errorf("run terraform fmt -recursive terraform:\n%s", output)
	}
	s.must(t, "validate")
}

// Functions get an address once it responds: the graph of dependencies orders the steps.
func TestAddressesAnswerBeforeTheyAreTold_N27(t *testing.T) {
	t.Parallel()
	s := newStack(t)
	needs := map[string][]string{}
	for _, edge := range regexp.MustCompile(`"([^"]+)" -> "([^"]+)"`).FindAllStringSubmatch(s.must(t, "graph"), -1) {
		needs[edge[1]] = append(needs[edge[1]], edge[2])
	}
	const function, record, mapping = "module.function.aws_lambda_function.this", "aws_route53_record.site", "module.api.aws_apigatewayv2_api_mapping.this"
	for later, earlier := range map[string][]string{
		function: {record, "aws_route53_record.auth", "module.user_pool.aws_cognito_user_pool_client.site"},
		"module.user_pool.aws_cognito_user_pool_client.site": {record},
		record:                    {mapping, "module.edge.aws_cloudfront_distribution.this"},
		"aws_route53_record.auth": {"module.user_pool.aws_cognito_user_pool_domain.custom"},
	} {
		for _, resource := range earlier {
			if !reaches(needs, later, resource) {
				t.Errorf("%s does not wait for %s, but for %s", later, resource, strings.Join(needs[later], ", "))
			}
		}
	}
	if reaches(needs, mapping, function) {
		t.Error("the mapping waits for the functions")
	}
}

// reaches reports whether a resource needs another, itself or by way of what it needs.
func reaches(needs map[string][]string, from, to string) bool {
	seen := map[string]bool{}
	next := []string{from}
	for len(next) > 0 {
		resource := next[0]
		next = next[1:]
		if resource == to {
			return true
		}
		if !seen[resource] {
			seen[resource] = true
			next = append(next, needs[resource]...)
		}
	}
	return false
}
