package useradmin

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

func TestSelectionAsksForOneConditionAndLooksAtTheOthers_U29(t *testing.T) {
	bob := ada()
	bob.Enabled, bob.UserStatus, bob.Attributes = false, types.UserStatusTypeUnconfirmed,
		attributes("sub", "bob-sub", "email", "Bob@example.com", "name", "Bob")
	byEmail, byName := Query{Attribute: ByEmail, Operator: BeginsWith}, Query{Attribute: ByName, Operator: BeginsWith}
	ofAda, ofBob, bySub := byEmail, byName, Query{Attribute: BySubject, Operator: Is, Text: "ada-sub"}
	ofAda.Text, ofBob.Text = "ada", "bo"
	tests := []struct {
		name      string
		selection Selection
		calls     []string
		want      string
	}{
		{"all", Selection{Query: byEmail}, []string{"ListUsers "}, "ada-sub bob-sub"},
		{"address", Selection{Query: ofAda}, []string{`ListUsers email ^= "ada"`}, "ada-sub"},
		{"name", Selection{Query: ofBob}, []string{`ListUsers name ^= "bo"`}, "bob-sub"},
		{"status", Selection{Status: Unconfirmed}, []string{`ListUsers cognito:user_status = "UNCONFIRMED"`}, "bob-sub"},
		{"disabled", Selection{Status: Disabled}, []string{`ListUsers status = "Disabled"`}, "bob-sub"},
		{"group", Selection{Group: "readers"}, []string{"ListUsersInGroup  readers"}, "ada-sub bob-sub"},
		{"group and status", Selection{Group: "readers", Status: Confirmed},
			[]string{"ListUsersInGroup  readers"}, "ada-sub"},
		{"group, status and name", Selection{Query: ofBob, Group: "readers", Status: Unconfirmed},
			[]string{"ListUsersInGroup  readers"}, "bob-sub"},
		{"name and disabled", Selection{Query: ofBob, Status: Disabled}, []string{`ListUsers name ^= "bo"`}, "bob-sub"},
		{"sub in a group", Selection{Query: bySub, Group: "readers"},
			[]string{`ListUsers sub = "ada-sub"`, "AdminListGroupsForUser ada-name"}, "ada-sub"},
		{"sub in another group", Selection{Query: bySub, Group: "editors"},
			[]string{`ListUsers sub = "ada-sub"`, "AdminListGroupsForUser ada-name"}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			api := &fakeAPI{users: []types.UserType{ada(), bob}, groups: [][]string{{"readers"}}}
			page, err := newPool(api).Select(t.Context(), tt.selection)
			var got []string
			for _, user := range page.Users {
				got = append(got, user.Subject)
			}
			if err != nil || strings.Join(got, " ") != tt.want || !slices.Equal(api.calls, tt.calls) {
				t.Errorf("%q, %v after %q; want %q after %q", got, err, api.calls, tt.want, tt.calls)
			}
		})
	}
}

// TestSelectionIsBounded_U29 where nobody on many pages meets it, and goes on where it stopped.
func TestSelectionIsBounded_U29(t *testing.T) {
	api := &fakeAPI{users: []types.UserType{ada()}, next: "more"}
	page, err := newPool(api).Select(t.Context(), Selection{Group: "readers", Status: Unconfirmed})
	if err != nil || len(page.Users) != 0 || page.Next != "more" || len(api.calls) != maxSelectCalls ||
		api.calls[1] != "ListUsersInGroup more readers" {
		t.Errorf("%+v, %v after %q", page, err, api.calls)
	}
	api.calls = nil
	if page, err := newPool(api).Select(t.Context(), Selection{Group: "readers", Status: Confirmed}); err != nil ||
		len(page.Users) != 1 || len(api.calls) != 1 {
		t.Errorf("%+v, %v after %q", page, err, api.calls)
	}
}

func TestSelectionsThatNoPoolHas_U29_SEC098(t *testing.T) {
	for _, tt := range []struct {
		name      string
		selection Selection
		want      error
	}{
		{"status", Selection{Status: `CONFIRMED" or sub ^= "`}, ErrQuery},
		{"group", Selection{Group: "no group"}, ErrNoGroup},
		{"long group", Selection{Group: strings.Repeat("g", 129)}, ErrNoGroup},
		{"attribute", Selection{Query: Query{Attribute: "custom:role", Operator: Is, Text: "a"}}, ErrQuery},
		{"text in a group", Selection{Query: Query{Attribute: ByEmail, Operator: Is, Text: "a\n"},
			Group: "readers"}, ErrQuery},
	} {
		api := &fakeAPI{}
		if _, err := newPool(api).Select(t.Context(), tt.selection); !errors.Is(err, tt.want) || len(api.calls) != 0 {
			t.Errorf("%s: %v after %q, want %v after none", tt.name, err, api.calls, tt.want)
		}
	}
	api := &fakeAPI{fail: map[string]error{"ListUsersInGroup": refusal("ResourceNotFoundException")}}
	if _, err := newPool(api).Select(t.Context(), Selection{Group: "gone"}); !errors.Is(err, ErrNoGroup) {
		t.Errorf("a group that is gone: %v", err)
	}
}

func TestSizeIsCognitosEstimate_U29(t *testing.T) {
	api := &fakeAPI{}
	if n, err := newPool(api).EstimatedSize(t.Context()); err != nil || n != 10_000 {
		t.Errorf("EstimatedSize() = %d, %v", n, err)
	}
	api.fail = map[string]error{"DescribeUserPool": refusal("TooManyRequestsException")}
	if _, err := newPool(api).EstimatedSize(t.Context()); !errors.Is(err, ErrThrottled) {
		t.Errorf("throttled: %v", err)
	}
}
