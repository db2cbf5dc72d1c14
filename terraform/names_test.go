package terraform_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"cognitossr/pkg/config"
)

// TestFunctionEnvironmentRefusesTheSitesOwnNames: a value of function_environment would be overwritten without a word, or
// would change what the site says of itself. The names are those that the configuration of functions sets and reads.
func TestFunctionEnvironmentRefusesTheSitesOwnNames_N18(t *testing.T) {
	variables := read(t, "variables_site.tf")
	pattern := regexp.MustCompile(`can\(regex\("(\^\(COGNITO_[^"]*)", trimprefix\(name, "AWS_ENDPOINT_URL_"\)\)\)`).FindStringSubmatch(variables)
	if pattern == nil {
		t.Fatal("variables_site.tf does not say which names function_environment refuses")
	}
	refused := regexp.MustCompile(pattern[1])
	var names []string
	for _, found := range regexp.MustCompile(`(?m)\b([A-Z][A-Z0-9_]{3,}) += `).FindAllStringSubmatch(read(t,
		"functions.tf")+read(t, "sign_out.tf"), -1) {
		names = append(names, found[1])
	}
	for _, function := range table(t).Functions {
		if function.Setting != "" {
			names = append(names, function.SettingVariable())
		}
	}
	_, _ = config.Load(func(name string) string { names = append(names, name); return "" })
	for _, want := range []string{"MIGRATE_FROM", "COGNITO_TRUSTED_PROVIDERS", "MAILS_BY_LANGUAGE",
		"INSTANT_SIGN_OUT_TABLE", "SECURITY_CONTACT"} {
		if !slices.Contains(names, want) {
			t.Errorf("%s is not found: the search proves nothing", want)
		}
	}
	for _, name := range names {
		if name != "GOMAXPROCS" && !refused.MatchString(name) { // which function_environment may set
			t.Errorf("function_environment accepts %s, which the site sets", name)
		}
	}
	if refused.MatchString("REPORTS_TABLE") || refused.MatchString("DYNAMODB") {
		t.Error("function_environment refuses names of one's own")
	}
}

func read(t *testing.T, file string) string {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(content), "\r\n", "\n")
}
