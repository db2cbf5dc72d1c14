package main

import (
	"context"
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // RFC 6238 says so
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"cognitossr/pkg/dev/testtools/srpclient"
)

// crowd measures sign-ins at a steady rate in a pool with many users, by SRP and an authenticator app. The peers have no
// SRP that checks a password, so that there is nothing to compare with.
func (f cognitoFlags) crowd(ctx context.Context, out io.Writer, kind cognitoKind) error {
	server, err := kind.begin(ctx)
	if err != nil {
		return err
	}
	defer server.end()
	m, err := newCognitoMix(ctx, server, &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true})
	if err != nil {
		return err
	}
	if err := m.do(ctx, "SetUserPoolMfaConfig", object{
		"UserPoolId": m.poolID, "MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": object{"Enabled": true},
	}, nil); err != nil {
		return err
	}
	people := make([]*cognitoPerson, f.users)
	begun := time.Now()
	if err := eachOf(people, func(i int) error {
		people[i] = &cognitoPerson{mix: m, name: fmt.Sprintf("person%05d@example.com", i)}
		return m.create(ctx, people[i].name)
	}); err != nil {
		return err
	}
	made := time.Since(begun)
	signing := people[:f.rate*f.seconds]
	if err := eachOf(signing, func(i int) error { return signing[i].enrol(ctx) }); err != nil {
		return err
	}
	before, _ := cpuTime(server.command.Process.Pid)
	times, problems := f.arrive(ctx, signing)
	after, _ := cpuTime(server.command.Process.Pid)
	memory, _, err := server.memory()
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "\n%d users made in %s; %d sign-ins a second for %d seconds, each by SRP and a code of an app: %d errors, half within %s, 99 of 100 within %s; "+
		"%s of processor time each in the server, which has %s\n", f.users, made.Round(time.Second), f.rate, f.seconds,
		len(problems),
		quantileOf(times, 0.5), quantileOf(times, 0.99),
		((after - before) / time.Duration(len(signing))).Round(10*time.Microsecond), megabytes(memory))
	if len(problems) > 0 {
		return fmt.Errorf("%d of %d sign-ins failed, the first with: %w", len(problems), len(signing), problems[0])
	}
	return nil
}

func quantileOf(times []time.Duration, share float64) time.Duration {
	sorted := slices.Sorted(slices.Values(times))
	return sorted[min(int(share*float64(len(sorted))), len(sorted)-1)].Round(time.Millisecond)
}

// atATime is how many people are set up at a time.
const atATime = 4

// eachOf does something for each element, and returns the first problem.
func eachOf[T any](list []T, do func(i int) error) error {
	problems := make([]error, atATime)
	var group sync.WaitGroup
	for worker := range atATime {
		group.Go(func() {
			for i := worker; i < len(list) && problems[worker] == nil; i += atATime {
				problems[worker] = do(i)
			}
		})
	}
	group.Wait()
	for _, problem := range problems {
		if problem != nil {
			return problem
		}
	}
	return nil
}

// arrive lets people sign in at the rate, whether or not those before them are done.
func (f cognitoFlags) arrive(ctx context.Context, people []*cognitoPerson) (times []time.Duration, problems []error) {
	var mu sync.Mutex
	var group sync.WaitGroup
	ticker := time.NewTicker(time.Second / time.Duration(f.rate))
	defer ticker.Stop()
	for _, person := range people {
		begun := <-ticker.C
		group.Go(func() {
			err := person.signIn(ctx)
			mu.Lock()
			defer mu.Unlock()
			times = append(times, time.Since(begun))
			if err != nil {
				problems = append(problems, err)
			}
		})
	}
	group.Wait()
	return times, problems
}

// cognitoPerson is somebody with an authenticator app.
type cognitoPerson struct {
	mix  *cognitoMix
	name string
	app  []byte // secret of the app
}

// enrol sets the app up with the code of the period before: the present one is for the sign-in, and works once.
func (p *cognitoPerson) enrol(ctx context.Context) error {
	tokens, err := p.mix.signIn(ctx, p.name)
	if err != nil {
		return err
	}
	access := object{"AccessToken": tokens.AuthenticationResult.AccessToken}
	var associated struct{ SecretCode string }
	if err := p.mix.do(ctx, "AssociateSoftwareToken", access, &associated); err != nil {
		return err
	}
	if p.app, err = base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(strings.TrimRight(associated.SecretCode, "=")); err != nil {
		return fmt.Errorf("reading the secret of an app: %w", err)
	}
	access["UserCode"] = p.code(time.Now().Add(-codePeriod))
	if err := p.mix.do(ctx, "VerifySoftwareToken", access, nil); err != nil {
		return err
	}
	delete(access, "UserCode")
	access["SoftwareTokenMfaSettings"] = object{"Enabled": true, "PreferredMfa": true}
	return p.mix.do(ctx, "SetUserMFAPreference", access, nil)
}

const codePeriod = 30 * time.Second

// code is the app's at a time (RFC 6238).
func (p *cognitoPerson) code(at time.Time) string {
	mac := hmac.New(sha1.New, p.app)
	_ = binary.Write(mac, binary.BigEndian, at.Unix()/int64(codePeriod/time.Second)) // a hash takes all
	sum := mac.Sum(nil)
	return fmt.Sprintf("%06d", binary.BigEndian.Uint32(sum[sum[len(sum)-1]&15:])&0x7fffffff%1_000_000)
}

type idpChallenge struct {
	ChallengeName, Session string
	ChallengeParameters    map[string]string
	idpTokens
}

// signIn proves the password by SRP, and answers with a code.
func (p *cognitoPerson) signIn(ctx context.Context) error {
	proof, err := srpclient.Begin(p.mix.poolID, 256)
	if err != nil {
		return err
	}
	var srp, factor, done idpChallenge
	if err := p.mix.do(ctx, "InitiateAuth", object{
		"ClientId": p.mix.clientID, "AuthFlow": "USER_SRP_AUTH",
		"AuthParameters": object{"USERNAME": p.name, "SRP_A": proof.A()},
	}, &srp); err != nil {
		return err
	}
	responses, err := proof.Prove(srp.ChallengeParameters, mixPassword, time.Now())
	if err != nil {
		return err
	}
	if err := p.answer(ctx, srp, responses, &factor); err != nil {
		return err
	}
	if factor.ChallengeName != "SOFTWARE_TOKEN_MFA" {
		return fmt.Errorf("RespondToAuthChallenge: %q, want SOFTWARE_TOKEN_MFA", factor.ChallengeName)
	}
	if err := p.answer(ctx, factor, map[string]string{"SOFTWARE_TOKEN_MFA_CODE": p.code(time.Now())}, &done); err != nil {
		return err
	}
	if done.AuthenticationResult.AccessToken == "" {
		return fmt.Errorf("RespondToAuthChallenge: no tokens for %s", p.name)
	}
	return nil
}

func (p *cognitoPerson) answer(ctx context.Context, challenge idpChallenge, responses map[string]string,
	next *idpChallenge) error {
	responses = maps.Clone(responses)
	if responses["USERNAME"] == "" {
		responses["USERNAME"] = p.name
	}
	in := object{"ClientId": p.mix.clientID, "ChallengeName": challenge.ChallengeName, "ChallengeResponses": responses}
	if challenge.Session != "" {
		in["Session"] = challenge.Session
	}
	return p.mix.do(ctx, "RespondToAuthChallenge", in, next)
}
