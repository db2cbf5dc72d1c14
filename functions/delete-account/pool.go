package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"

	"cognitossr/pkg/access"
	"cognitossr/pkg/awsclient"
)

// api is what is used of *cognitoidentityprovider.Client.
type api interface {
	AdminGetUser(context.Context, *idp.AdminGetUserInput, ...func(*idp.Options)) (*idp.AdminGetUserOutput, error)
	AdminListGroupsForUser(context.Context, *idp.AdminListGroupsForUserInput, ...func(*idp.Options)) (*idp.AdminListGroupsForUserOutput, error)
	AdminDeleteUser(context.Context, *idp.AdminDeleteUserInput, ...func(*idp.Options)) (*idp.AdminDeleteUserOutput, error)
}

// userPool is the user pool, for one user at a time. Its client is built at the first call.
type userPool struct {
	id     string
	client func() api
}

const userNotFound = "UserNotFoundException"

// Why a user is not deleted. Any other error is one of a call.
var (
	errGone          = errors.New("there is no such user any more")
	errDisabled      = errors.New("the user is disabled")
	errAdministrator = errors.New("the user administers the site")
	errNoEnd         = errors.New("the user's groups have no end")
)

// mayLeave asks the pool, because tokens are as old as their last refresh (SEC-101). A name can be somebody else's by
// now, a sub cannot. Who is made an administrator after this answer, and before the deletion that follows it at once,
// is deleted as one: AWS offers no condition on a call.
func (p userPool) mayLeave(ctx context.Context, username, subject string) error {
	user, err := p.client().AdminGetUser(ctx, &idp.AdminGetUserInput{UserPoolId: aws.String(p.id), Username: aws.String(username)})
	if awsclient.Code(err) == userNotFound {
		return errGone
	}
	if err != nil {
		return fmt.Errorf("looking the user up: %w", err)
	}
	if subjectOf(user) != subject {
		return errGone
	}
	if !user.Enabled {
		return errDisabled
	}
	return p.isNoAdministrator(ctx, username)
}

func subjectOf(user *idp.AdminGetUserOutput) string {
	for _, attribute := range user.UserAttributes {
		if aws.ToString(attribute.Name) == "sub" {
			return aws.ToString(attribute.Value)
		}
	}
	return ""
}

// A user is in at most 100 groups, and a page holds 60.
const (
	groupsOfAPage = 60
	maxGroupPages = 4
)

func (p userPool) isNoAdministrator(ctx context.Context, username string) error {
	input := &idp.AdminListGroupsForUserInput{UserPoolId: aws.String(p.id), Username: aws.String(username), Limit: aws.Int32(groupsOfAPage)}
	for range maxGroupPages {
		output, err := p.client().AdminListGroupsForUser(ctx, input)
		if awsclient.Code(err) == userNotFound {
			return errGone
		}
		if err != nil {
			return fmt.Errorf("listing the user's groups: %w", err)
		}
		for _, group := range output.Groups {
			if aws.ToString(group.GroupName) == access.Administrators {
				return errAdministrator
			}
		}
		if aws.ToString(output.NextToken) == "" {
			return nil
		}
		input.NextToken = output.NextToken
	}
	return errNoEnd
}

// remove is one call, so that nothing is ever half done. Disabling the user before, as an administrator's deletion
// does, would lock out a visitor whose deletion then fails, and leave nobody but an administrator to finish it; the
// pool refuses the refresh tokens of a deleted user all the same.
func (p userPool) remove(ctx context.Context, username string) error {
	_, err := p.client().AdminDeleteUser(ctx, &idp.AdminDeleteUserInput{UserPoolId: aws.String(p.id), Username: aws.String(username)})
	if awsclient.Code(err) == userNotFound {
		return nil // the answer to an earlier attempt of this call was lost, or another tab was faster
	}
	return err
}
