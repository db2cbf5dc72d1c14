package pool

import (
	"maps"
	"regexp"
	"slices"
	"strings"
)

// profileAttributes are what the scope profile shows.
var profileAttributes = []string{
	"name", "family_name", "given_name", "middle_name", "nickname", "preferred_username", "profile", "picture", "website",
	"gender", "birthdate", "zoneinfo", "locale", "updated_at",
}

// ReadableAttributes chooses the attributes that a token with these scopes shows. openid alone shows all;
// openid with others only theirs (developer guide, "App client settings").
func ReadableAttributes(attributes map[string]string, scopes []string) map[string]string {
	only := !slices.ContainsFunc(scopes, func(s string) bool { return s == "email" || s == "phone" || s == "profile" })
	shown := map[string]string{}
	for name, value := range attributes {
		if name == "sub" || name == "identities" || only || scopeShows(scopes, name) {
			shown[name] = value
		}
	}
	return shown
}

func scopeShows(scopes []string, name string) bool {
	switch {
	case name == "email" || name == "email_verified":
		return slices.Contains(scopes, "email")
	case name == "phone_number" || name == "phone_number_verified":
		return slices.Contains(scopes, "phone")
	case strings.HasPrefix(name, "custom:"):
		return slices.Contains(scopes, "profile")
	}
	return slices.Contains(scopes, "profile") && slices.Contains(profileAttributes, name)
}

// LongestAttribute is how long the value of an attribute may be at most, in characters: the service model's
// AttributeValueType, and what the schema of a new pool says. An attribute's own bound may be lower.
const LongestAttribute = 2048

// phoneNumber is E.164, the only form that AWS takes.
var phoneNumber = regexp.MustCompile(`^\+\d{1,15}$`)

// checkAttributes refuses what is not in the pool's schema, and what only the pool itself may set: sub for
// everybody, the *_verified ones for users. All names that are not in the schema are told at once.
func (p *Pool) checkAttributes(attributes map[string]string, byAdmin bool) error {
	schema := p.Configuration()
	names := slices.Sorted(maps.Keys(attributes))
	var unknown strings.Builder
	for _, name := range names {
		if _, ok := schema.Attribute(name); !ok {
			unknown.WriteString(name + ": Attribute does not exist in the schema.\n")
		}
	}
	if unknown.Len() > 0 {
		return Refuse(InvalidParameter, "Attributes did not conform to the schema: %s", unknown.String())
	}
	for _, name := range names {
		if err := checkAttribute(name, attributes[name], byAdmin); err != nil {
			return err
		}
		if a, _ := schema.Attribute(name); attributes[name] != "" {
			if err := a.check(attributes[name]); err != nil {
				return err
			}
		}
	}
	return nil
}

func checkAttribute(name, value string, byAdmin bool) error {
	switch {
	case name == "sub" || name == "identities":
		return Refuse(InvalidParameter, "Cannot modify the non-mutable attribute %s", name)
	case !byAdmin && strings.HasSuffix(name, "_verified"):
		return Refuse(NotAuthorized, "A client attempted to write unauthorized attribute")
	case name == "email" && !LooksLikeEmail(value):
		return Refuse(InvalidParameter, "Invalid email address format.")
	case name == "phone_number" && value != "" && !phoneNumber.MatchString(value):
		return Refuse(InvalidParameter, "Invalid phone number format.")
	case strings.HasSuffix(name, "_verified") && value == "":
		return notInSchema(name, "Attribute must be a boolean")
	}
	return nil
}

// isBoolean reports whether a text is true or false. AWS takes either case, and keeps what was written.
func isBoolean(text string) bool { return isTrue(text) || strings.EqualFold(text, "false") }

func isTrue(text string) bool { return strings.EqualFold(text, "true") }
