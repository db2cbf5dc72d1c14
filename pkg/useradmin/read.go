package useradmin

import (
	"context"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
)

// Page is one page of a search's results. It may be shorter than its limit, or empty, even if there are more.
type Page struct {
	Users []User
	Next  string // Query.After for the rest of it; "": there is no more
}

// List searches for users. A change appears after some seconds.
//
// It is also used for single users: AdminGetUser would count them as active users, which are billed.
// Source: https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-pricing.html
func (p *Pool) List(ctx context.Context, q Query) (Page, error) {
	filter, err := q.filter()
	if err != nil {
		return Page{}, fmt.Errorf("listing users: %w", err)
	}
	input := &idp.ListUsersInput{UserPoolId: aws.String(p.ID), Limit: aws.Int32(q.limit())}
	if filter != "" {
		input.Filter = aws.String(filter)
	}
	if q.After != "" {
		input.PaginationToken = aws.String(q.After)
	}
	output, err := p.Client().ListUsers(ctx, input)
	if err != nil {
		return Page{}, fmt.Errorf("listing users: %w", Classify(err))
	}
	if output.Users == nil {
		return Page{}, fmt.Errorf("listing users: %w", ErrNoList)
	}
	page := Page{Next: aws.ToString(output.PaginationToken)}
	for _, user := range output.Users {
		page.Users = append(page.Users, UserOf(user))
	}
	return page, nil
}

// EstimatedSize returns about how many users the pool has: Cognito's own estimate, which may be hours old.
//
// Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolType.html
func (p *Pool) EstimatedSize(ctx context.Context) (int, error) {
	output, err := p.Client().DescribeUserPool(ctx, &idp.DescribeUserPoolInput{UserPoolId: aws.String(p.ID)})
	if err != nil {
		return 0, fmt.Errorf("estimating the number of users: %w", Classify(err))
	}
	if output.UserPool == nil {
		return 0, fmt.Errorf("estimating the number of users: %w", ErrUnavailable)
	}
	return int(output.UserPool.EstimatedNumberOfUsers), nil
}

// BySubject returns the user with exactly this sub, or ErrNotFound.
func (p *Pool) BySubject(ctx context.Context, subject string) (User, error) {
	if subject == "" {
		return User{}, fmt.Errorf("finding a user: %w", ErrNotFound)
	}
	page, err := p.List(ctx, Query{Attribute: BySubject, Operator: Is, Text: subject, Limit: 1})
	if err != nil {
		return User{}, fmt.Errorf("finding a user: %w", err)
	}
	for _, user := range page.Users {
		if user.Subject == subject {
			return user, nil
		}
	}
	return User{}, fmt.Errorf("finding a user: %w", ErrNotFound)
}

// maxGroupPages bounds the calls of Groups: a user is in at most 100 groups, and a page holds 60.
const maxGroupPages = 4

// Groups lists the groups of a user, sorted.
func (p *Pool) Groups(ctx context.Context, username string) ([]string, error) {
	var names []string
	input := &idp.AdminListGroupsForUserInput{UserPoolId: aws.String(p.ID), Username: aws.String(username),
		Limit: aws.Int32(MaxLimit)}
	for range maxGroupPages {
		output, err := p.Client().AdminListGroupsForUser(ctx, input)
		if err != nil {
			return nil, fmt.Errorf("listing the groups of a user: %w", Classify(err))
		}
		if output.Groups == nil {
			return nil, fmt.Errorf("listing the groups of a user: %w", ErrNoList)
		}
		for _, group := range output.Groups {
			names = append(names, aws.ToString(group.GroupName))
		}
		if aws.ToString(output.NextToken) == "" {
			slices.Sort(names)
			return names, nil
		}
		input.NextToken = output.NextToken
	}
	return nil, fmt.Errorf("listing the groups of a user: %w: the list does not end", ErrUnavailable)
}

// IsEnabledMember asks the pool whether a user is enabled and in a group now, which tokens cannot tell. It returns
// false for a user who does not exist.
//
// AdminGetUser sees every change at once. It counts a user as active, so call it only for users who have signed in
// this month anyway.
func (p *Pool) IsEnabledMember(ctx context.Context, username, group string) (bool, error) {
	user, err := p.Client().AdminGetUser(ctx, &idp.AdminGetUserInput{UserPoolId: aws.String(p.ID),
		Username: aws.String(username)})
	if class := Classify(err); class != nil {
		return notThere(fmt.Errorf("looking a user up: %w", class))
	}
	if user.Username == nil {
		return false, fmt.Errorf("looking a user up: %w: the response has no user", ErrUnavailable)
	}
	if !user.Enabled {
		return false, nil
	}
	groups, err := p.Groups(ctx, username)
	if err != nil {
		return notThere(err)
	}
	return slices.Contains(groups, group), nil
}
