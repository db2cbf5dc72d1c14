// Package secret gets the app client's secret: from the environment on a developer's machine, from the SSM parameter store on AWS.
// It must be imported by functions with "secret": true in routes.json alone; all others hold no secret and link no SDK.
package secret

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssm"

	"cognitossr/pkg/awsclient"
	"cognitossr/pkg/config"
	"cognitossr/pkg/sensitive"
)

// readTimeout is how long a visitor waits for the parameter, retries included.
const readTimeout = 2 * time.Second

// Source gives the secret of a configured site: the one in the configuration, or else the value of the parameter that it names. The parameter is
// read once for each instance of a function, at the first call; callers that come meanwhile share the one read. A failure is not remembered.
// A secret that is replaced is known to new instances only: deploy after changing it.
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
	GetParameter(ctx context.Context, input *ssm.GetParameterInput, options ...func(*ssm.Options)) (*ssm.GetParameterOutput, error)
}

type parameter struct {
	name  string
	store func() store

	mutex   sync.Mutex
	current *read // the read under way, or the one that succeeded
}

// read is one attempt to read the parameter. Its results are set when done is closed.
type read struct {
	done   chan struct{}
	secret sensitive.Text
	err    error
}

var errNotConfigured = errors.New("reading the client secret: neither COGNITO_CLIENT_SECRET nor COGNITO_CLIENT_SECRET_PARAMETER is set")

func (p *parameter) value(ctx context.Context) (sensitive.Text, error) {
	if p.name == "" {
		return sensitive.Text{}, errNotConfigured
	}
	r := p.begin(ctx)
	select {
	case <-r.done:
		return r.secret, r.err
	case <-ctx.Done():
		return sensitive.Text{}, fmt.Errorf("reading the client secret: %w", ctx.Err())
	}
}

func (p *parameter) begin(ctx context.Context) *read {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if p.current == nil {
		p.current = &read{done: make(chan struct{})}
		// A caller that goes away must not take the result from the others.
		go p.finish(context.WithoutCancel(ctx), p.current)
	}
	return p.current
}

func (p *parameter) finish(ctx context.Context, r *read) {
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	r.secret, r.err = p.get(ctx)
	if r.err != nil {
		p.mutex.Lock()
		p.current = nil
		p.mutex.Unlock()
	}
	close(r.done)
}

// get reads the parameter. Its errors hold neither the value nor a message of AWS.
func (p *parameter) get(ctx context.Context) (sensitive.Text, error) {
	output, err := p.store().GetParameter(ctx, &ssm.GetParameterInput{Name: aws.String(p.name), WithDecryption: aws.Bool(true)})
	if err != nil {
		return sensitive.Text{}, fmt.Errorf("reading the client secret: %w", awsclient.Cause(err))
	}
	if output.Parameter == nil || aws.ToString(output.Parameter.Value) == "" {
		return sensitive.Text{}, errors.New("reading the client secret: the parameter is empty")
	}
	return sensitive.New(*output.Parameter.Value), nil
}
