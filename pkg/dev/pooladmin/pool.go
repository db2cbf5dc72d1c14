// Package pooladmin does with a user pool what only its operator does, from the command line: creating users and
// groups, and moving users in bulk between a pool and a file. It must not read flags or print; nothing that is
// deployed links it.
//
// Its errors wrap those of package useradmin.
package pooladmin

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws/ratelimit"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"golang.org/x/time/rate"

	"cognitossr/pkg/useradmin"
)

// Pool is a user pool with the client that reaches it.
type Pool struct {
	*useradmin.Pool
	SDK  *idp.Client
	pace *rate.Limiter // nil: as fast as the pool answers
}

// New returns a pool.
func New(id string, client *idp.Client) Pool {
	return Pool{Pool: &useradmin.Pool{ID: id, Client: func() useradmin.API { return client }}, SDK: client}
}

// AtPace returns the same pool for work in bulk: it makes at most so many calls per second, 0 for no limit, and tries
// a call that is throttled or gets no answer so many times, waiting longer each time. The quotas are those of all
// callers in the account and region together, visitors who register included.
//
// Source: https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html
func (p Pool) AtPace(perSecond float64, attempts int) Pool {
	client := idp.New(p.SDK.Options(), func(o *idp.Options) {
		o.Retryer = retry.NewStandard(func(s *retry.StandardOptions) {
			s.MaxAttempts = attempts
			s.RateLimiter = ratelimit.None // the SDK's budget of retries is meant for short programs, and runs dry in a long one
		})
	})
	paced := New(p.ID, client)
	if perSecond > 0 {
		paced.pace = rate.NewLimiter(rate.Limit(perSecond), 1)
	}
	return paced
}

// Wait returns when the next call may begin.
func (p Pool) Wait(ctx context.Context) error {
	if p.pace == nil {
		return ctx.Err()
	}
	return p.pace.Wait(ctx)
}

// doing adds what was done to an error of the SDK, and nothing to nil.
func doing(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, useradmin.Classify(err))
}
