package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"cognitossr/pkg/access"
	"cognitossr/pkg/awsjson"
)

// What is called. Each may be carried out twice.
const (
	getUser    awsjson.Action = "cognito-idp:AdminGetUser"
	listGroups awsjson.Action = "cognito-idp:AdminListGroupsForUser"
	deleteUser awsjson.Action = "cognito-idp:AdminDeleteUser"
)

// userPool calls the user pool for one user.
type userPool struct {
	id  string
	aws awsjson.Caller
}

// call sends an operation about a user, with further members of its input, and reads the answer into output.
func (p userPool) call(ctx context.Context, action awsjson.Action, username, more string, output any) error {
	answer, err := p.aws.Call(ctx, action, awsjson.OfUser(p.id, username, more))
	if err == nil && json.Unmarshal([]byte(answer), output) != nil {
		err = awsjson.Invalid(action)
	}
	return err
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
	var user foundUser
	err := p.call(ctx, getUser, username, "", &user)
	if err == nil && user.subject() == "" { // every user has one: nobody is told that an account is gone by such an answer
		err = awsjson.Invalid(getUser)
	}
	if awsjson.Code(err) == userNotFound {
		return errUserNotFound
	}
	if err != nil {
		return fmt.Errorf("looking the user up: %w", err)
	}
	if user.subject() != subject {
		return errUserNotFound
	}
	if !user.Enabled {
		return errDisabled
	}
	return p.isNoAdministrator(ctx, username)
}

// foundUser is what is read of an answer about a user.
//
// Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminGetUser.html
type foundUser struct {
	Enabled        bool
	UserAttributes []struct{ Name, Value string }
}

func (u foundUser) subject() string {
	for _, attribute := range u.UserAttributes {
		if attribute.Name == "sub" {
			return attribute.Value
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
	limit := `,"Limit":` + strconv.Itoa(groupsOfAPage)
	more := limit
	for range maxGroupPages {
		var page struct {
			Groups    []struct{ GroupName string }
			NextToken string
		}
		err := p.call(ctx, listGroups, username, more, &page)
		if awsjson.Code(err) == userNotFound {
			return errUserNotFound
		}
		if err == nil && page.Groups == nil { // Cognito sends an empty list to whom is in no group
			err = awsjson.Invalid(listGroups)
		}
		if err != nil {
			return fmt.Errorf("listing the user's groups: %w", err)
		}
		for _, group := range page.Groups {
			if group.GroupName == access.Administrators {
				return errAdministrator
			}
		}
		if page.NextToken == "" {
			return nil
		}
		more = limit + `,"NextToken":` + awsjson.Quote(page.NextToken)
	}
	return errNoEnd
}

// remove is a single call, so that it cannot fail halfway. Disabling the user first, as an administrator's deletion
// does, would lock out a visitor whose deletion then fails, and only an administrator could finish it; the pool
// refuses the refresh tokens of a deleted user anyway. Its answer has no body that is read.
func (p userPool) remove(ctx context.Context, username string) error {
	_, err := p.aws.Call(ctx, deleteUser, awsjson.OfUser(p.id, username))
	if awsjson.Code(err) == userNotFound {
		return nil // the response to an earlier attempt of this call was lost, or another tab was faster
	}
	return err
}
