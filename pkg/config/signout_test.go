package config

import (
	"slices"
	"testing"
	"time"

	"cognitossr/pkg/access"
)

func TestSettingsOfInstantSignOut_N40(t *testing.T) {
	tests := []struct {
		name, table, remember, unavailable string
		ok                                 bool
		want                               time.Duration
		refused                            []access.Right
	}{
		{"off", "", "", "", true, time.Second, []access.Right{"group:admin"}},
		{"with a table", "site-ended-sessions", "", "", true, time.Second, []access.Right{"group:admin"}},
		{"with the table of another account", "arn:aws:dynamodb:eu-west-1:123456789012:table/ended", "60", "group,user",
			true, time.Minute, []access.Right{"group:admin", access.User}},
		{"nothing remembered, nobody waits", "ended", "0", "none", true, 0, nil},
		{"all wait", "ended", "5", "optional,user,group", true, 5 * time.Second,
			[]access.Right{"group:admin", access.User, access.Optional}},
		{"a name that is none", "a table", "", "", false, 0, nil},
		{"a short name", "ab", "", "", false, 0, nil},
		{"too long", "ended", "61", "", false, 0, nil},
		{"negative", "ended", "-1", "", false, 0, nil},
		{"a unit", "ended", "1s", "", false, 0, nil},
		{"another right", "ended", "", "group,everybody", false, 0, nil},
		{"none with others", "ended", "", "none,user", false, 0, nil},
		{"an empty right", "ended", "", "group,", false, 0, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := loader{getenv: func(name string) string {
				return map[string]string{
					"INSTANT_SIGN_OUT_TABLE": tt.table, "INSTANT_SIGN_OUT_REMEMBER": tt.remember,
					"INSTANT_SIGN_OUT_UNAVAILABLE": tt.unavailable,
				}[name]
			}}
			c := Config{
				SignOutTable: l.table("INSTANT_SIGN_OUT_TABLE"), SignOutRemember: l.remember("INSTANT_SIGN_OUT_REMEMBER"),
				SignOutUnavailable: l.unavailable("INSTANT_SIGN_OUT_UNAVAILABLE"),
			}
			if (len(l.problems) == 0) != tt.ok {
				t.Fatalf("problems %v", l.problems)
			}
			if !tt.ok {
				return
			}
			if c.SignOutTable != tt.table || c.SignOutRemember != tt.want {
				t.Errorf("%+v", c)
			}
			for _, right := range []access.Right{access.Public, access.Optional, access.User, "group:admin"} {
				if c.Auth = right; c.RefusesUnchecked() != slices.Contains(tt.refused, right) {
					t.Errorf("%s waits: %v", right, c.RefusesUnchecked())
				}
			}
		})
	}
}
