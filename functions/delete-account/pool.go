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

// api is the part of *cognitoidentityprovider.Client that this function uses.
type api interface {
	AdminGetUser(context.Context, *idp.AdminGetUserInput, ...func(*idp.Options)) (*idp.AdminGetUserOutput, error)
	AdminListGroupsForUser(context.Context, *idp.AdminListGroupsForUserInput, ...func(*idp.Options)) (*idp.AdminListGroupsForUserOutput, error)
	AdminDeleteUser(context.Context, *idp.AdminDeleteUserInput, ...func(*idp.Options)) (*idp.AdminDeleteUserOutput, error)
}

// userPool calls the user pool for one user. Its client is created at the first call.
type userPool struct {
	id     string
	client func() api
}

const userNotFound = "UserNotFoundException"

// Why a user is not deleted. Any other error comes from a call.
var (
	errUserNotFound  = errors.New("the user no longer exists")
	errDisabled      = errors.New("the user is disabled")
	errAdministrator = errors.New("the user administers the site")
	errNoEnd         = errors.New("the user's list of groups does not end")
)

// checkDeletable asks the pool, because tokens are as old as their last refresh (SEC-101). A name can belong to
// another user by now; a sub cannot. A user who becomes an administrator between this check and the deletion is
// deleted all the same: AWS offers no conditional calls.
func (p userPool) checkDeletable(ctx context.Context, username, subject string) error {
	input := &idp.AdminGetUserInput{UserPoolId: aws.String(p.id), Username: aws.String(username)}
	user, err := p.client().AdminGetUser(ctx, input)
	if awsclient.Code(err) == userNotFound {
		return errUserNotFound
	}
	if err != nil {
		return fmt.Errorf("looking the user up: %w", err)
	}
	if subjectOf(user) != subject {
		return errUserNotFound
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
	input := &idp.AdminListGroupsForUserInput{
		UserPoolId: aws.String(p.id), Username: aws.String(username), Limit: aws.Int32(groupsOfAPage),
	}
	for range maxGroupPages {
		output, err := p.client().AdminListGroupsForUser(ctx, input)
		if awsclient.Code(err) == userNotFound {
			return errUserNotFound
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

// remove is a single call, so that it cannot fail halfway. Disabling the user first, as an administrator's deletion
// does, would lock out a visitor whose deletion then fails, and only an administrator could finish it; the pool
// refuses the refresh tokens of a deleted user anyway.
func (p userPool) remove(ctx context.Context, username string) error {
	input := &idp.AdminDeleteUserInput{UserPoolId: aws.String(p.id), Username: aws.String(username)}
	_, err := p.client().AdminDeleteUser(ctx, input)
	if awsclient.Code(err) == userNotFound {
		return nil // the response to an earlier attempt of this call was lost, or another tab was faster
	}
	return err
}
