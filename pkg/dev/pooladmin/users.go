package pooladmin

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/aws/smithy-go"

	"cognitossr/pkg/useradmin"
)

// NewUser is a user to be created.
type NewUser struct {
	Address    string            // what the user signs in with
	Attributes map[string]string // besides the address; email_verified is true unless it stands here
	Invite     bool              // Cognito mails an invitation with a temporary password; otherwise nobody is told
}

// RefusedError is what Cognito says about input that it does not take: a password outside the pool's rules, an
// attribute that is too long, an address that a trigger keeps out. It wraps useradmin.ErrRefused.
type RefusedError struct{ Reason string }

// Error implements error.
func (e *RefusedError) Error() string { return "Cognito refuses it: " + e.Reason }

// Unwrap returns useradmin.ErrRefused.
func (e *RefusedError) Unwrap() error { return useradmin.ErrRefused }

// refused is doing for calls whose input an operator has written, and may see again in the words of the service.
func refused(what string, err error) error {
	var api smithy.APIError
	if errors.Is(useradmin.Classify(err), useradmin.ErrRefused) && errors.As(err, &api) && api.ErrorMessage() != "" {
		return fmt.Errorf("%s: %w", what, &RefusedError{api.ErrorMessage()})
	}
	return doing(what, err)
}

// Create makes a user, who has to replace a temporary password at the first sign-in. The address counts as verified:
// an operator says that it is right. It returns useradmin.ErrExists where somebody has it.
func (p Pool) Create(ctx context.Context, n NewUser) (useradmin.User, error) {
	input := &idp.AdminCreateUserInput{
		UserPoolId: aws.String(p.ID), Username: aws.String(n.Address),
		DesiredDeliveryMediums: []types.DeliveryMediumType{types.DeliveryMediumTypeEmail}, // Cognito's default is a text message
	}
	if !n.Invite {
		input.MessageAction = types.MessageActionTypeSuppress
	}
	attributes := map[string]string{"email": n.Address, "email_verified": "true"}
	for name, value := range n.Attributes {
		attributes[name] = value
	}
	for name, value := range attributes {
		input.UserAttributes = append(input.UserAttributes, types.AttributeType{Name: aws.String(name), Value: aws.String(value)})
	}
	output, err := p.SDK.AdminCreateUser(ctx, input)
	if exists := new(types.UsernameExistsException); errors.As(err, &exists) {
		return useradmin.User{}, fmt.Errorf("creating a user: %w", useradmin.ErrExists)
	}
	if err != nil {
		return useradmin.User{}, refused("creating a user", err)
	}
	if output.User == nil {
		return useradmin.User{}, fmt.Errorf("creating a user: %w: the response has no user", useradmin.ErrUnavailable)
	}
	user := useradmin.UserOf(*output.User)
	user.Email = n.Address
	return user, nil
}

// SetPassword sets a password that the user keeps, or a temporary one that has to be replaced at the next sign-in.
// Sessions go on. It returns what CanSetPassword does, and a *RefusedError.
func (p Pool) SetPassword(ctx context.Context, user useradmin.User, password string, temporary bool) error {
	if err := user.CanSetPassword(); err != nil {
		return fmt.Errorf("setting a password: %w", err)
	}
	_, err := p.SDK.AdminSetUserPassword(ctx, &idp.AdminSetUserPasswordInput{
		UserPoolId: aws.String(p.ID), Username: aws.String(user.Username), Password: aws.String(password), Permanent: !temporary,
	})
	return refused("setting a password", err)
}

// unknownPassword is one that nobody knows and every policy takes. Its user chooses another with a mailed code.
func unknownPassword() string { return "aA1!" + rand.Text() + rand.Text() }
