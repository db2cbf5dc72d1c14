package useradmin

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/aws/smithy-go"
)

const poolID = "eu-west-1_TestPool1"

// fakeAPI notes each call as "operation username [group]" and fails as configured. Its zero value answers with
// nothing.
type fakeAPI struct {
	calls  []string
	fail   map[string]error // by operation
	users  []types.UserType
	next   string
	groups [][]string // a page each
	get    *idp.AdminGetUserOutput
	listed []*idp.ListUsersInput
	asked  []*idp.AdminListGroupsForUserInput
	pools  []string
	all    [][]string // groups of the pool, a page each
}

func newPool(api *fakeAPI) *Pool { return &Pool{ID: poolID, Client: func() API { return api }} }

// refusal is an error as the SDK gives it.
func refusal(code string) error {
	return &smithy.OperationError{ServiceID: "Cognito Identity Provider", OperationName: "Op",
		Err: &smithy.GenericAPIError{Code: code, Message: "about ada@example.com"}}
}

func (f *fakeAPI) note(operation string, pool, username *string, more ...*string) error {
	f.pools = append(f.pools, aws.ToString(pool))
	call := operation + " " + aws.ToString(username)
	for _, text := range more {
		call += " " + aws.ToString(text)
	}
	f.calls = append(f.calls, call)
	return f.fail[operation]
}

func (f *fakeAPI) AdminAddUserToGroup(_ context.Context, i *idp.AdminAddUserToGroupInput,
	_ ...func(*idp.Options)) (*idp.AdminAddUserToGroupOutput, error) {
	return &idp.AdminAddUserToGroupOutput{}, f.note("AdminAddUserToGroup", i.UserPoolId, i.Username, i.GroupName)
}

func (f *fakeAPI) AdminCreateUser(_ context.Context, i *idp.AdminCreateUserInput,
	_ ...func(*idp.Options)) (*idp.AdminCreateUserOutput, error) {
	action, medium := string(i.MessageAction), string(i.DesiredDeliveryMediums[0])
	return &idp.AdminCreateUserOutput{}, f.note("AdminCreateUser", i.UserPoolId, i.Username, &action, &medium)
}

func (f *fakeAPI) AdminDeleteUser(_ context.Context, i *idp.AdminDeleteUserInput,
	_ ...func(*idp.Options)) (*idp.AdminDeleteUserOutput, error) {
	return &idp.AdminDeleteUserOutput{}, f.note("AdminDeleteUser", i.UserPoolId, i.Username)
}

func (f *fakeAPI) AdminDisableUser(_ context.Context, i *idp.AdminDisableUserInput,
	_ ...func(*idp.Options)) (*idp.AdminDisableUserOutput, error) {
	return &idp.AdminDisableUserOutput{}, f.note("AdminDisableUser", i.UserPoolId, i.Username)
}

func (f *fakeAPI) AdminEnableUser(_ context.Context, i *idp.AdminEnableUserInput,
	_ ...func(*idp.Options)) (*idp.AdminEnableUserOutput, error) {
	return &idp.AdminEnableUserOutput{}, f.note("AdminEnableUser", i.UserPoolId, i.Username)
}

func (f *fakeAPI) AdminGetUser(_ context.Context, i *idp.AdminGetUserInput,
	_ ...func(*idp.Options)) (*idp.AdminGetUserOutput, error) {
	if err := f.note("AdminGetUser", i.UserPoolId, i.Username); err != nil {
		return nil, err
	}
	return f.get, nil
}

func (f *fakeAPI) AdminListGroupsForUser(_ context.Context, i *idp.AdminListGroupsForUserInput,
	_ ...func(*idp.Options)) (*idp.AdminListGroupsForUserOutput, error) {
	copied := *i
	f.asked = append(f.asked, &copied)
	if err := f.note("AdminListGroupsForUser", i.UserPoolId, i.Username); err != nil {
		return nil, err
	}
	output := &idp.AdminListGroupsForUserOutput{Groups: []types.GroupType{}}
	page := slices.Index([]string{"", "page 1", "page 2", "page 3", "page 4"}, aws.ToString(i.NextToken))
	if page < len(f.groups) {
		for _, name := range f.groups[page] {
			output.Groups = append(output.Groups, types.GroupType{GroupName: aws.String(name)})
		}
	}
	if page+1 < len(f.groups) {
		output.NextToken = aws.String([]string{"page 1", "page 2", "page 3", "page 4"}[page])
	}
	return output, nil
}

func (f *fakeAPI) AdminRemoveUserFromGroup(_ context.Context, i *idp.AdminRemoveUserFromGroupInput,
	_ ...func(*idp.Options)) (*idp.AdminRemoveUserFromGroupOutput, error) {
	return &idp.AdminRemoveUserFromGroupOutput{}, f.note("AdminRemoveUserFromGroup", i.UserPoolId, i.Username, i.GroupName)
}

func (f *fakeAPI) AdminResetUserPassword(_ context.Context, i *idp.AdminResetUserPasswordInput,
	_ ...func(*idp.Options)) (*idp.AdminResetUserPasswordOutput, error) {
	return &idp.AdminResetUserPasswordOutput{}, f.note("AdminResetUserPassword", i.UserPoolId, i.Username)
}

func (f *fakeAPI) AdminUserGlobalSignOut(_ context.Context, i *idp.AdminUserGlobalSignOutInput,
	_ ...func(*idp.Options)) (*idp.AdminUserGlobalSignOutOutput, error) {
	return &idp.AdminUserGlobalSignOutOutput{}, f.note("AdminUserGlobalSignOut", i.UserPoolId, i.Username)
}

func (f *fakeAPI) ListGroups(_ context.Context, i *idp.ListGroupsInput,
	_ ...func(*idp.Options)) (*idp.ListGroupsOutput, error) {
	if err := f.note("ListGroups", i.UserPoolId, i.NextToken); err != nil {
		return nil, err
	}
	output, page := &idp.ListGroupsOutput{Groups: []types.GroupType{}}, len(aws.ToString(i.NextToken))
	for _, name := range f.all[page] {
		output.Groups = append(output.Groups, types.GroupType{GroupName: aws.String(name)})
	}
	if page+1 < len(f.all) {
		output.NextToken = aws.String(strings.Repeat("+", page+1))
	}
	return output, nil
}

func (f *fakeAPI) ListUsers(_ context.Context, i *idp.ListUsersInput, _ ...func(*idp.Options)) (*idp.ListUsersOutput, error) {
	f.listed = append(f.listed, i)
	if err := f.note("ListUsers", i.UserPoolId, i.Filter); err != nil {
		return nil, err
	}
	output := &idp.ListUsersOutput{Users: append([]types.UserType{}, f.users...)}
	if f.next != "" {
		output.PaginationToken = aws.String(f.next)
	}
	return output, nil
}

func (f *fakeAPI) ListUsersInGroup(_ context.Context, i *idp.ListUsersInGroupInput,
	_ ...func(*idp.Options)) (*idp.ListUsersInGroupOutput, error) {
	if err := f.note("ListUsersInGroup", i.UserPoolId, i.NextToken, i.GroupName); err != nil {
		return nil, err
	}
	output := &idp.ListUsersInGroupOutput{Users: append([]types.UserType{}, f.users...)}
	if f.next != "" {
		output.NextToken = aws.String(f.next)
	}
	return output, nil
}

func (f *fakeAPI) DescribeUserPool(_ context.Context, i *idp.DescribeUserPoolInput,
	_ ...func(*idp.Options)) (*idp.DescribeUserPoolOutput, error) {
	return &idp.DescribeUserPoolOutput{UserPool: &types.UserPoolType{EstimatedNumberOfUsers: 10_000}},
		f.note("DescribeUserPool", i.UserPoolId, nil)
}

// contextAPI enables users for callers who still wait only, as the SDK does.
type contextAPI struct{ fakeAPI }

func (c *contextAPI) AdminEnableUser(ctx context.Context, i *idp.AdminEnableUserInput,
	options ...func(*idp.Options)) (*idp.AdminEnableUserOutput, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return c.fakeAPI.AdminEnableUser(ctx, i, options...)
}
