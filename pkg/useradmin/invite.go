package useradmin

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"cognitossr/pkg/invitation"
	"cognitossr/pkg/language"
)

// ErrExists means that somebody has the address already.
var ErrExists = errors.New("there is a user with this address already")

// NewUser is a user to be created, who has to replace a temporary password at the first sign-in.
type NewUser struct {
	Address    string            // what the user signs in with
	Attributes map[string]string // besides the address, which counts as verified unless email_verified stands here
	Silent     bool              // nobody is told; otherwise Cognito mails an invitation with the password
	Mail       Mail
}

// Mail is what the trigger that words mails is told about an invitation. Without such a trigger Cognito ignores it.
type Mail struct {
	Language string // the code of a language; "": the trigger's choice
	Message  string // as invitation.IsMessage wants it; "": none
}

// byMail is how an invitation is sent: Cognito's default is a text message.
var byMail = []types.DeliveryMediumType{types.DeliveryMediumTypeEmail}

// Create makes a user. It returns ErrExists where somebody has the address. The list may show the user some seconds
// later.
func (p *Pool) Create(ctx context.Context, n NewUser) (User, error) {
	return p.CreateFor(ctx, n, Classify)
}

// CreateFor is Create for a caller who reads the SDK's errors otherwise: an operator may see the service's own words.
func (p *Pool) CreateFor(ctx context.Context, n NewUser, read func(error) error) (User, error) {
	output, err := p.Client().AdminCreateUser(ctx, n.input(p.ID))
	if exists := new(types.UsernameExistsException); errors.As(err, &exists) {
		return User{}, fmt.Errorf("creating a user: %w", ErrExists)
	}
	if err != nil {
		return User{}, doing("creating a user", read(err))
	}
	if output.User == nil {
		return User{}, fmt.Errorf("creating a user: %w: the response has no user", ErrUnavailable)
	}
	user := UserOf(*output.User)
	user.Email = n.Address
	return user, nil
}

func (n NewUser) input(pool string) *idp.AdminCreateUserInput {
	input := &idp.AdminCreateUserInput{
		UserPoolId: aws.String(pool), Username: aws.String(n.Address), DesiredDeliveryMediums: byMail,
		ClientMetadata: n.Mail.metadata(),
	}
	if n.Silent {
		input.MessageAction = types.MessageActionTypeSuppress
	}
	attributes := map[string]string{"email": n.Address, "email_verified": "true"}
	maps.Copy(attributes, n.Attributes)
	for _, name := range slices.Sorted(maps.Keys(attributes)) {
		input.UserAttributes = append(input.UserAttributes,
			types.AttributeType{Name: aws.String(name), Value: aws.String(attributes[name])})
	}
	return input
}

// InviteAgain mails another invitation with a new temporary password, whose days count from now. It returns what
// CanInviteAgain does.
func (p *Pool) InviteAgain(ctx context.Context, user User, mail Mail) error {
	if err := user.CanInviteAgain(); err != nil {
		return doing("inviting a user again", err)
	}
	_, err := p.Client().AdminCreateUser(ctx, &idp.AdminCreateUserInput{
		UserPoolId: aws.String(p.ID), Username: aws.String(user.invitedAs()), MessageAction: types.MessageActionTypeResend,
		DesiredDeliveryMediums: byMail, ClientMetadata: mail.metadata(),
	})
	return doing("inviting a user again", Classify(err))
}

// invitedAs is the name that AdminCreateUser takes: in a pool whose users sign in with an e-mail address that address,
// because it checks the name before it looks for the user.
func (u User) invitedAs() string {
	if u.Username == u.Subject {
		return u.Email
	}
	return u.Username
}

// metadata is what Cognito hands to triggers, and neither keeps nor checks.
//
// Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminCreateUser.html
func (m Mail) metadata() map[string]string {
	all := map[string]string{language.MetadataKey: m.Language, invitation.MetadataKey: m.Message}
	maps.DeleteFunc(all, func(_, value string) bool { return value == "" })
	return all
}
