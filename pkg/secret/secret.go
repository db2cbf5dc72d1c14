// Package secret reads the app client's secret: from the environment on a developer's machine, from the SSM parameter
// store on AWS. Only functions with "secret": true in routes.json may import it; all others hold no secret and link no
// SDK.
package secret

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssm"

	"cognitossr/pkg/awsclient"
	"cognitossr/pkg/config"
	"cognitossr/pkg/sensitive"
	"cognitossr/pkg/singleflight"
)

// readTimeout is how long a visitor waits for the parameter, retries included.
const readTimeout = 2 * time.Second

// Source returns a function that returns the secret of a configured site: the one in the configuration, or else the
// value of the parameter that it names. The parameter is read once per instance of a function, at the first call;
// concurrent callers share the one read. A failure is not kept. Only new instances see a secret that is replaced:
// deploy after changing it.
func Source(c config.Config) func(context.Context) (sensitive.Text, error) {
	if !c.ClientSecret.Empty() {
		return func(context.Context) (sensitive.Text, error) { return c.ClientSecret, nil }
	}
	p := &parameter{name: c.ClientSecretParameter, store: func() store {
		// No region: the parameter is where the function is.
		return ssm.NewFromConfig(awsclient.Config(os.Getenv, "SSM", ""))
	}}
	return p.value
}

// store is what is used of *ssm.Client.
type store interface {
	GetParameter(
		ctx context.Context, input *ssm.GetParameterInput, options ...func(*ssm.Options),
	) (*ssm.GetParameterOutput, error)
}

// parameter is the secret in the parameter store.
type parameter struct {
	name  string
	store func() store
	reads singleflight.Group[sensitive.Text] // not abandoned: the next caller gets the result of one who has left
	known atomic.Pointer[sensitive.Text]     // nil until a read has succeeded
}

var errNotConfigured = errors.New("neither COGNITO_CLIENT_SECRET nor COGNITO_CLIENT_SECRET_PARAMETER is set")

func (p *parameter) value(ctx context.Context) (sensitive.Text, error) {
	if known := p.known.Load(); known != nil {
		return *known, nil
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
func (p *parameter) read(ctx context.Context) (sensitive.Text, error) {
	input := ssm.GetParameterInput{Name: aws.String(p.name), WithDecryption: aws.Bool(true)}
	output, err := p.store().GetParameter(ctx, &input)
	if err != nil {
		return sensitive.Text{}, awsclient.Cause(err)
	}
	if output.Parameter == nil || aws.ToString(output.Parameter.Value) == "" {
		return sensitive.Text{}, errors.New("the parameter is empty")
	}
	secret := sensitive.New(*output.Parameter.Value)
	p.known.Store(&secret)
	return secret, nil
}
