// Package rotation replaces the app client's secret without signing anybody out. Cognito accepts two secrets of a client
// at once, so the new one is stored before the old one is deleted; functions read the parameter again when theirs is
// refused. It must not print a secret, and every step leaves a state from which the next run goes on.
package rotation

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	ssmtypes "github.com/aws/aws-sdk-go-v2/service/ssm/types"

	"cognitossr/pkg/sensitive"
)

// CognitoAPI is the part of *cognitoidentityprovider.Client that this package uses.
type CognitoAPI interface {
	ListUserPoolClientSecrets(context.Context, *idp.ListUserPoolClientSecretsInput,
		...func(*idp.Options)) (*idp.ListUserPoolClientSecretsOutput, error)
	AddUserPoolClientSecret(context.Context, *idp.AddUserPoolClientSecretInput,
		...func(*idp.Options)) (*idp.AddUserPoolClientSecretOutput, error)
	DeleteUserPoolClientSecret(context.Context, *idp.DeleteUserPoolClientSecretInput,
		...func(*idp.Options)) (*idp.DeleteUserPoolClientSecretOutput, error)
}

// SSMAPI is the part of *ssm.Client that this package uses.
type SSMAPI interface {
	DescribeParameters(context.Context, *ssm.DescribeParametersInput,
		...func(*ssm.Options)) (*ssm.DescribeParametersOutput, error)
	GetParameter(context.Context, *ssm.GetParameterInput, ...func(*ssm.Options)) (*ssm.GetParameterOutput, error)
	PutParameter(context.Context, *ssm.PutParameterInput, ...func(*ssm.Options)) (*ssm.PutParameterOutput, error)
}

// Rotation is what a rotation needs.
type Rotation struct {
	Cognito    CognitoAPI
	SSM        SSMAPI
	UserPoolID string
	ClientID   string
	Parameter  string // name of the SSM parameter that the functions read
	// Accepted reports whether the token endpoint takes a secret; an error means that it did not answer the question.
	Accepted func(ctx context.Context, secret sensitive.Text) (bool, error)
	Pause    time.Duration // between two questions of that kind
	Tries    int           // how many there are
	Out      io.Writer
}

// Run replaces the secret. Interrupted at any step, it can be run again.
func (r Rotation) Run(ctx context.Context) error {
	stored, err := r.stored(ctx)
	if err != nil {
		return err
	}
	secrets, err := r.secrets(ctx)
	if err != nil {
		return err
	}
	if len(secrets) == 2 {
		done, err := r.goOn(ctx, stored, secrets[0], secrets[1])
		if done || err != nil {
			return err
		}
	}
	old, err := r.secrets(ctx)
	if err != nil {
		return err
	}
	if len(old) != 1 {
		return fmt.Errorf("the app client %s has %d secrets now: somebody else changes them too; run it again later",
			r.ClientID, len(old))
	}
	return r.replace(ctx, stored, old[0])
}

// replace adds a secret, stores it once it is accepted, and deletes the old one.
func (r Rotation) replace(ctx context.Context, stored parameter, old secret) error {
	r.say("Adding a second secret to the app client %s", r.ClientID)
	added, err := r.Cognito.AddUserPoolClientSecret(ctx, &idp.AddUserPoolClientSecretInput{UserPoolId: &r.UserPoolID,
		ClientId: &r.ClientID})
	if err != nil {
		return fmt.Errorf("adding a secret: %w", err)
	}
	if added.ClientSecretDescriptor == nil || aws.ToString(added.ClientSecretDescriptor.ClientSecretValue) == "" {
		return errors.New("adding a secret: Cognito did not tell it")
	}
	fresh := secretOf(*added.ClientSecretDescriptor)
	value := sensitive.New(aws.ToString(added.ClientSecretDescriptor.ClientSecretValue))
	if err := r.untilAccepted(ctx, value); err != nil {
		return err
	}
	r.say("Storing it in the parameter %s", r.Parameter)
	if err := r.store(ctx, stored, fresh, value); err != nil {
		return err
	}
	return r.finish(ctx, old)
}

// goOn looks at two secrets, which an earlier run has left. The parameter says whose value it holds: if it is that of the
// newer one, only the older one is left to be deleted; if not, nobody knows the newer one, and the rotation begins again.
func (r Rotation) goOn(ctx context.Context, stored parameter, older, newer secret) (done bool, err error) {
	switch {
	case stored.secretID == newer.id:
		r.say("An earlier run was interrupted after it had stored the new secret: going on")
		return true, r.finish(ctx, older)
	case stored.secretID == older.id, stored.secretID == "" && stored.modified.Add(time.Minute).Before(newer.created):
		r.say("An earlier run was interrupted before it had stored the new secret: deleting that one")
		return false, r.remove(ctx, newer)
	}
	return false, fmt.Errorf("the app client %s has two secrets, and the parameter %s does not say which of them it holds: "+
		"delete the other one with \"aws cognito-idp delete-user-pool-client-secret\", then run it again. They are %s of %s and %s of %s",
		r.ClientID, r.Parameter, older.id, older.created.UTC().Format(time.RFC3339), newer.id,
		newer.created.UTC().Format(time.RFC3339))
}

// finish deletes the old secret, once the parameter is read back as a secret that is accepted.
func (r Rotation) finish(ctx context.Context, old secret) error {
	answer, err := r.SSM.GetParameter(ctx, &ssm.GetParameterInput{Name: &r.Parameter, WithDecryption: aws.Bool(true)})
	if err != nil || answer.Parameter == nil {
		return fmt.Errorf("reading the parameter %s back: %w", r.Parameter, orMissing(err))
	}
	if err := r.untilAccepted(ctx, sensitive.New(aws.ToString(answer.Parameter.Value))); err != nil {
		return err
	}
	r.say("Deleting the old secret. Functions that still have it read the parameter again at their next call")
	return r.remove(ctx, old)
}

var errNoAnswer = errors.New("it is not there")

func orMissing(err error) error {
	if err == nil {
		return errNoAnswer
	}
	return err
}

func (r Rotation) remove(ctx context.Context, s secret) error {
	input := &idp.DeleteUserPoolClientSecretInput{UserPoolId: &r.UserPoolID, ClientId: &r.ClientID, ClientSecretId: &s.id}
	if _, err := r.Cognito.DeleteUserPoolClientSecret(ctx, input); err != nil {
		return fmt.Errorf("deleting the secret %s: %w", s.id, err)
	}
	return nil
}

// untilAccepted waits until the token endpoint takes a secret: a change of a client takes a moment to be known everywhere.
func (r Rotation) untilAccepted(ctx context.Context, value sensitive.Text) error {
	for try := 1; ; try++ {
		accepted, err := r.Accepted(ctx, value)
		switch {
		case accepted:
			return nil
		case ctx.Err() != nil:
			return fmt.Errorf("trying the new secret: %w", ctx.Err())
		case try >= r.Tries && err != nil:
			return fmt.Errorf("trying the new secret: %w; the old one is still valid, run it again", err)
		case try >= r.Tries:
			return errors.New("the token endpoint does not take the new secret; the old one is still valid, run it again")
		}
		select {
		case <-ctx.Done():
		case <-time.After(r.Pause):
		}
	}
}

func (r Rotation) say(format string, args ...any) { fmt.Fprintf(r.Out, format+"\n", args...) }

// secret is a secret of the client, without its value.
type secret struct {
	id      string
	created time.Time
}

func secretOf(d types.ClientSecretDescriptorType) secret {
	return secret{id: aws.ToString(d.ClientSecretId), created: aws.ToTime(d.ClientSecretCreateDate)}
}

// secrets returns the client's secrets, the oldest first.
func (r Rotation) secrets(ctx context.Context) ([]secret, error) {
	answer, err := r.Cognito.ListUserPoolClientSecrets(ctx,
		&idp.ListUserPoolClientSecretsInput{UserPoolId: &r.UserPoolID, ClientId: &r.ClientID})
	if err != nil {
		return nil, fmt.Errorf("listing the client's secrets: %w", err)
	}
	var list []secret
	for _, descriptor := range answer.ClientSecrets {
		list = append(list, secretOf(descriptor))
	}
	slices.SortStableFunc(list, func(a, b secret) int { return a.created.Compare(b.created) })
	if len(list) == 0 {
		return nil, fmt.Errorf("the app client %s has no secret", r.ClientID)
	}
	return list, nil
}

// parameter is what is known of the SSM parameter without its value.
type parameter struct {
	description string
	secretID    string // of the secret that it holds; "" if it is the one that Terraform stored
	keyID       string
	modified    time.Time
}

// mark stands before the id of the secret in the parameter's description. Value and description are written by one call,
// so that they are never of two secrets.
const mark = " Secret id: "

func (r Rotation) stored(ctx context.Context) (parameter, error) {
	answer, err := r.SSM.DescribeParameters(ctx, &ssm.DescribeParametersInput{
		ParameterFilters: []ssmtypes.ParameterStringFilter{{Key: aws.String("Name"), Option: aws.String("Equals"),
			Values: []string{r.Parameter}}},
	})
	if err != nil {
		return parameter{}, fmt.Errorf("looking at the parameter %s: %w", r.Parameter, err)
	}
	if len(answer.Parameters) != 1 {
		return parameter{}, fmt.Errorf("there is no parameter %s: deploy the site first", r.Parameter)
	}
	found := answer.Parameters[0]
	description, id, _ := strings.Cut(aws.ToString(found.Description), mark)
	return parameter{description, id, aws.ToString(found.KeyId), aws.ToTime(found.LastModifiedDate)}, nil
}

func (r Rotation) store(ctx context.Context, stored parameter, fresh secret, value sensitive.Text) error {
	input := &ssm.PutParameterInput{
		Name: &r.Parameter, Value: aws.String(value.Reveal()), Description: aws.String(stored.description + mark + fresh.id),
		Type: ssmtypes.ParameterTypeSecureString, Overwrite: aws.Bool(true),
	}
	if stored.keyID != "" {
		input.KeyId = &stored.keyID
	}
	if _, err := r.SSM.PutParameter(ctx, input); err != nil {
		return fmt.Errorf("storing the new secret: %w; run it again", err)
	}
	return nil
}
