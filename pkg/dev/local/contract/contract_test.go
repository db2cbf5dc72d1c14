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
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"cognitossr/pkg/dev/local/internal/cognito"
)

const (
	callbackURL = "http://localhost:3000/auth/callback"
	signOutURL  = "http://localhost:3000/auth/signed-out"
)

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
	return event, nil
}

func (l *eventLog) of(address string) []json.RawMessage {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(l.events), func(e json.RawMessage) bool { return !bytes.Contains(e, []byte(address)) })
}

// emulator starts the local Cognito and describes it as a target.
func emulator(t *testing.T) Target {
	t.Helper()
	clock, events := &movedClock{}, &eventLog{}
	server, err := cognito.New(cognito.Options{
		CallbackURLs: []string{callbackURL}, LogoutURLs: []string{signOutURL}, Now: clock.Now, Trigger: events.note,
		OtherClients: []cognito.Client{{ID: "anotherclient0000000000001", Secret: "theSecretOfAnotherClient0000", CallbackURLs: []string{callbackURL}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	listener := httptest.NewServer(server)
	t.Cleanup(listener.Close)
	server.SetOrigin(listener.URL)
	return Target{
		Name: "local", Domain: listener.URL, Issuer: server.Issuer(), Endpoint: listener.URL, Region: "eu-west-1", PoolID: server.PoolID(),
		ClientID: server.ClientID(), ClientSecret: server.ClientSecret(), CallbackURL: callbackURL, SignOutURL: signOutURL,
		Credentials: credentials.NewStaticCredentialsProvider("local", "local", ""), Grace: time.Minute, Forms: true, Advance: clock.advance,
		OtherClientID: "anotherclient0000000000001", OtherClientSecret: "theSecretOfAnotherClient0000",
		RoleARN: "arn:aws:iam::123456789012:role/contract",
		Events:  events.of,
		Mail:    func(ctx context.Context, address string) (string, error) { return inbox(ctx, listener.URL, address) },
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

// The same against a real pool, when one is named:
//
//	COGNITO_CONTRACT_POOL_ID, _CLIENT_ID, _CLIENT_SECRET, _DOMAIN (origin), _CALLBACK_URL, _SIGN_OUT_URL
//
// with AWS credentials in the usual places. Its mails are not read and its clock does not move, so the cases
// that need those are left out, and said to be. The date is in the log, for the record.
func TestRealCognitoKeepsTheContract_N02(t *testing.T) {
	env := func(name string) string { return os.Getenv("COGNITO_CONTRACT_" + name) }
	if env("POOL_ID") == "" {
		t.Log("not run: COGNITO_CONTRACT_POOL_ID names no real pool")
		return
	}
	loaded, err := config.LoadDefaultConfig(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	region, _, _ := strings.Cut(env("POOL_ID"), "_")
	t.Logf("real pool in %s on %s", region, time.Now().UTC().Format(time.DateOnly))
	Run(t, Target{
		Name: "AWS", Domain: env("DOMAIN"), Issuer: "https://cognito-idp." + region + ".amazonaws.com/" + env("POOL_ID"), Region: region,
		PoolID: env("POOL_ID"), ClientID: env("CLIENT_ID"), ClientSecret: env("CLIENT_SECRET"), CallbackURL: env("CALLBACK_URL"),
		SignOutURL: env("SIGN_OUT_URL"), Credentials: aws.NewCredentialsCache(loaded.Credentials), Grace: time.Minute,
	})
}
