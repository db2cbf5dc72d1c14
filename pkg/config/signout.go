package config

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"cognitossr/pkg/access"
)

// Settings of instant sign-out: for how long a function remembers that a session had not ended, and the access rights
// in INSTANT_SIGN_OUT_UNAVAILABLE, where "group" stands for those of all groups.
const (
	DefaultSignOutRemember = time.Second
	maxSignOutRemember     = time.Minute
	rightsOfGroups         = "group"
	noRight                = "none"
)

// RefusesUnchecked reports whether this function refuses a session while the table of ended sessions does not answer.
func (c Config) RefusesUnchecked() bool {
	right := string(c.Auth)
	if c.Auth.Group() != "" {
		right = rightsOfGroups
	}
	return slices.Contains(c.SignOutUnavailable, right)
}

// table accepts the name of a table, or its ARN where it is in another account.
//
// Source: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Get.html
func (l *loader) table(name string) string {
	value := l.getenv(name)
	other := func(c rune) bool {
		return (c|0x20 < 'a' || 'z' < c|0x20) && (c < '0' || '9' < c) && !strings.ContainsRune("_.-:/", c)
	}
	if value != "" && (len(value) < 3 || len(value) > 1024 || strings.ContainsFunc(value, other)) {
		l.problem(name, "%q is not the name of a table", value)
		return ""
	}
	return value
}

// remember accepts whole seconds.
func (l *loader) remember(name string) time.Duration {
	value := l.getenv(name)
	if value == "" {
		return DefaultSignOutRemember
	}
	seconds, err := strconv.Atoi(value)
	if err != nil || seconds < 0 || time.Duration(seconds)*time.Second > maxSignOutRemember {
		l.problem(name, "%q is not a number of seconds from 0 to 60", value)
	}
	return time.Duration(seconds) * time.Second
}

// unavailable accepts access rights, separated by commas, or "none".
func (l *loader) unavailable(name string) []string {
	value := l.getenv(name)
	switch value {
	case "":
		return []string{rightsOfGroups}
	case noRight:
		return nil
	}
	rights := strings.Split(value, ",")
	for _, right := range rights {
		if right != rightsOfGroups && right != string(access.User) && right != string(access.Optional) {
			l.problem(name, `%q: want "none", or some of "group", "user" and "optional", joined by commas`, value)
			return nil
		}
	}
	return rights
}
