package pooladmin

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/smithy-go"

	"cognitossr/pkg/useradmin"
)

// RefusedError is what Cognito says about input that it does not take: a password outside the pool's rules, an
// attribute that is too long, an address that a trigger keeps out. It wraps useradmin.ErrRefused.
type RefusedError struct{ Reason string }

// Error implements error.
func (e *RefusedError) Error() string { return "Cognito refuses it: " + e.Reason }

// Unwrap returns useradmin.ErrRefused.
func (e *RefusedError) Unwrap() error { return useradmin.ErrRefused }

// explained is useradmin.Classify for calls whose input an operator has written, and may see again in the words of the
// service.
func explained(err error) error {
	var api smithy.APIError
	if errors.Is(useradmin.Classify(err), useradmin.ErrRefused) && errors.As(err, &api) && api.ErrorMessage() != "" {
		return &RefusedError{api.ErrorMessage()}
	}
	return useradmin.Classify(err)
}

// refused is doing with errors as explained reads them.
func refused(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, explained(err))
}

// Create makes a user. It returns useradmin.ErrExists where somebody has the address, and a *RefusedError.
func (p Pool) Create(ctx context.Context, n useradmin.NewUser) (useradmin.User, error) {
	return p.CreateFor(ctx, n, explained)
}

// SetPassword sets a password that the user keeps, or a temporary one that has to be replaced at the next sign-in.
// Sessions go on. It returns what CanSetPassword does, and a *RefusedError.
func (p Pool) SetPassword(ctx context.Context, user useradmin.User, password string, temporary bool) error {
	if err := user.CanSetPassword(); err != nil {
		return fmt.Errorf("setting a password: %w", err)
	}
	_, err := p.SDK.AdminSetUserPassword(ctx, &idp.AdminSetUserPasswordInput{
		UserPoolId: aws.String(p.ID), Username: aws.String(user.Username), Password: aws.String(password),
		Permanent: !temporary,
	})
	return refused("setting a password", err)
}

// unknownPassword is one that nobody knows and every policy takes. Its user chooses another with a mailed code.
func unknownPassword() string { return "aA1!" + rand.Text() + rand.Text() }
