package contract

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"

	"cognitossr/pkg/awsclient"
	"cognitossr/pkg/dev/local/internal/cognito"
)

const (
	callbackURL = "http://localhost:3000/auth/callback"
	signOutURL  = "http://localhost:3000/auth/signed-out"
)

var otherFlows = []string{"ALLOW_USER_SRP_AUTH", "ALLOW_USER_AUTH", "ALLOW_CUSTOM_AUTH"}

// movedClock is the machine's clock and what the cases advanced it by.
type movedClock struct {
	mu     sync.Mutex
	offset time.Duration
}

func (c *movedClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.offset)
}

func (c *movedClock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.offset += d
}

// eventLog keeps the events of the pool's triggers and lets everything pass.
type eventLog struct {
	mu     sync.Mutex
	events []json.RawMessage
}

func (l *eventLog) note(_ context.Context, _ string, event []byte) ([]byte, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.events = append(l.events, bytes.Clone(event))
	return decide(event)
}

// decide has the functions ask for a word; those of other triggers let everything pass.
func decide(raw []byte) ([]byte, error) {
	var event map[string]any
	if err := json.Unmarshal(raw, &event); err != nil {
		return nil, err
	}
	request, _ := event["request"].(map[string]any)
	switch event["triggerSource"] {
	case "DefineAuthChallenge_Authentication":
		event["response"] = map[string]any{"challengeName": "CUSTOM_CHALLENGE"}
		if session, _ := request["session"].([]any); len(session) > 0 &&
			session[len(session)-1].(map[string]any)["challengeResult"] == true {
			event["response"] = map[string]any{"issueTokens": true}
		}
	case "CreateAuthChallenge_Authentication":
		event["response"] = map[string]any{
			"publicChallengeParameters":  map[string]any{"question": "Which word?"},
			"privateChallengeParameters": map[string]any{"word": "swordfish"}, "challengeMetadata": "WORD",
		}
	case "VerifyAuthChallengeResponse_Authentication":
		event["response"] = map[string]any{"answerCorrect": request["challengeAnswer"] == "swordfish"}
	}
	return json.Marshal(event)
}

func (l *eventLog) of(address string) []json.RawMessage {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(l.events),
		func(e json.RawMessage) bool { return !bytes.Contains(e, []byte(address)) })
}

// emulator starts the local Cognito and describes it as a target.
func emulator(t *testing.T, firstFactors ...string) Target {
	t.Helper()
	clock, events := &movedClock{}, &eventLog{}
	server, err := cognito.New(cognito.Options{
		CallbackURLs: []string{callbackURL}, LogoutURLs: []string{signOutURL}, Now: clock.Now, Trigger: events.note,
		Providers: []cognito.Provider{{Name: "Google"}}, FirstFactors: firstFactors,
		OtherClients: []cognito.Client{{ID: "anotherclient0000000000001", Secret: "theSecretOfAnotherClient0000",
			CallbackURLs: []string{callbackURL}, AuthFlows: otherFlows}},
	})
	if err != nil {
		t.Fatal(err)
	}
	listener := httptest.NewServer(server)
	t.Cleanup(listener.Close)
	server.SetOrigin(listener.URL)
	return Target{
		Name: "local", Domain: listener.URL, Issuer: server.Issuer(), Endpoint: listener.URL, Region: "eu-west-1",
		PoolID:   server.PoolID(),
		ClientID: server.ClientID(), ClientSecret: server.ClientSecret(), CallbackURL: callbackURL, SignOutURL: signOutURL,
		Credentials: credentials.NewStaticCredentialsProvider("local", "local", ""), Grace: time.Minute, Forms: true,
		Advance: clock.advance, Now: clock.Now, Factors: true,
		OtherClientID: "anotherclient0000000000001", OtherClientSecret: "theSecretOfAnotherClient0000",
		OtherFlows: otherFlows, FirstFactors: len(firstFactors) > 0,
		RoleARN:  "arn:aws:iam::123456789012:role/contract",
		Provider: "Google",
		Events:   events.of,
		Mail:     func(ctx context.Context, address string) (string, error) { return inbox(ctx, listener.URL, address) },
	}
}

// inbox reads the newest code for an address.
func inbox(ctx context.Context, origin, address string) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, origin+"/_local/inbox", nil)
	if err != nil {
		return "", err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	var mails []struct{ To, Code string }
	if err := json.NewDecoder(resp.Body).Decode(&mails); err != nil {
		return "", err
	}
	for _, m := range mails {
		if m.To == address {
			return m.Code, nil
		}
	}
	return "", fmt.Errorf("no mail for %s", address)
}

func TestLocalCognitoKeepsTheContract_N02_R56(t *testing.T) { Run(t, emulator(t)) }

// A pool with other first factors than the password cannot require a second one, so it is another pool.
func TestLocalCognitoWithFirstFactorsKeepsTheContract_N02(t *testing.T) {
	run(t, emulator(t, "PASSWORD", "EMAIL_OTP", "WEB_AUTHN"), slices.Concat(firstFactorCases, passkeyCases))
}

// The same against a real pool, when one is named: ./build.sh contract --pool ID does that. Its mails are not read and
// its clock does not move, so the cases that need those are left out, and said to be.
func TestRealCognitoKeepsTheContract_N02(t *testing.T) {
	env := func(name string) string { return os.Getenv("COGNITO_CONTRACT_" + name) }
	if env("POOL_ID") == "" {
		t.Log("not run: COGNITO_CONTRACT_POOL_ID names no real pool")
		return
	}
	target, err := Describe(t.Context(), awsConfig(t), RealPool{PoolID: env("POOL_ID"), ClientID: env("CLIENT_ID"),
		Domain: env("DOMAIN"), Forms: env("FORMS") == "true"})
	if err != nil {
		t.Fatal(err)
	}
	Run(t, target)
}

// awsConfig has the credentials and the endpoint of the environment.
func awsConfig(t *testing.T) aws.Config {
	t.Helper()
	loaded, err := config.LoadDefaultConfig(t.Context())
	loaded.HTTPClient = awsclient.KeepBodies(loaded.HTTPClient)
	return must(t, loaded, err)
}

// What a pool is like is asked of the pool: here of the local one, by the way that leads to AWS.
func TestRealPoolIsDescribed_N02(t *testing.T) {
	local := emulator(t)
	t.Setenv("AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER", local.Endpoint)
	t.Setenv("AWS_ACCESS_KEY_ID", "local")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "local")
	got, err := Describe(t.Context(), awsConfig(t), RealPool{PoolID: local.PoolID, ClientID: local.ClientID,
		Domain: local.Domain, Forms: true})
	if err != nil {
		t.Fatal(err)
	}
	if got.Endpoint != local.Endpoint || got.Issuer != local.Issuer || got.ClientSecret != local.ClientSecret ||
		got.CallbackURL != callbackURL || got.SignOutURL != signOutURL || got.Grace != time.Minute {
		t.Errorf("got %+v", got)
	}
	api := idp.NewFromConfig(awsConfig(t))
	if _, err := api.DeleteUserPoolDomain(t.Context(), &idp.DeleteUserPoolDomainInput{UserPoolId: &local.PoolID,
		Domain: aws.String("local")}); err != nil {
		t.Fatal(err)
	}
	for name, p := range map[string]RealPool{
		"no id of a pool":           {PoolID: "LocalPool", Domain: local.Domain},
		"another pool":              {PoolID: "eu-west-1_Another", Domain: local.Domain},
		"no domain":                 {PoolID: local.PoolID, ClientID: local.ClientID},
		"two clients and no name":   {PoolID: local.PoolID, Domain: local.Domain},
		"a client without sign-out": {PoolID: local.PoolID, Domain: local.Domain, ClientID: local.OtherClientID},
	} {
		if _, err := Describe(t.Context(), awsConfig(t), p); err == nil {
			t.Errorf("%s was described", name)
		}
	}
}
