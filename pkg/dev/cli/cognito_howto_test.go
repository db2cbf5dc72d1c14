package main

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"cognitossr/pkg/dev/local"
	"cognitossr/pkg/dev/testtools"
)

// ofTheCognitoPage is the first piece of code in a language on the how-to page about the local Cognito.
func ofTheCognitoPage(t *testing.T, language string) string {
	t.Helper()
	page, err := os.ReadFile("../../../docs/howto/local-cognito.md")
	if err != nil {
		t.Fatal(err)
	}
	_, after, found := strings.Cut(string(page), "```"+language+"\n")
	code, _, closed := strings.Cut(after, "```")
	if !found || !closed {
		t.Fatalf("the page has no %s", language)
	}
	return code
}

// python finds Python with a module.
func python(t *testing.T, module, from string) string {
	t.Helper()
	program := testtools.Require(t, "python3", "https://www.python.org")
	if err := exec.Command(program, "-c", "import "+module).Run(); err != nil {
		testtools.Missing(t, module, "pip install "+from)
	}
	return program
}

// The Python of the how-to runs as it is printed.
func TestPythonOfTheLocalCognitosPage(t *testing.T) {
	program := ofTheCognitoPage(t, "python")
	interpreter := python(t, "boto3", "boto3")
	stack, err := local.StartPool(t.Context(), local.Options{CognitoAddr: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	output, err := exec.CommandContext(t.Context(), interpreter, "-c",
		strings.ReplaceAll(program, "http://127.0.0.1:9229", stack.CognitoURL)).CombinedOutput()
	if err != nil || strings.TrimSpace(string(output)) != "ann" {
		t.Errorf("%v: %s", err, output)
	}
}

// The variables of the how-to are all that boto3 needs, which is what the AWS CLI is made of.
func TestVariablesOfTheLocalCognitosPage(t *testing.T) {
	interpreter := python(t, "boto3", "boto3")
	stack, err := local.StartPool(t.Context(), local.Options{CognitoAddr: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	variables := strings.ReplaceAll(ofTheCognitoPage(t, "sh"), "http://127.0.0.1:9229", stack.CognitoURL)
	alone := "unset AWS_PROFILE AWS_REGION AWS_DEFAULT_REGION\n" +
		"export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null\n"
	program := `import boto3; print(boto3.client("cognito-idp").list_user_pools(MaxResults=1)["UserPools"][0]["Id"])`
	output, err := exec.CommandContext(t.Context(), "sh", "-ec", alone+variables+`"$0" -c "$1"`,
		interpreter, program).CombinedOutput()
	if err != nil || strings.TrimSpace(string(output)) != "eu-west-1_LocalPool" {
		t.Errorf("%v: %s", err, output)
	}
}

// The Compose file is YAML, its command starts, and the address that the other container gets is answered.
func TestComposeFileOfTheLocalCognitosPage(t *testing.T) {
	parse := exec.CommandContext(t.Context(), python(t, "yaml", "PyYAML"), "-c",
		"import json, sys, yaml; json.dump(yaml.safe_load(sys.stdin), sys.stdout)")
	parse.Stdin = strings.NewReader(ofTheCognitoPage(t, "yaml"))
	output, err := parse.Output()
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Services map[string]struct {
			Command     string
			Environment map[string]string
		}
	}
	if err := json.Unmarshal(output, &file); err != nil {
		t.Fatal(err)
	}
	words := strings.Fields(file.Services["cognito"].Command)
	if len(words) < 2 || words[0] != "./build.sh" || words[1] != "cognito" {
		t.Fatalf("the command is %q", words)
	}
	address, err := url.Parse(file.Services["app"].Environment["AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER"])
	if err != nil || address.Port() != "9229" || file.Services[address.Hostname()].Command == "" {
		t.Fatalf("the address is %v, %v", address, err)
	}
	t.Setenv("COGNITO_PORT", "0")
	ctx, stop := context.WithCancel(t.Context())
	command := newCognitoCommand()
	command.SetArgs(words[2:])
	screen := &firstWrite{then: func(text string) {
		defer stop()
		answer := askByHost(t, regexp.MustCompile(`http://127\.0\.0\.1:\d+`).FindString(text), address.Host)
		if answer != http.StatusOK {
			t.Errorf("by the name of the file it answers %d", answer)
		}
	}}
	command.SetOut(screen)
	if err := command.ExecuteContext(ctx); err != nil {
		t.Fatal(err)
	}
	if !screen.written {
		t.Error("it has said nothing")
	}
}

// firstWrite does something with the first text that is written.
type firstWrite struct {
	then    func(text string)
	written bool
}

func (f *firstWrite) Write(text []byte) (int, error) {
	if !f.written {
		f.written = true
		f.then(string(text))
	}
	return len(text), nil
}

// askByHost asks for the discovery document of the first pool by another name.
func askByHost(t *testing.T, origin, host string) int {
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet,
		"http://"+host+"/eu-west-1_LocalPool/.well-known/openid-configuration", nil)
	if err != nil {
		t.Error(err)
		return 0
	}
	client := http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, strings.TrimPrefix(origin, "http://"))
	}}}
	answer, err := client.Do(request)
	if err != nil {
		t.Error(err)
		return 0
	}
	answer.Body.Close()
	return answer.StatusCode
}
