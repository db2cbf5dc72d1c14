package pool

import (
	"iter"
	"maps"
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
	filterGrammar = regexp.MustCompile(`^\s*("?)([\w:]+)("?)\s*(\^?=)\s*"((?:[^"\\]|\\.)*)"\s*$`)
	filterEscape  = regexp.MustCompile(`\\(.)`)
)

// ParseFilter reads a filter such as `email ^= "ann"` or `"email" = "ann"`; an empty text filters nothing.
func ParseFilter(text string) (Filter, error) {
	if text == "" {
		return Filter{}, nil
	}
	m := filterGrammar.FindStringSubmatch(text)
	if m == nil || m[1] != m[3] {
		return Filter{}, Refuse(InvalidParameter, "Error while parsing filter")
	}
	attribute, operator, value := m[2], m[4], m[5]
	if !slices.Contains(filterable, attribute) {
		return Filter{}, Refuse(InvalidParameter, "Invalid search attribute: %s", attribute)
	}
	return Filter{Attribute: attribute, Prefix: operator == "^=", Value: filterEscape.ReplaceAllString(value, "$1")}, nil
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

// matches compares without regard to case, but for the state and for user names in a pool where Ann and ann are two
// (API reference, ListUsers). Nobody has an empty value: a filter that asks for one finds nobody, also of those who have
// none at all.
func (f Filter) matches(u *user, c *Configuration) bool {
	if f.Attribute == "" {
		return true
	}
	value, wanted := f.value(u), f.Value
	if exact := f.Attribute == "status" || f.Attribute == "username" && !c.foldsUsernames(); !exact {
		value, wanted = strings.ToLower(value), strings.ToLower(wanted)
	}
	if f.Prefix {
		return strings.HasPrefix(value, wanted)
	}
	return value == wanted && value != ""
}

// attributeValue is a value in lower case that a filter may ask for.
type attributeValue struct{ attribute, value string }

// indexed are the attributes whose values are kept apart: few users have the same, and who asks for one is answered as
// quickly among many users as among few.
var indexed = []string{"email", "phone_number", "preferred_username"}

func valuesOf(u *user) (list []attributeValue) {
	for _, name := range indexed {
		if value := u.Attributes[name]; value != "" {
			list = append(list, attributeValue{name, strings.ToLower(value)})
		}
	}
	return list
}

// candidates are users among whom all are that match. The caller holds mu.
func (d *directory) candidates(f Filter) iter.Seq[*user] {
	if f.Prefix {
		return maps.Values(d.users)
	}
	if slices.Contains(indexed, f.Attribute) {
		return slices.Values(d.byValue[attributeValue{f.Attribute, strings.ToLower(f.Value)}])
	}
	u, found := d.find(f.Value)
	if unique := f.Attribute == "username" || f.Attribute == "sub"; unique && found && f.value(u) == f.Value {
		return slices.Values([]*user{u})
	}
	return maps.Values(d.users)
}

// Filterable says whether an attribute may stand in a filter.
func Filterable(attribute string) bool { return slices.Contains(filterable, attribute) }
