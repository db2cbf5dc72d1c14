package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"cognitossr/pkg/appuser"
	"cognitossr/pkg/awsjson"
	"cognitossr/pkg/lambda"
)

// confirmedSignUp is the source of events about a new user. The other, PostConfirmation_ConfirmForgotPassword, comes
// when a password was replaced.
const confirmedSignUp = "PostConfirmation_ConfirmSignUp"

const setAttributes awsjson.Action = "cognito-idp:AdminUpdateUserAttributes"

type confirmation struct {
	aws    awsjson.Caller
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
	_, err := c.aws.Call(ctx, setAttributes, awsjson.OfUser(pool, username,
		`,"UserAttributes":[{"Name":"`+appuser.Attribute+`","Value":`+awsjson.Quote(id)+`}]`))
	if err != nil {
		return fmt.Errorf("setting the user's ID: %w", err)
	}
	return nil
}
