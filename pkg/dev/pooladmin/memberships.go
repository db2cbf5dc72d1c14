package pooladmin

import (
	"context"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"

	"cognitossr/pkg/useradmin"
)

// maxMemberships bounds what is kept in memory, about 30 MB. Beyond it each user's groups are asked for one user at a
// time.
const maxMemberships = 200_000

// memberships tells which groups users are in. Asking group by group brings 60 members per call, asking user by user
// takes a call for each.
type memberships struct {
	pool   Pool
	byName map[string][]string // groups by user name, sorted; nil: there are too many
}

// loadMemberships reads the members of all groups, up to a limit. It tells progress how many it has read; nil is not
// told.
func (p Pool) loadMemberships(ctx context.Context, limit int, progress func(members int)) (memberships, error) {
	groups, err := p.ListGroups(ctx)
	if err != nil {
		return memberships{}, err
	}
	m := memberships{pool: p, byName: map[string][]string{}}
	count := 0
	for _, group := range groups {
		input := &idp.ListUsersInGroupInput{UserPoolId: aws.String(p.ID), GroupName: aws.String(group.Name),
			Limit: aws.Int32(pageSize)}
		for more := true; more; {
			if err := p.Wait(ctx); err != nil {
				return m, err
			}
			output, err := p.SDK.ListUsersInGroup(ctx, input)
			if err != nil {
				return m, doing("listing the members of a group", err)
			}
			if output.Users == nil {
				return m, fmt.Errorf("listing the members of a group: %w", useradmin.ErrNoList)
			}
			for _, user := range output.Users {
				name := aws.ToString(user.Username)
				m.byName[name] = append(m.byName[name], group.Name)
			}
			if count += len(output.Users); count > limit {
				m.byName = nil
				return m, nil
			}
			if progress != nil {
				progress(count)
			}
			input.NextToken, more = output.NextToken, aws.ToString(output.NextToken) != ""
		}
	}
	for _, names := range m.byName {
		slices.Sort(names)
	}
	return m, nil
}

// of returns the groups of a user, sorted; empty but not nil where there are none.
func (m memberships) of(ctx context.Context, username string) ([]string, error) {
	groups := m.byName[username]
	if m.byName == nil {
		if err := m.pool.Wait(ctx); err != nil {
			return nil, err
		}
		var err error
		if groups, err = m.pool.Groups(ctx, username); err != nil {
			return nil, err
		}
	}
	if groups == nil {
		groups = []string{}
	}
	return groups, nil
}
