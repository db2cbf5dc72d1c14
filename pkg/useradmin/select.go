package useradmin

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
)

// Disabled selects users by whether the account is enabled, instead of by a status.
const Disabled = "DISABLED"

// Selection says which users a list shows: those who meet all of its conditions. Cognito looks at one condition at a
// time; the others are looked at here.
type Selection struct {
	Query
	Status string // one of Statuses, or Disabled; "": any
	Group  string // "": whether or not in any
}

// All reports whether every user is selected.
func (s Selection) All() bool { return s.Text == "" && s.Status == "" && s.Group == "" }

// maxSelectCalls bounds the calls of Select where nobody on Cognito's pages meets the conditions that are looked at here.
const maxSelectCalls = 5

// Select lists the selected users, like List: one call where Cognito looks at the only condition, and at most five
// until somebody meets the others. It returns ErrNoGroup for a group that the pool does not have, and ErrQuery for
// another status than those above.
func (p *Pool) Select(ctx context.Context, s Selection) (Page, error) {
	if s.Status != "" && s.Status != Disabled && !slices.Contains(Statuses(), s.Status) {
		return Page{}, fmt.Errorf("selecting users: %w: status %q", ErrQuery, s.Status)
	}
	if s.Group != "" && !isGroupName(s.Group) {
		return Page{}, fmt.Errorf("selecting users: %w", ErrNoGroup)
	}
	var page Page
	for range maxSelectCalls {
		next, err := p.pageOf(ctx, s)
		if err != nil {
			return Page{}, err
		}
		page.Users = slices.DeleteFunc(next.Users, func(user User) bool { return !s.meets(user) })
		page.Next, s.After = next.Next, next.Next
		if len(page.Users) > 0 || page.Next == "" {
			break
		}
	}
	return page, nil
}

// pageOf asks Cognito about the condition that leaves the fewest users.
func (p *Pool) pageOf(ctx context.Context, s Selection) (Page, error) {
	switch {
	case s.Group != "" && s.Text != "" && s.Attribute == BySubject:
		return p.member(ctx, s)
	case s.Group == "" && s.Text != "":
		return p.List(ctx, s.Query)
	case s.Group != "":
		return p.members(ctx, s)
	case s.Status == Disabled:
		s.Attribute, s.Operator, s.Text = byEnabled, Is, "Disabled"
	case s.Status != "":
		s.Attribute, s.Operator, s.Text = ByStatus, Is, s.Status
	}
	return p.List(ctx, s.Query)
}

func (p *Pool) members(ctx context.Context, s Selection) (Page, error) {
	if _, err := s.filter(); err != nil {
		return Page{}, fmt.Errorf("listing the members of a group: %w", err)
	}
	input := &idp.ListUsersInGroupInput{UserPoolId: aws.String(p.ID), GroupName: aws.String(s.Group),
		Limit: aws.Int32(s.limit())}
	if s.After != "" {
		input.NextToken = aws.String(s.After)
	}
	output, err := p.Client().ListUsersInGroup(ctx, input)
	if err != nil {
		return Page{}, doing("listing the members of a group", classifyMembership(err))
	}
	if output.Users == nil {
		return Page{}, fmt.Errorf("listing the members of a group: %w", ErrNoList)
	}
	page := Page{Next: aws.ToString(output.NextToken)}
	for _, user := range output.Users {
		page.Users = append(page.Users, UserOf(user))
	}
	return page, nil
}

// member looks for one user in a group, by the user: the group may be large.
func (p *Pool) member(ctx context.Context, s Selection) (Page, error) {
	page, err := p.List(ctx, s.Query)
	if err != nil || len(page.Users) == 0 {
		return page, err
	}
	groups, err := p.Groups(ctx, page.Users[0].Username)
	if err != nil || !slices.Contains(groups, s.Group) {
		return Page{}, err
	}
	return page, nil
}

// meets looks at the status and the text, as Cognito does: without regard to case.
func (s Selection) meets(u User) bool {
	switch {
	case s.Status == Disabled && u.Enabled:
		return false
	case s.Status != "" && s.Status != Disabled && u.Status != s.Status:
		return false
	case s.Text == "":
		return true
	}
	value := map[Attribute]string{ByEmail: u.Email, BySubject: u.Subject, ByName: u.Name, ByUsername: u.Username}[s.Attribute]
	value, text := strings.ToLower(value), strings.ToLower(s.Text)
	return value == text || s.Operator == BeginsWith && strings.HasPrefix(value, text)
}

// maxGroupName is the longest name of a group, in characters.
//
// Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateGroup.html
const maxGroupName = 128

func isGroupName(text string) bool {
	other := func(r rune) bool { return !unicode.In(r, unicode.L, unicode.M, unicode.S, unicode.N, unicode.P) }
	return utf8.ValidString(text) && utf8.RuneCountInString(text) <= maxGroupName && !strings.ContainsFunc(text, other)
}
