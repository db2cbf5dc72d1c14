package useradmin

import (
	"context"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
)

// GroupNames are the names of the pool's groups.
type GroupNames struct {
	Names    []string // sorted
	Unlisted bool     // the pool has more than MaxGroups; the rest is not there
}

// MaxGroups bounds the list of the pool's groups, and with it a page that offers them.
const (
	MaxGroups    = maxPoolPages * MaxLimit
	maxPoolPages = 4 // calls
)

// AllGroups lists the groups of the pool: one call for 60, at most four.
func (p *Pool) AllGroups(ctx context.Context) (GroupNames, error) {
	var all GroupNames
	input := &idp.ListGroupsInput{UserPoolId: aws.String(p.ID), Limit: aws.Int32(MaxLimit)}
	for range maxPoolPages {
		output, err := p.Client().ListGroups(ctx, input)
		if err != nil {
			return GroupNames{}, fmt.Errorf("listing the groups of the pool: %w", Classify(err))
		}
		if output.Groups == nil {
			return GroupNames{}, fmt.Errorf("listing the groups of the pool: %w", ErrNoList)
		}
		for _, group := range output.Groups {
			all.Names = append(all.Names, aws.ToString(group.GroupName))
		}
		if all.Unlisted = aws.ToString(output.NextToken) != ""; !all.Unlisted {
			break
		}
		input.NextToken = output.NextToken
	}
	slices.Sort(all.Names)
	return all, nil
}
