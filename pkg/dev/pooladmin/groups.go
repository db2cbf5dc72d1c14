package pooladmin

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"

	"cognitossr/pkg/awsclient"
	"cognitossr/pkg/useradmin"
)

// pageSize is the largest page of every list.
const pageSize = 60

// Group is a group of the pool.
type Group struct {
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
	Precedence  *int32 `json:"precedence,omitempty"`
}

// ErrGroupExists means that there is a group of that name already.
var ErrGroupExists = errors.New("there is a group of that name already")

// ListGroups returns the groups of the pool, sorted by name.
func (p Pool) ListGroups(ctx context.Context) ([]Group, error) {
	groups := []Group{}
	input := &idp.ListGroupsInput{UserPoolId: aws.String(p.ID), Limit: aws.Int32(pageSize)}
	for {
		output, err := p.SDK.ListGroups(ctx, input)
		if err != nil {
			return nil, doing("listing the groups", err)
		}
		if output.Groups == nil {
			return nil, fmt.Errorf("listing the groups: %w", useradmin.ErrNoList)
		}
		for _, g := range output.Groups {
			groups = append(groups, Group{aws.ToString(g.GroupName), aws.ToString(g.Description), g.Precedence})
		}
		if aws.ToString(output.NextToken) == "" {
			slices.SortFunc(groups, func(a, b Group) int { return strings.Compare(a.Name, b.Name) })
			return groups, nil
		}
		input.NextToken = output.NextToken
	}
}

// CreateGroup adds a group. It returns ErrGroupExists where there is one of that name.
func (p Pool) CreateGroup(ctx context.Context, group Group) error {
	input := &idp.CreateGroupInput{UserPoolId: aws.String(p.ID), GroupName: aws.String(group.Name),
		Precedence: group.Precedence}
	if group.Description != "" {
		input.Description = aws.String(group.Description)
	}
	_, err := p.SDK.CreateGroup(ctx, input)
	if awsclient.Code(err) == "GroupExistsException" {
		return fmt.Errorf("creating the group: %w", ErrGroupExists)
	}
	return refused("creating the group", err)
}

// DeleteGroup removes a group. Its members stay users. It returns useradmin.ErrNoGroup where there is no such group.
func (p Pool) DeleteGroup(ctx context.Context, name string) error {
	_, err := p.SDK.DeleteGroup(ctx, &idp.DeleteGroupInput{UserPoolId: aws.String(p.ID), GroupName: aws.String(name)})
	return groupProblem("deleting the group", err)
}

// GroupError says which groups there are not, and which there are.
type GroupError struct{ Missing, There []string }

// Error implements error.
func (e *GroupError) Error() string {
	there := "the pool has no groups"
	if len(e.There) > 0 {
		there = "the pool has " + strings.Join(e.There, ", ")
	}
	return fmt.Sprintf("there is no group %s; %s", strings.Join(e.Missing, ", "), there)
}

// Unwrap returns useradmin.ErrNoGroup.
func (e *GroupError) Unwrap() error { return useradmin.ErrNoGroup }

// CheckGroups returns a *GroupError unless all of the groups exist. It calls nobody for none.
func (p Pool) CheckGroups(ctx context.Context, names []string) error {
	if len(names) == 0 {
		return nil
	}
	groups, err := p.ListGroups(ctx)
	if err != nil {
		return err
	}
	var there, missing []string
	for _, group := range groups {
		there = append(there, group.Name)
	}
	for _, name := range names {
		if !slices.Contains(there, name) && !slices.Contains(missing, name) {
			missing = append(missing, name)
		}
	}
	if missing == nil {
		return nil
	}
	return &GroupError{missing, there}
}

func groupProblem(what string, err error) error {
	if awsclient.Code(err) == "ResourceNotFoundException" {
		return fmt.Errorf("%s: %w", what, useradmin.ErrNoGroup)
	}
	return doing(what, err)
}
