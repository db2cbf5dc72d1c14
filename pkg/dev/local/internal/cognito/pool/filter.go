package pool

import (
	"regexp"
	"slices"
	"strings"
)

// Filter is a ListUsers filter: one attribute, equal to or beginning with a value.
type Filter struct {
	Attribute, Value string
	Prefix           bool
}

// filterable are the attributes that a filter may name (API reference, ListUsers).
var filterable = []string{
	"username", "email", "phone_number", "name", "given_name", "family_name", "preferred_username",
	"cognito:user_status", "status", "sub",
}

var (
	filterGrammar = regexp.MustCompile(`^\s*([\w:]+)\s*(\^?=)\s*"((?:[^"\\]|\\.)*)"\s*$`)
	filterEscape  = regexp.MustCompile(`\\(.)`)
)

// ParseFilter reads a filter such as `email ^= "ann"`; an empty text filters nothing.
func ParseFilter(text string) (Filter, error) {
	if text == "" {
		return Filter{}, nil
	}
	m := filterGrammar.FindStringSubmatch(text)
	if m == nil {
		return Filter{}, Refuse(InvalidParameter, "Error while parsing filter")
	}
	if !slices.Contains(filterable, m[1]) {
		return Filter{}, Refuse(InvalidParameter, "Invalid search attribute: %s", m[1])
	}
	return Filter{Attribute: m[1], Prefix: m[2] == "^=", Value: filterEscape.ReplaceAllString(m[3], "$1")}, nil
}

// value is what the filter looks at in a user.
func (f Filter) value(u *user) string {
	switch f.Attribute {
	case "", "username":
		return u.Username
	case "cognito:user_status":
		return u.Status
	case "status":
		if u.Enabled {
			return "Enabled"
		}
		return "Disabled"
	}
	return u.Attributes[f.Attribute]
}

// matches compares without regard to case, because this pool's user names have none. Nobody has an empty value: a filter
// that asks for one finds nobody, also of those who have none at all.
func (f Filter) matches(u *user) bool {
	if f.Attribute == "" {
		return true
	}
	value, wanted := strings.ToLower(f.value(u)), strings.ToLower(f.Value)
	if f.Prefix {
		return strings.HasPrefix(value, wanted)
	}
	return value == wanted && value != ""
}

// Filterable says whether an attribute may stand in a filter.
func Filterable(attribute string) bool { return slices.Contains(filterable, attribute) }
