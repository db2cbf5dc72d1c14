package contract

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

const noSuchUser = "User does not exist."

var userCases = []Case{
	{Name: "AdminGetUser finds a user by address, in any case, and by sub", AWS: "the same user each time",
		Evidence: Documented, Source: "API reference, AdminGetUser", Run: func(t *testing.T, s *Suite) {
			email := s.newUser(t)
			sub := aws.ToString(s.adminGet(t, email).Username)
			for _, name := range []string{strings.ToUpper(email), sub} {
				if got := aws.ToString(s.adminGet(t, name).Username); got != sub {
					t.Errorf("%s found %s, not %s", name, got, sub)
				}
			}
		}},
	{Name: "AdminGetUser has status and dates", AWS: "UserStatus, Enabled, UserCreateDate, UserLastModifiedDate",
		Evidence: Recorded, Source: "getmoto/moto, tests that were run against AWS (2026-08)",
		Run: func(t *testing.T, s *Suite) {
			got := s.adminGet(t, s.newUser(t))
			if got.UserStatus != types.UserStatusTypeConfirmed || !got.Enabled || got.UserCreateDate.IsZero() ||
				got.UserLastModifiedDate.IsZero() {
				t.Errorf("got %+v", got)
			}
		}},
	{Name: "AdminGetUser refuses an unknown user", AWS: `UserNotFoundException "User does not exist."`,
		Evidence: Recorded, Source: "floci-io/floci, fixtures of AWS Cognito (2026-05-16)",
		Run: func(t *testing.T, s *Suite) {
			_, err := s.idp.AdminGetUser(t.Context(), &idp.AdminGetUserInput{UserPoolId: &s.PoolID,
				Username: aws.String(address())})
			refusedWith(t, err, "UserNotFoundException", noSuchUser)
		}},
	{Name: "Admin operations refuse an unknown pool", AWS: "ResourceNotFoundException",
		Evidence: Documented, Source: "API reference, AdminGetUser", Run: func(t *testing.T, s *Suite) {
			_, err := s.idp.AdminGetUser(t.Context(),
				&idp.AdminGetUserInput{UserPoolId: aws.String(s.Region + "_NoSuchPool"), Username: aws.String(address())})
			refused(t, err, "ResourceNotFoundException")
		}},
	{Name: "AdminCreateUser makes a user with a temporary password",
		AWS:      "status FORCE_CHANGE_PASSWORD; the user name is a sub",
		Evidence: Recorded, Source: "a public capture of the call (2026-07-16)", Run: func(t *testing.T, s *Suite) {
			got := s.adminGet(t, s.createUser(t))
			if got.UserStatus != types.UserStatusTypeForceChangePassword ||
				attribute(got.UserAttributes, "sub") != aws.ToString(got.Username) {
				t.Errorf("got %+v", got)
			}
		}},
	{Name: "AdminCreateUser refuses a taken address", AWS: "UsernameExistsException",
		Evidence: Shown, Source: "localstack/localstack#4465 (2021-08)", Run: func(t *testing.T, s *Suite) {
			email := s.newUser(t)
			_, err := s.idp.AdminCreateUser(t.Context(), &idp.AdminCreateUserInput{UserPoolId: &s.PoolID,
				Username: &email, MessageAction: types.MessageActionTypeSuppress})
			refused(t, err, "UsernameExistsException")
		}},
	{Name: "AdminCreateUser resends for a temporary password only", AWS: "UnsupportedUserStateException for a confirmed user",
		Evidence: Documented, Source: "API reference, AdminCreateUser", Run: func(t *testing.T, s *Suite) {
			email := s.newUser(t)
			_, err := s.idp.AdminCreateUser(t.Context(), &idp.AdminCreateUserInput{UserPoolId: &s.PoolID,
				Username: &email, MessageAction: types.MessageActionTypeResend})
			refused(t, err, "UnsupportedUserStateException")
		}},
	{Name: "AdminUpdateUserAttributes may verify an address", AWS: "email_verified=true in the same call as email",
		Evidence: Documented, Source: "API reference, AdminUpdateUserAttributes", Run: func(t *testing.T, s *Suite) {
			email, moved := s.newUser(t), address()
			s.removeLater(t, moved)
			must(t, "", second(s.idp.AdminUpdateUserAttributes(t.Context(), &idp.AdminUpdateUserAttributesInput{
				UserPoolId: &s.PoolID, Username: &email, UserAttributes: attributes("email", moved, "email_verified", "true"),
			})))
			if got := attribute(s.adminGet(t, moved).UserAttributes, "email_verified"); got != "true" {
				t.Errorf("email_verified is %q", got)
			}
		}},
	{Name: "AdminDeleteUser removes the user", AWS: "a second time UserNotFoundException; the address is free again",
		Evidence: Documented, Source: "API reference, AdminDeleteUser", Run: func(t *testing.T, s *Suite) {
			email := s.newUser(t)
			in := &idp.AdminDeleteUserInput{UserPoolId: &s.PoolID, Username: &email}
			must(t, "", second(s.idp.AdminDeleteUser(t.Context(), in)))
			refused(t, second(s.idp.AdminDeleteUser(t.Context(), in)), "UserNotFoundException")
			must(t, "", second(s.signUp(t, email, goodPassword)))
		}},
}

var listCases = []Case{
	{Name: "ListUsers filters by equality", AWS: `email = "..." finds exactly the user`,
		Evidence: Documented, Source: "API reference, ListUsers", Run: func(t *testing.T, s *Suite) {
			email := s.newUser(t)
			got := s.find(t, `email = "`+email+`"`)
			if len(got) != 1 || attribute(got[0].Attributes, "email") != email {
				t.Errorf("found %d users", len(got))
			}
		}},
	{Name: "ListUsers filters by prefix and sorts", AWS: "email ^= finds all that begin so, sorted by email",
		Evidence: Documented, Source: "API reference, ListUsers", Run: func(t *testing.T, s *Suite) {
			prefix := "list-" + address()[9:15]
			for _, c := range "cab" {
				s.named(t, prefix+string(c)+"@example.com")
			}
			var got []string
			for _, u := range s.find(t, `email ^= "`+prefix+`"`) {
				got = append(got, attribute(u.Attributes, "email"))
			}
			if len(got) != 3 || !slices.IsSorted(got) {
				t.Errorf("found %q", got)
			}
			if inside := s.find(t, `email ^= "`+prefix[1:]+`"`); len(inside) != 0 {
				t.Errorf("the middle of an address found %d", len(inside))
			}
		}},
	{Name: "AdminCreateUser adds no flag of its own", AWS: "the attributes are those of the call and the sub; no email_verified",
		Evidence: Recorded, Source: "outputs of the AWS CLI in public notes (2017 to 2025-06)", Run: func(t *testing.T, s *Suite) {
			email := address()
			out, err := s.idp.AdminCreateUser(t.Context(), &idp.AdminCreateUserInput{UserPoolId: &s.PoolID, Username: &email,
				MessageAction: types.MessageActionTypeSuppress, UserAttributes: attributes("email", email)})
			if made := must(t, out, err).User; len(made.Attributes) != 2 || attribute(made.Attributes, "email") != email {
				t.Errorf("attributes %+v", made.Attributes)
			}
		}},
	{Name: "ListUsers finds nobody by an empty value", AWS: "no users, whoever has no such attribute",
		Evidence: Shown, Source: "getmoto/moto#4388 (2021-10)", Run: func(t *testing.T, s *Suite) {
			s.newUser(t)
			if found := s.find(t, `family_name = ""`); len(found) != 0 {
				t.Errorf("found %d", len(found))
			}
		}},
	{Name: "AdminUpdateUserAttributes refuses another user's address",
		AWS:      `AliasExistsException "An account with the given email already exists."`,
		Evidence: Shown, Source: "several write-ups of UpdateUserAttributes (2021 to 2026)", Run: func(t *testing.T, s *Suite) {
			email, other := s.newUser(t), s.newUser(t)
			_, err := s.idp.AdminUpdateUserAttributes(t.Context(), &idp.AdminUpdateUserAttributesInput{UserPoolId: &s.PoolID,
				Username: &email, UserAttributes: attributes("email", other)})
			refusedWith(t, err, "AliasExistsException", "An account with the given email already exists.")
		}},
	{Name: "ListUsers filters by state", AWS: `cognito:user_status and status ("Enabled", "Disabled")`,
		Evidence: Documented, Source: "API reference, ListUsers", Run: func(t *testing.T, s *Suite) {
			email := s.newUser(t)
			s.disable(t, email)
			for _, u := range s.find(t, `status = "Disabled"`) {
				if u.Enabled {
					t.Errorf("%s is enabled", aws.ToString(u.Username))
				}
			}
			for _, u := range s.find(t, `cognito:user_status = "CONFIRMED"`) {
				if u.UserStatus != types.UserStatusTypeConfirmed {
					t.Errorf("%s is %s", aws.ToString(u.Username), u.UserStatus)
				}
			}
		}},
	{Name: "ListUsers takes quotes around the attribute", AWS: `"email" = "..." finds what email = "..." does`,
		Evidence: Shown, Source: "three public programs that ask so (found 2026-12)", Run: func(t *testing.T, s *Suite) {
			email := s.newUser(t)
			if got := s.find(t, `"email"="`+email+`"`); len(got) != 1 || attribute(got[0].Attributes, "email") != email {
				t.Errorf("found %d users", len(got))
			}
		}},
	{Name: "ListUsers refuses a wrong filter", AWS: "InvalidParameterException for bad grammar, unknown and custom attributes",
		Evidence: Documented, Source: "API reference, ListUsers", Run: func(t *testing.T, s *Suite) {
			for _, filter := range []string{`email`, `email = unquoted`, `email ~ "x"`, `shoe_size = "1"`,
				`custom:x = "1"`, `email = "a" and sub = "b"`} {
				_, err := s.idp.ListUsers(t.Context(), &idp.ListUsersInput{UserPoolId: &s.PoolID, Filter: aws.String(filter)})
				refused(t, err, "InvalidParameterException")
			}
		}},
	{Name: "ListUsers pages", AWS: "Limit and PaginationToken give every user once",
		Evidence: Documented, Source: "API reference, ListUsers", Run: func(t *testing.T, s *Suite) {
			prefix := "page-" + address()[9:15]
			for i := range 5 {
				s.named(t, fmt.Sprintf("%s%d@example.com", prefix, i))
			}
			in := &idp.ListUsersInput{UserPoolId: &s.PoolID, Filter: aws.String(`email ^= "` + prefix + `"`),
				Limit: aws.Int32(2)}
			seen := map[string]int{}
			for pages := 1; ; pages++ {
				out, err := s.idp.ListUsers(t.Context(), in)
				for _, u := range must(t, out, err).Users {
					seen[attribute(u.Attributes, "email")]++
				}
				if out.PaginationToken == nil {
					break
				}
				if len(out.Users) > 2 || pages > 10 {
					t.Fatalf("page %d has %d users", pages, len(out.Users))
				}
				in.PaginationToken = out.PaginationToken
			}
			if len(seen) != 5 {
				t.Errorf("saw %v", seen)
			}
		}},
	{Name: "ListUsers refuses a limit above 60 and a made-up token", AWS: "InvalidParameterException",
		Evidence: Documented, Source: "API reference, ListUsers", Run: func(t *testing.T, s *Suite) {
			_, err := s.idp.ListUsers(t.Context(), &idp.ListUsersInput{UserPoolId: &s.PoolID, Limit: aws.Int32(61)})
			refused(t, err, "InvalidParameterException")
			_, err = s.idp.ListUsers(t.Context(), &idp.ListUsersInput{UserPoolId: &s.PoolID,
				PaginationToken: aws.String("made-up")})
			refused(t, err, "InvalidParameterException")
		}},
	{Name: "ListUsers shows the wanted attributes only", AWS: "AttributesToGet",
		Evidence: Documented, Source: "API reference, ListUsers", Run: func(t *testing.T, s *Suite) {
			email := s.newUser(t)
			out, err := s.idp.ListUsers(t.Context(), &idp.ListUsersInput{
				UserPoolId: &s.PoolID, Filter: aws.String(`email = "` + email + `"`), AttributesToGet: []string{"email"},
			})
			if got := must(t, out, err).Users; len(got) != 1 || len(got[0].Attributes) != 1 {
				t.Errorf("got %+v", got)
			}
		}},
}

func (s *Suite) find(t *testing.T, filter string) []types.UserType {
	t.Helper()
	out, err := s.idp.ListUsers(t.Context(), &idp.ListUsersInput{UserPoolId: &s.PoolID, Filter: &filter})
	return must(t, out, err).Users
}

// named makes a user under a given address.
func (s *Suite) named(t *testing.T, email string) {
	t.Helper()
	_, err := s.idp.AdminCreateUser(t.Context(), &idp.AdminCreateUserInput{
		UserPoolId: &s.PoolID, Username: &email, MessageAction: types.MessageActionTypeSuppress,
		UserAttributes: attributes("email", email),
	})
	if err != nil {
		t.Fatal(err)
	}
	s.removeLater(t, email)
}
