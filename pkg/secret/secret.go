// Package secret reads the app client's secret: from the environment on a developer's machine, from the SSM parameter
// store on AWS. Only functions with "secret": true in routes.json may import it; all others hold no secret. It must not
// link the SDK's client, which made the three functions of every sign-in start in twice the time of a page.
package secret

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync/atomic"
	"time"

	"cognitossr/pkg/awsjson"
	"cognitossr/pkg/config"
	"cognitossr/pkg/sensitive"
	"cognitossr/pkg/singleflight"
)

// readTimeout is how long a visitor waits for the parameter, retries included.
const readTimeout = 2 * time.Second

const getParameter awsjson.Action = "ssm:GetParameter"

// rereadPause is how long a secret that was refused although it is the parameter's is not read again: a wrong one would
// otherwise be read for each visitor.
const rereadPause = 5 * time.Second

// Source returns a function that returns the secret of a configured site: the one in the configuration, or else the
// value of the parameter that it names. The parameter is read once per instance of a function, at the first call, and
// again after the secret was refused: it may have been replaced ("./build.sh rotate-secret"). Concurrent callers share
// one read. A failure is not kept.
func Source(c config.Config) func(ctx context.Context, refused sensitive.Text) (sensitive.Text, error) {
	if !c.ClientSecret.Empty() {
		return func(context.Context, sensitive.Text) (sensitive.Text, error) { return c.ClientSecret, nil }
	}
	p := &parameter{name: c.ClientSecretParameter, aws: awsjson.New(os.Getenv, awsjson.Usual), now: time.Now}
	return p.value
}

// parameter is the secret in the parameter store.
type parameter struct {
	name  string
	aws   awsjson.Caller
	now   func() time.Time
	reads singleflight.Group[sensitive.Text] // not abandoned: the next caller gets the result of one who has left
	known atomic.Pointer[reading]            // nil until a read has succeeded
}

// reading is a secret and when it was read.
type reading struct {
	secret sensitive.Text
	at     time.Time
}

var errNotConfigured = errors.New("neither COGNITO_CLIENT_SECRET nor COGNITO_CLIENT_SECRET_PARAMETER is set")

func (p *parameter) value(ctx context.Context, refused sensitive.Text) (sensitive.Text, error) {
	if known := p.known.Load(); known != nil {
		stale := !refused.Empty() && known.secret.Equal(refused)
		if !stale || p.now().Sub(known.at) < rereadPause {
			return known.secret, nil
		}
	}
	secret, err := sensitive.Text{}, errNotConfigured
	if p.name != "" {
		secret, _, err = p.reads.Join(readTimeout, p.read).Wait(ctx)
	}
	if err != nil {
		return sensitive.Text{}, fmt.Errorf("reading the client secret: %w", err)
	}
	return secret, nil
}

// read reads the parameter and keeps its value. Its errors hold neither the value nor a message of AWS.
//
// Source: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html
func (p *parameter) read(ctx context.Context) (sensitive.Text, error) {
	answer, err := p.aws.Call(ctx, getParameter, `{"Name":`+awsjson.Quote(p.name)+`,"WithDecryption":true}`)
	if err != nil {
		return sensitive.Text{}, err
	}
	value, ok := awsjson.Text(answer, "Parameter", "Value")
	if !ok {
		return sensitive.Text{}, awsjson.Invalid(getParameter)
	}
	if value == "" {
		return sensitive.Text{}, errors.New("the parameter is empty")
	}
	secret := sensitive.New(value)
	p.known.Store(&reading{secret, p.now()})
	return secret, nil
}
