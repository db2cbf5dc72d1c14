package contract

import (
	"context"
	"crypto/rand"
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
)

var groupCases = []Case{
	{Name: "CreateGroup, GetGroup and DeleteGroup",
		AWS:      "the group is shown until it is deleted, then ResourceNotFoundException",
		Evidence: Documented, Source: "API reference, CreateGroup", Run: func(t *testing.T, s *Suite) {
			name := s.newGroup(t)
			out, err := s.idp.GetGroup(t.Context(), &idp.GetGroupInput{UserPoolId: &s.PoolID, GroupName: &name})
			if g := must(t, out, err).Group; aws.ToString(g.GroupName) != name || aws.ToInt32(g.Precedence) != 3 ||
				aws.ToString(g.Description) != "for a test" || g.CreationDate.IsZero() {
				t.Errorf("got %+v", g)
			}
			must(t, "", second(s.idp.DeleteGroup(t.Context(),
				&idp.DeleteGroupInput{UserPoolId: &s.PoolID, GroupName: &name})))
			_, err = s.idp.GetGroup(t.Context(), &idp.GetGroupInput{UserPoolId: &s.PoolID, GroupName: &name})
			refused(t, err, "ResourceNotFoundException")
		}},
	{Name: "CreateGroup refuses a taken name", AWS: "GroupExistsException",
		Evidence: Documented, Source: "API reference, CreateGroup", Run: func(t *testing.T, s *Suite) {
			name := s.newGroup(t)
			_, err := s.idp.CreateGroup(t.Context(), &idp.CreateGroupInput{UserPoolId: &s.PoolID, GroupName: &name})
			refused(t, err, "GroupExistsException")
		}},
	{Name: "Group membership is in both tokens", AWS: "cognito:groups is a list; without groups it is absent",
		Evidence: Recorded, Source: "getmoto/moto, tests that were run against AWS (2026-08), for the access token",
		Run: func(t *testing.T, s *Suite) {
			email, name := s.newUser(t), s.newGroup(t)
			if got, ok := claims(t, *s.apiTokens(t, email).AccessToken)["cognito:groups"]; ok {
				t.Errorf("without groups the claim is %v", got)
			}
			s.join(t, email, name)
			s.join(t, email, name) // twice is no error
			tokens := s.apiTokens(t, email)
			for _, token := range []string{*tokens.AccessToken, *tokens.IdToken} {
				if got, _ := claims(t, token)["cognito:groups"].([]any); len(got) != 1 || got[0] != name {
					t.Errorf("groups are %v", got)
				}
			}
		}},
	{Name: "The roles of groups are in the ID token",
		AWS:      "cognito:roles lists them, cognito:preferred_role is that of the lowest precedence; two of one precedence give none",
		Evidence: Recorded, Source: "public tokens (2024-05)", Needs: Needs{Role: true}, Run: func(t *testing.T, s *Suite) {
			email := s.newUser(t)
			for i, precedence := range []int32{5, 1, 1} {
				role := fmt.Sprintf("%s-%d", s.RoleARN, i)
				s.join(t, email, s.groupWithRole(t, role, precedence))
				got := claims(t, *s.apiTokens(t, email).IdToken)
				preferred, _ := got["cognito:preferred_role"].(string)
				if want := []string{s.RoleARN + "-0", s.RoleARN + "-1", ""}[i]; preferred != want {
					t.Errorf("with %d groups the preferred role is %q, not %q", i+1, preferred, want)
				}
				if roles, _ := got["cognito:roles"].([]any); len(roles) != i+1 {
					t.Errorf("with %d groups the roles are %v", i+1, roles)
				}
			}
			if got := claims(t, *s.apiTokens(t, email).AccessToken)["cognito:roles"]; got != nil {
				t.Errorf("the access token has the roles %v", got)
			}
		}},
	{Name: "CreateGroup takes no name with a space", AWS: "InvalidParameterException",
		Evidence: Documented, Source: "service model, GroupNameType", Run: func(t *testing.T, s *Suite) {
			_, err := s.idp.CreateGroup(t.Context(),
				&idp.CreateGroupInput{UserPoolId: &s.PoolID, GroupName: aws.String("site admins")})
			refused(t, err, "InvalidParameterException")
		}},
	{Name: "AdminListGroupsForUser and ListUsersInGroup agree", AWS: "both show the membership until it is removed",
		Evidence: Documented, Source: "API reference, ListUsersInGroup", Run: func(t *testing.T, s *Suite) {
			email, name := s.newUser(t), s.newGroup(t)
			s.join(t, email, name)
			if groups, users := s.membership(t, email, name); groups != 1 || users != 1 {
				t.Errorf("%d groups, %d users", groups, users)
			}
			must(t, "", second(s.idp.AdminRemoveUserFromGroup(t.Context(),
				&idp.AdminRemoveUserFromGroupInput{UserPoolId: &s.PoolID, Username: &email, GroupName: &name})))
			if groups, users := s.membership(t, email, name); groups != 0 || users != 0 {
				t.Errorf("after removal %d groups, %d users", groups, users)
			}
		}},
	{Name: "Membership wants a user and a group that exist", AWS: "UserNotFoundException, ResourceNotFoundException",
		Evidence: Documented, Source: "API reference, AdminAddUserToGroup", Run: func(t *testing.T, s *Suite) {
			name := s.newGroup(t)
			_, err := s.idp.AdminAddUserToGroup(t.Context(), &idp.AdminAddUserToGroupInput{UserPoolId: &s.PoolID,
				Username: aws.String(address()), GroupName: &name})
			refused(t, err, "UserNotFoundException")
			_, err = s.idp.AdminAddUserToGroup(t.Context(), &idp.AdminAddUserToGroupInput{
				UserPoolId: &s.PoolID, Username: aws.String(s.newUser(t)), GroupName: aws.String("no-such-group"),
			})
			refused(t, err, "ResourceNotFoundException")
		}},
	{Name: "ListGroups pages", AWS: "Limit and NextToken give every group once",
		Evidence: Documented, Source: "API reference, ListGroups", Run: func(t *testing.T, s *Suite) {
			wanted := map[string]bool{s.newGroup(t): true, s.newGroup(t): true, s.newGroup(t): true}
			in := &idp.ListGroupsInput{UserPoolId: &s.PoolID, Limit: aws.Int32(1)}
			for range 1000 {
				out, err := s.idp.ListGroups(t.Context(), in)
				for _, g := range must(t, out, err).Groups {
					delete(wanted, aws.ToString(g.GroupName))
				}
				if in.NextToken = out.NextToken; in.NextToken == nil {
					break
				}
			}
			if len(wanted) > 0 {
				t.Errorf("not listed: %v", wanted)
			}
		}},
}

func (s *Suite) newGroup(t *testing.T) string {
	t.Helper()
	return s.groupWithRole(t, "", 3)
}

// groupWithRole makes a group with a precedence and the ARN of a role, or none.
func (s *Suite) groupWithRole(t *testing.T, role string, precedence int32) string {
	t.Helper()
	name := "contract-" + rand.Text()
	in := &idp.CreateGroupInput{UserPoolId: &s.PoolID, GroupName: &name, Description: aws.String("for a test"),
		Precedence: &precedence}
	if role != "" {
		in.RoleArn = &role
	}
	_, err := s.idp.CreateGroup(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_, _ = s.idp.DeleteGroup(context.Background(), &idp.DeleteGroupInput{UserPoolId: &s.PoolID, GroupName: &name}) // the test may have done it
	})
	return name
}

func (s *Suite) join(t *testing.T, email, group string) {
	t.Helper()
	_, err := s.idp.AdminAddUserToGroup(t.Context(), &idp.AdminAddUserToGroupInput{UserPoolId: &s.PoolID,
		Username: &email, GroupName: &group})
	if err != nil {
		t.Fatal(err)
	}
}

func (s *Suite) membership(t *testing.T, email, group string) (groups, users int) {
	t.Helper()
	of, err := s.idp.AdminListGroupsForUser(t.Context(), &idp.AdminListGroupsForUserInput{UserPoolId: &s.PoolID,
		Username: &email})
	must(t, of, err)
	in, err := s.idp.ListUsersInGroup(t.Context(), &idp.ListUsersInGroupInput{UserPoolId: &s.PoolID, GroupName: &group})
	return len(of.Groups), len(must(t, in, err).Users)
}
