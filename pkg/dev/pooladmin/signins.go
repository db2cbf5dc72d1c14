package pooladmin

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"cognitossr/pkg/awsclient"
)

// ErrNoSignIns means that the pool keeps no sign-ins: it does for threat protection alone, which needs the plan PLUS.
var ErrNoSignIns = errors.New("the pool keeps no sign-ins; that needs threat protection, of the plan PLUS")

// LastSignIn returns when a user last signed in, of the latest 60 events that the pool keeps; the zero time if it was in
// none of them. It returns ErrNoSignIns.
//
// Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminListUserAuthEvents.html
func (p Pool) LastSignIn(ctx context.Context, username string) (last time.Time, err error) {
	output, err := p.SDK.AdminListUserAuthEvents(ctx, &idp.AdminListUserAuthEventsInput{
		UserPoolId: aws.String(p.ID), Username: aws.String(username), MaxResults: aws.Int32(pageSize),
	})
	switch awsclient.Code(err) {
	case "UserPoolAddOnNotEnabledException", "UnknownOperationException": // the latter: emulators
		return last, ErrNoSignIns
	}
	if err != nil {
		return last, doing("listing a user's sign-ins", err)
	}
	for _, e := range output.AuthEvents {
		if at := aws.ToTime(e.CreationDate); e.EventType == types.EventTypeSignIn &&
			e.EventResponse == types.EventResponseTypePass && at.After(last) {
			last = at
		}
	}
	return last, nil
}
