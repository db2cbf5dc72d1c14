package useradmin

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

// ErrExists means that somebody has the address already.
var ErrExists = errors.New("there is a user with this address already")

// Invitation is a user to be created, who is mailed a temporary password.
type Invitation struct {
	Address  string // what the user signs in with; it counts as verified
	Language string // of the mail, for the trigger that words it; "": its choice
}

// Invite creates a user and mails the invitation. It returns ErrExists where somebody has the address. The list may show
// the user some seconds later.
func (p *Pool) Invite(ctx context.Context, i Invitation) (User, error) {
	output, err := p.Client().AdminCreateUser(ctx, &idp.AdminCreateUserInput{
		UserPoolId: aws.String(p.ID), Username: aws.String(i.Address),
		UserAttributes: []types.AttributeType{
			{Name: aws.String("email"), Value: aws.String(i.Address)}, {Name: aws.String("email_verified"), Value: aws.String("true")},
		},
		// Cognito's default is a text message.
		DesiredDeliveryMediums: []types.DeliveryMediumType{types.DeliveryMediumTypeEmail},
		ClientMetadata:         i.metadata(),
	})
	if exists := new(types.UsernameExistsException); errors.As(err, &exists) {
		return User{}, fmt.Errorf("inviting a user: %w", ErrExists)
	}
	if err != nil {
		return User{}, doing("inviting a user", Classify(err))
	}
	if output.User == nil {
		return User{}, fmt.Errorf("inviting a user: %w: the answer has no user", ErrUnavailable)
	}
	return UserOf(*output.User), nil
}

// languageKey is where triggers that word mails look for the language.
const languageKey = "lang"

func (i Invitation) metadata() map[string]string {
	if i.Language == "" {
		return nil
	}
	return map[string]string{languageKey: i.Language}
}
