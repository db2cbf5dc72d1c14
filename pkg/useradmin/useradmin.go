// Package useradmin manages the users of a user pool through the AWS SDK: searching, looking at one, and changing one.
// It must not decide who may do so, ask for confirmation or write the audit log: functions/users does, for
// administrators on the site.
//
// What it calls is what the policy "user-admin" in terraform/functions.tf allows, no more and no less.
package useradmin

import (
	"context"
	"os"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"cognitossr/pkg/appuser"
	"cognitossr/pkg/awsclient"
	"cognitossr/pkg/config"
)

// API is the part of *cognitoidentityprovider.Client that this package uses.
type API interface {
	AdminAddUserToGroup(context.Context, *idp.AdminAddUserToGroupInput,
		...func(*idp.Options)) (*idp.AdminAddUserToGroupOutput, error)
	AdminCreateUser(context.Context, *idp.AdminCreateUserInput, ...func(*idp.Options)) (*idp.AdminCreateUserOutput, error)
	AdminDeleteUser(context.Context, *idp.AdminDeleteUserInput, ...func(*idp.Options)) (*idp.AdminDeleteUserOutput, error)
	AdminDisableUser(context.Context, *idp.AdminDisableUserInput, ...func(*idp.Options)) (*idp.AdminDisableUserOutput, error)
	AdminEnableUser(context.Context, *idp.AdminEnableUserInput, ...func(*idp.Options)) (*idp.AdminEnableUserOutput, error)
	AdminGetUser(context.Context, *idp.AdminGetUserInput, ...func(*idp.Options)) (*idp.AdminGetUserOutput, error)
	AdminListGroupsForUser(context.Context, *idp.AdminListGroupsForUserInput,
		...func(*idp.Options)) (*idp.AdminListGroupsForUserOutput, error)
	AdminRemoveUserFromGroup(context.Context, *idp.AdminRemoveUserFromGroupInput,
		...func(*idp.Options)) (*idp.AdminRemoveUserFromGroupOutput, error)
	AdminResetUserPassword(context.Context, *idp.AdminResetUserPasswordInput,
		...func(*idp.Options)) (*idp.AdminResetUserPasswordOutput, error)
	AdminUserGlobalSignOut(context.Context, *idp.AdminUserGlobalSignOutInput,
		...func(*idp.Options)) (*idp.AdminUserGlobalSignOutOutput, error)
	ListGroups(context.Context, *idp.ListGroupsInput, ...func(*idp.Options)) (*idp.ListGroupsOutput, error)
	DescribeUserPool(context.Context, *idp.DescribeUserPoolInput, ...func(*idp.Options)) (*idp.DescribeUserPoolOutput, error)
	ListUsers(context.Context, *idp.ListUsersInput, ...func(*idp.Options)) (*idp.ListUsersOutput, error)
	ListUsersInGroup(context.Context, *idp.ListUsersInGroupInput, ...func(*idp.Options)) (*idp.ListUsersInGroupOutput, error)
}

// Pool is one user pool. Its methods return errors that wrap one of the Err values of this package.
type Pool struct {
	ID string // as in "eu-west-1_AbCdEf123"
	// Client returns the API. It is called for each operation, so that no client is created before the first.
	Client func() API
}

// New returns the pool of a configured function. The SDK's client is created at the first call.
func New(c config.Config) *Pool {
	return &Pool{ID: c.UserPoolID, Client: sync.OnceValue(func() API {
		return idp.NewFromConfig(awsclient.Config(os.Getenv, "COGNITO_IDENTITY_PROVIDER", c.Region()))
	})}
}

// User is a user of the pool. Every text in it may be the user's own choice.
type User struct {
	Subject       string // sub: the only identifier that never changes
	Username      string // parameter of the changes; differs from Subject for users of a federated provider
	Email         string
	Name          string // the attribute name; "" for most users
	EmailVerified bool
	AppUserID     string // the application's ID; "" for a user without one
	Status        string // as Cognito returns it, as in CONFIRMED
	Enabled       bool
	Created       time.Time
	Modified      time.Time
}

// UserOf converts a user of the SDK.
func UserOf(u types.UserType) User {
	user := User{
		Username: aws.ToString(u.Username),
		Status:   string(u.UserStatus),
		Enabled:  u.Enabled,
		Created:  aws.ToTime(u.UserCreateDate),
		Modified: aws.ToTime(u.UserLastModifiedDate),
	}
	for _, attribute := range u.Attributes {
		switch value := aws.ToString(attribute.Value); aws.ToString(attribute.Name) {
		case "sub":
			user.Subject = value
		case "email":
			user.Email = value
		case "name":
			user.Name = value
		case "email_verified":
			user.EmailVerified = value == "true"
		case appuser.Attribute:
			user.AppUserID = value
		}
	}
	return user
}
