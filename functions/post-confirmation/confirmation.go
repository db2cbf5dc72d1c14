package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"cognitossr/pkg/appuser"
	"cognitossr/pkg/awsclient"
	"cognitossr/pkg/lambda"
)

// confirmedSignUp is the source of events about a new user. The other, PostConfirmation_ConfirmForgotPassword, comes
// when a password was replaced.
const confirmedSignUp = "PostConfirmation_ConfirmSignUp"

// updater is the part of *cognitoidentityprovider.Client that this function uses.
type updater interface {
	AdminUpdateUserAttributes(context.Context, *idp.AdminUpdateUserAttributesInput, ...func(*idp.Options)) (*idp.AdminUpdateUserAttributesOutput, error)
}

type confirmation struct {
	client func() updater // creates it at the first call
	now    func() time.Time
	random io.Reader
}

// handle assigns an ID to a user without one (S-51). Cognito may invoke the function again with the same event if a
// response was late; the first ID is then replaced before anybody has seen it, because the tokens are issued
// afterwards.
func (c confirmation) handle(ctx context.Context, event events.CognitoEventUserPoolsPostConfirmation) (events.CognitoEventUserPoolsPostConfirmation, error) {
	if event.TriggerSource != confirmedSignUp || event.Request.UserAttributes[appuser.Attribute] != "" {
		return event, nil
	}
	id, err := appuser.NewID(c.now(), c.random)
	if err != nil {
		return event, err
	}
	if err := c.set(ctx, event.UserPoolID, event.UserName, id); err != nil {
		return event, lambda.Refuse("Your address is confirmed, but your account could not be set up completely. "+
			"Please tell the operator of this site.", err)
	}
	return event, nil
}

// set writes the attribute. The pool's ID is in the event: in the environment it would make pool and function depend
// on each other.
func (c confirmation) set(ctx context.Context, pool, username, id string) error {
	_, err := c.client().AdminUpdateUserAttributes(ctx, &idp.AdminUpdateUserAttributesInput{
		UserPoolId:     aws.String(pool),
		Username:       aws.String(username),
		UserAttributes: []types.AttributeType{{Name: aws.String(appuser.Attribute), Value: aws.String(id)}},
	})
	if err != nil {
		return fmt.Errorf("setting the user's ID: %w", awsclient.Cause(err))
	}
	return nil
}
