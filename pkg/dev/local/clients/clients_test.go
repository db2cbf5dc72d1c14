// Package clients signs in at the local Cognito with the client libraries that applications use, as npm has them. Its
// tests are slow and run with FULL=1 only.
package clients

import (
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"cognitossr/pkg/dev/local"
	"cognitossr/pkg/dev/local/internal/cognito"
	"cognitossr/pkg/dev/testtools"
)

//go:embed node/*.mjs node/*.html node/package.json node/package-lock.json node/.npmrc
var files embed.FS

// installed puts the scripts and their packages into dist/clients, which git ignores, once.
var installed = sync.OnceValues(func() (string, error) {
	folder, err := filepath.Abs("../../../../dist/clients")
	if err != nil {
		return "", err
	}
	entries, err := files.ReadDir("node")
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return "", err
	}
	lock, _ := os.ReadFile(filepath.Join(folder, "package-lock.json"))
	for _, entry := range entries {
		text, err := files.ReadFile("node/" + entry.Name())
		if err != nil {
			return "", err
		}
		if err := os.WriteFile(filepath.Join(folder, entry.Name()), text, 0o644); err != nil {
			return "", err
		}
	}
	wanted, err := files.ReadFile("node/package-lock.json")
	if _, missing := os.Stat(filepath.Join(folder, "node_modules", ".package-lock.json")); err == nil &&
		missing == nil && bytes.Equal(lock, wanted) {
		return folder, nil
	}
	install := exec.Command("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts")
	install.Dir = folder
	if output, installing := install.CombinedOutput(); installing != nil {
		err = errors.Join(err, fmt.Errorf("npm ci: %w: %s", installing, output))
	}
	return folder, err
})

// settings are what a script gets to know.
type settings struct {
	Endpoint     string `json:"endpoint"`
	Pool         string `json:"pool"`
	Client       string `json:"client"`    // a public one
	Passwords    string `json:"passwords"` // a public one that takes passwords as they are
	Web          string `json:"web"`       // a public one of a page, where there is one
	Confidential string `json:"confidential"`
	Secret       string `json:"secret"`
	Email        string `json:"email"`
	Password     string `json:"password"`
	Temporary    string `json:"temporary"` // an address whose password is a temporary one

	trust string // file with a certificate authority; "": none
}

const password = "Correct-Horse-9"

var flows = []string{"ALLOW_USER_SRP_AUTH", "ALLOW_USER_AUTH", "ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"}

// functions ask for a word in CUSTOM_AUTH.
func functions(_ context.Context, _ string, raw []byte) ([]byte, error) {
	var event struct {
		TriggerSource string         `json:"triggerSource"`
		Request       map[string]any `json:"request"`
		Response      map[string]any `json:"response"`
	}
	if err := json.Unmarshal(raw, &event); err != nil {
		return nil, err
	}
	switch event.TriggerSource {
	case "DefineAuthChallenge_Authentication":
		session, _ := event.Request["session"].([]any)
		last := map[string]any{}
		if len(session) > 0 {
			last, _ = session[len(session)-1].(map[string]any)
		}
		switch {
		case last["challengeName"] == "SRP_A":
			event.Response = map[string]any{"challengeName": "PASSWORD_VERIFIER"}
		case last["challengeName"] == "CUSTOM_CHALLENGE" && last["challengeResult"] == true:
			event.Response = map[string]any{"issueTokens": true}
		default:
			event.Response = map[string]any{"challengeName": "CUSTOM_CHALLENGE"}
		}
	case "CreateAuthChallenge_Authentication":
		event.Response = map[string]any{"publicChallengeParameters": map[string]any{"question": "Which word?"}}
	case "VerifyAuthChallengeResponse_Authentication":
		event.Response = map[string]any{"answerCorrect": event.Request["challengeAnswer"] == "swordfish"}
	}
	return json.Marshal(event)
}

// start starts a pool with a public client and a confidential one.
func start(t *testing.T) settings {
	t.Helper()
	s := settings{
		Client: "publicclient0000000000001", Confidential: "confidential0000000000001",
		Secret: "theSecretOfTheOtherClient000",
		Email:  "ann@example.com", Temporary: "new@example.com", Password: password,
	}
	server, err := cognito.New(cognito.Options{
		RotationOff: true, MFA: "OPTIONAL", Trigger: functions, FirstFactors: []string{"PASSWORD", "EMAIL_OTP", "WEB_AUTHN"},
		OtherClients: []cognito.Client{
			{ID: s.Client, AuthFlows: flows}, {ID: s.Confidential, Secret: s.Secret, AuthFlows: flows},
		},
		Users: []cognito.User{{Email: s.Email, Password: password},
			{Email: s.Temporary, Password: password, Status: "FORCE_CHANGE_PASSWORD"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	listener := httptest.NewServer(server)
	t.Cleanup(listener.Close)
	server.SetOrigin(listener.URL)
	s.Endpoint, s.Pool = listener.URL+"/", server.PoolID()
	return s
}

// startAlone starts what "./build.sh cognito" does, with the pools of the how-to page.
func startAlone(t *testing.T, o local.Options) settings {
	t.Helper()
	o.CognitoAddr, o.PoolsFile = "127.0.0.1:0", "../../../../docs/howto/examples/pools.json"
	stack, err := local.StartPool(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return settings{
		Endpoint: stack.CognitoURL + "/", Pool: "eu-west-1_Shop00001", Passwords: "shopwebclient0000000000001",
		Email: "ann@example.com", Password: password,
		trust: o.TLSFile,
	}
}

// full says whether slow tests are part of the run.
func full(t *testing.T) bool {
	t.Helper()
	if os.Getenv("FULL") != "1" {
		t.Log("not part of this run; ./build.sh check --full, or FULL=1, includes it")
		return false
	}
	return true
}

// run runs a script against a pool and turns its lines into sub-tests.
func run(t *testing.T, script string) {
	t.Helper()
	if full(t) {
		runAt(t, start(t), script)
	}
}

func runAt(t *testing.T, s settings, script string) {
	t.Helper()
	output, err := node(t, s, script)
	if err != nil {
		t.Errorf("%s: %v", script, err)
	}
	tried := 0
	for line := range strings.Lines(string(output)) {
		switch {
		case strings.HasPrefix(line, "ok "):
			tried++
		case strings.HasPrefix(line, "FAILED "):
			t.Error(strings.TrimSpace(line))
		default:
			t.Log(strings.TrimSpace(line))
		}
	}
	if tried == 0 {
		t.Error("nothing was tried")
	}
}

// node runs a script and returns what it says.
func node(t *testing.T, s settings, script string) ([]byte, error) {
	t.Helper()
	program := testtools.Require(t, "node", "install Node 20 or newer from https://nodejs.org/")
	testtools.Require(t, "npm", "install Node 20 or newer from https://nodejs.org/, which has it")
	folder, err := installed()
	if err != nil {
		t.Fatal(err)
	}
	told, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), program, filepath.Join(folder, script))
	command.Env = append(os.Environ(), "CLIENT_SETTINGS="+string(told), "NODE_EXTRA_CA_CERTS="+s.trust, "NODE_NO_WARNINGS=1")
	return command.CombinedOutput()
}

func TestAmazonCognitoIdentityJS(t *testing.T) { run(t, "identity-js.mjs") }

func TestAmplify(t *testing.T) { run(t, "amplify.mjs") }

func TestAmplifyFlows(t *testing.T) { run(t, "amplify-flows.mjs") }

func TestCognitoSRPHelper(t *testing.T) { run(t, "srp-helper.mjs") }

func TestAWSSDK(t *testing.T) { run(t, "aws-sdk.mjs") }

func TestOpenIDClient(t *testing.T) { run(t, "openid-client.mjs") }

func TestAuthCore(t *testing.T) { run(t, "auth-core.mjs") }

func TestPassport(t *testing.T) { run(t, "passport.mjs") }

func TestBetterAuth(t *testing.T) { run(t, "better-auth.mjs") }

func TestHono(t *testing.T) { run(t, "hono.mjs") }

// Its provider of Cognito wants HTTPS and the issuer that AWS has.
func TestBetterAuthsOwnProvider(t *testing.T) {
	if full(t) {
		runAt(t, startAlone(t, local.Options{TLSFile: filepath.Join(t.TempDir(), "ca.pem"), Issuer: "aws"}),
			"better-auth-cognito.mjs")
	}
}

// arctic fixes HTTPS.
func TestArctic(t *testing.T) {
	if full(t) {
		runAt(t, startAlone(t, local.Options{TLSFile: filepath.Join(t.TempDir(), "ca.pem")}), "arctic.mjs")
	}
}

func TestAWSJWTVerify(t *testing.T) {
	for name, o := range map[string]local.Options{
		"keys by HTTP": {}, "keys by HTTPS": {TLSFile: filepath.Join(t.TempDir(), "ca.pem")},
		"issuer of AWS": {Issuer: "aws"},
	} {
		t.Run(name, func(t *testing.T) {
			if full(t) {
				runAt(t, startAlone(t, o), "jwt-verify.mjs")
			}
		})
	}
}

// The Node of the how-to page runs as it is printed.
func TestNodeOfTheLocalCognitosPage(t *testing.T) {
	if !full(t) {
		return
	}
	page, err := os.ReadFile("../../../../docs/howto/local-cognito.md")
	if err != nil {
		t.Fatal(err)
	}
	_, after, found := strings.Cut(string(page), "```js\n")
	program, _, closed := strings.Cut(after, "```")
	if !found || !closed {
		t.Fatal("the page has no Node")
	}
	folder, err := installed()
	if err != nil {
		t.Fatal(err)
	}
	s := startAlone(t, local.Options{})
	program = strings.ReplaceAll(program, "http://127.0.0.1:9229", strings.TrimSuffix(s.Endpoint, "/"))
	if err := os.WriteFile(filepath.Join(folder, "howto.mjs"), []byte(program), 0o600); err != nil {
		t.Fatal(err)
	}
	if output, err := node(t, s, "howto.mjs"); err != nil || strings.TrimSpace(string(output)) != "eu-west-1_LocalPool" {
		t.Errorf("%v: %s", err, output)
	}
}
