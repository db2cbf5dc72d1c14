package useradmin

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

func attributes(pairs ...string) []types.AttributeType {
	var list []types.AttributeType
	for i := 0; i < len(pairs); i += 2 {
		list = append(list, types.AttributeType{Name: aws.String(pairs[i]), Value: aws.String(pairs[i+1])})
	}
	return list
}

var created = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

func ada() types.UserType {
	return types.UserType{
		Username: aws.String("ada-name"), Enabled: true, UserStatus: types.UserStatusTypeConfirmed,
		UserCreateDate: aws.Time(created), UserLastModifiedDate: aws.Time(created.Add(time.Hour)),
		Attributes: attributes("sub", "ada-sub", "email", "ada@example.com", "email_verified", "true", "custom:role", "root"),
	}
}

func TestFilterHoldsTheTextAsOneLiteral_SEC098_Q64(t *testing.T) {
	tests := []struct {
		name  string
		query Query
		want  string
		err   error
	}{
		{"all", Query{}, "", nil},
		{"address", Query{ByEmail, Is, "ada@example.com", 0, ""}, `email = "ada@example.com"`, nil},
		{"beginning", Query{ByEmail, BeginsWith, "ada", 0, ""}, `email ^= "ada"`, nil},
		{"status", Query{ByStatus, Is, "CONFIRMED", 0, ""}, `cognito:user_status = "CONFIRMED"`, nil},
		{"quote", Query{ByEmail, Is, `a" or sub ^= "`, 0, ""}, `email = "a\" or sub ^= \""`, nil},
		{"quote and the same attribute", Query{ByEmail, BeginsWith, `a" or email ^= "b`, 0, ""},
			`email ^= "a\" or email ^= \"b"`, nil},
		{"backslash", Query{ByEmail, Is, `a\`, 0, ""}, `email = "a\\"`, nil},
		{"backslash and quote", Query{ByEmail, Is, `\"`, 0, ""}, `email = "\\\""`, nil},
		{"line break", Query{ByEmail, Is, "a\nb", 0, ""}, "", ErrQuery},
		{"NUL", Query{ByEmail, Is, "a\x00", 0, ""}, "", ErrQuery},
		{"C1 control", Query{ByEmail, Is, "a\u0085", 0, ""}, "", ErrQuery},
		{"no UTF-8", Query{ByEmail, Is, "a\xff", 0, ""}, "", ErrQuery},
		{"longest", Query{ByEmail, Is, strings.Repeat("a", 128), 0, ""}, `email = "` + strings.Repeat("a", 128) + `"`, nil},
		{"too long", Query{ByEmail, Is, strings.Repeat("a", 129), 0, ""}, "", ErrQuery},
		{"too long when escaped", Query{ByEmail, Is, strings.Repeat(`"`, 128), 0, ""}, "", ErrQuery},
		{"other attribute", Query{"custom:role", Is, "a", 0, ""}, "", ErrQuery},
		{"attribute with an operator in it", Query{`sub ^= "" or email`, Is, "a", 0, ""}, "", ErrQuery},
		{"other operator", Query{ByEmail, "!=", "a", 0, ""}, "", ErrQuery},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			api := &fakeAPI{}
			_, err := newPool(api).List(t.Context(), tt.query)
			if !errors.Is(err, tt.err) {
				t.Fatalf("List() error = %v, want %v", err, tt.err)
			}
			if tt.err != nil {
				if len(api.calls) != 0 {
					t.Errorf("calls = %v, want none", api.calls)
				}
				return
			}
			if got := aws.ToString(api.listed[0].Filter); got != tt.want {
				t.Errorf("filter = %s, want %s", got, tt.want)
			}
		})
	}
}

func TestListBringsTheLimitIntoRange_SEC099_Q63(t *testing.T) {
	for _, tt := range []struct{ limit, want int32 }{{-1, 1}, {0, 1}, {1, 1}, {60, 60}, {61, 60}, {1e9, 60}} {
		api := &fakeAPI{}
		if _, err := newPool(api).List(t.Context(), Query{Limit: tt.limit}); err != nil {
			t.Fatal(err)
		}
		if got := aws.ToInt32(api.listed[0].Limit); got != tt.want {
			t.Errorf("limit %d is sent as %d, want %d", tt.limit, got, tt.want)
		}
	}
}

func TestListReadsUsersAndPages(t *testing.T) {
	api := &fakeAPI{users: []types.UserType{ada(),
		{Username: aws.String("bare"), Attributes: attributes("email_verified", "false")}}, next: "token 2"}
	page, err := newPool(api).List(t.Context(), Query{After: "token 1"})
	if err != nil {
		t.Fatal(err)
	}
	want := User{
		Subject: "ada-sub", Username: "ada-name", Email: "ada@example.com", EmailVerified: true, Status: "CONFIRMED",
		Enabled: true,
		Created: created, Modified: created.Add(time.Hour),
	}
	if !slices.Equal(page.Users, []User{want, {Username: "bare"}}) || page.Next != "token 2" {
		t.Errorf("List() = %+v", page)
	}
	if got := aws.ToString(api.listed[0].PaginationToken); got != "token 1" {
		t.Errorf("PaginationToken = %q", got)
	}
	if api.listed[0].AttributesToGet != nil {
		t.Error("AttributesToGet is set: AWS refuses it where a user lacks one of them")
	}
}

func TestBySubjectTakesTheExactSubOnly_SEC096(t *testing.T) {
	tests := []struct {
		name, subject string
		users         []types.UserType
		err           error
	}{
		{"there", "ada-sub", []types.UserType{ada()}, nil},
		{"other case", "ADA-SUB", []types.UserType{ada()}, ErrNotFound},
		{"nobody", "x", nil, ErrNotFound},
		{"no sub", "", []types.UserType{ada()}, ErrNotFound},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			user, err := newPool(&fakeAPI{users: tt.users}).BySubject(t.Context(), tt.subject)
			if !errors.Is(err, tt.err) || tt.err == nil && user.Username != "ada-name" {
				t.Errorf("BySubject() = %+v, %v; want %v", user, err, tt.err)
			}
		})
	}
}

func TestGroupsReadsAllPages(t *testing.T) {
	api := &fakeAPI{groups: [][]string{{"users"}, {}, {"admin"}}}
	got, err := newPool(api).Groups(t.Context(), "ada-name")
	if err != nil || !slices.Equal(got, []string{"admin", "users"}) {
		t.Errorf("Groups() = %v, %v", got, err)
	}
	if len(api.asked) != 3 || aws.ToString(api.asked[2].NextToken) != "page 2" {
		t.Errorf("%d calls, want 3 with the token of the page before", len(api.asked))
	}
}

func TestGroupsEndsWhereTheServiceDoesNot(t *testing.T) {
	api := &fakeAPI{groups: [][]string{{"a"}, {"b"}, {"c"}, {"d"}, {"e"}}}
	if got, err := newPool(api).Groups(t.Context(), "ada-name"); !errors.Is(err, ErrUnavailable) ||
		len(api.calls) != maxGroupPages {
		t.Errorf("Groups() = %v, %v after %d calls", got, err, len(api.calls))
	}
}

func TestIsEnabledMember_SEC101(t *testing.T) {
	tests := []struct {
		name    string
		enabled bool
		groups  []string
		fail    map[string]error
		want    bool
		err     error
	}{
		{"member", true, []string{"admin", "users"}, nil, true, nil},
		{"disabled", false, []string{"admin"}, nil, false, nil},
		{"not a member", true, []string{"users"}, nil, false, nil},
		{"near miss", true, []string{"Admin", "admins", "xadmin"}, nil, false, nil},
		{"gone", true, nil, map[string]error{"AdminGetUser": refusal("UserNotFoundException")}, false, nil},
		{"gone between the two", true, nil, map[string]error{"AdminListGroupsForUser": refusal("UserNotFoundException")}, false, nil},
		{"throttled", true, []string{"admin"}, map[string]error{"AdminGetUser": refusal("TooManyRequestsException")},
			false, ErrThrottled},
		{"groups unknown", true, []string{"admin"},
			map[string]error{"AdminListGroupsForUser": refusal("InternalErrorException")}, false, ErrUnavailable},
		{"right is missing", true, []string{"admin"},
			map[string]error{"AdminGetUser": refusal("AccessDeniedException")}, false, ErrDenied},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			api := &fakeAPI{get: &idp.AdminGetUserOutput{Username: aws.String("ada-name"), Enabled: tt.enabled},
				groups: [][]string{tt.groups}, fail: tt.fail}
			got, err := newPool(api).IsEnabledMember(t.Context(), "ada-name", "admin")
			if got != tt.want || !errors.Is(err, tt.err) {
				t.Errorf("IsEnabledMember() = %v, %v; want %v, %v", got, err, tt.want, tt.err)
			}
		})
	}
}
