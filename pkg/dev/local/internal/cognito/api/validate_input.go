package api

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// known reads the members of an input that its operation has. AWS ignores all others, and a name in another
// case is another name.
func known(body []byte, input *shape) (map[string]any, error) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	values := map[string]any{}
	if decoder.Decode(&values) != nil || values == nil || decoder.More() {
		return nil, errNotThisInput
	}
	for name, value := range values {
		if value == nil || input.child(name) == nil {
			delete(values, name)
		}
	}
	return values, nil
}

var errNotThisInput = pool.Refuse(serialization, "The request is not the JSON of this operation.")

// validate checks an input against the constraints of the service model and refuses it with every rule that it
// breaks, as AWS does. lengthFirst reverses the order in which the rules of one member are told: both were seen.
func validate(input *shape, values map[string]any, lengthFirst bool) error {
	v := validation{lengthFirst: lengthFirst}
	if !v.structure(input, values, "") {
		return errNotThisInput
	}
	if len(v.broken) == 0 {
		return nil
	}
	noun := "errors"
	if len(v.broken) == 1 {
		noun = "error"
	}
	return pool.Refuse(pool.InvalidParameter, "%s", fmt.Sprintf("%d validation %s detected: %s", len(v.broken), noun,
		strings.Join(v.broken, "; ")))
}

// validation collects broken rules. Its methods return false for a value of another type than the model's.
type validation struct {
	broken      []string
	lengthFirst bool
}

// structure also takes out what the model does not have: Go would read a member in other letters as the one that was
// checked. A structure without members is a document, which has any.
func (v *validation) structure(s *shape, values map[string]any, at string) bool {
	for name := range values {
		if len(s.members) > 0 && s.child(name) == nil {
			delete(values, name)
		}
	}
	for _, m := range s.members {
		value, given := values[m.name]
		place := at + strings.ToLower(m.name[:1]) + m.name[1:]
		if !given || value == nil {
			if m.required {
				v.refuse(m, "null", place, "Member must not be null")
			}
			continue
		}
		if !v.value(m, value, place) {
			return false
		}
	}
	return true
}

func (v *validation) value(s *shape, value any, at string) bool {
	switch s.kind {
	case "string":
		text, ok := value.(string)
		if ok {
			v.text(s, text, at)
		}
		return ok
	case "integer":
		number, ok := value.(json.Number)
		return ok && v.integer(s, number, at)
	case "boolean":
		_, ok := value.(bool)
		return ok
	case "blob":
		text, ok := value.(string)
		blob, err := base64.StdEncoding.DecodeString(text)
		if s.max != nil && int64(len(blob)) > *s.max {
			v.refuse(s, "'...'", at, fmt.Sprintf("Member must have length less than or equal to %d", *s.max))
		}
		return ok && err == nil
	case "list":
		return v.list(s, value, at)
	case "map":
		return v.entries(s, value, at)
	}
	members, ok := value.(map[string]any)
	return ok && v.structure(s, members, at+".")
}

func (v *validation) text(s *shape, text, at string) {
	shown := "'" + shortened(text) + "'"
	if s.enum != nil {
		if !slices.Contains(s.enum, text) {
			v.refuse(s, shown, at, "Member must satisfy enum value set: ["+strings.Join(s.enum, ", ")+"]")
		}
		return
	}
	first, second := v.pattern, v.length
	if v.lengthFirst {
		first, second = v.length, v.pattern
	}
	first(s, text, shown, at)
	second(s, text, shown, at)
}

func (v *validation) pattern(s *shape, text, shown, at string) {
	if s.matches != nil && (!utf8.ValidString(text) || strings.ContainsRune(text, utf8.RuneError) ||
		!s.matches.MatchString(text)) {
		v.refuse(s, shown, at, "Member must satisfy regular expression pattern: "+s.pattern)
	}
}

func (v *validation) length(s *shape, text, shown, at string) {
	n := int64(utf8.RuneCountInString(text))
	if s.min != nil && n < *s.min {
		v.refuse(s, shown, at, fmt.Sprintf("Member must have length greater than or equal to %d", *s.min))
	}
	if s.max != nil && n > *s.max {
		v.refuse(s, shown, at, fmt.Sprintf("Member must have length less than or equal to %d", *s.max))
	}
}

func (v *validation) integer(s *shape, number json.Number, at string) bool {
	n, err := strconv.ParseInt(number.String(), 10, 32)
	if err != nil {
		return false
	}
	shown := "'" + number.String() + "'"
	if s.min != nil && n < *s.min {
		v.refuse(s, shown, at, fmt.Sprintf("Member must have value greater than or equal to %d", *s.min))
	}
	if s.max != nil && n > *s.max {
		v.refuse(s, shown, at, fmt.Sprintf("Member must have value less than or equal to %d", *s.max))
	}
	return true
}

func (v *validation) list(s *shape, value any, at string) bool {
	items, ok := value.([]any)
	if !ok {
		return false
	}
	v.size(s, len(items), at)
	for i, item := range items {
		if item == nil || !v.value(s.element, item, fmt.Sprintf("%s.%d.member", at, i+1)) {
			return false
		}
	}
	return true
}

func (v *validation) entries(s *shape, value any, at string) bool {
	entries, ok := value.(map[string]any)
	if !ok {
		return false
	}
	v.size(s, len(entries), at)
	for key, entry := range entries {
		if entry == nil || !v.value(s.key, key, at+"."+key) || !v.value(s.element, entry, at+"."+key+".member") {
			return false
		}
	}
	return true
}

// size checks how many elements a list or map has.
func (v *validation) size(s *shape, n int, at string) {
	if s.min != nil && int64(n) < *s.min {
		v.refuse(s, "'[]'", at, fmt.Sprintf("Member must have length greater than or equal to %d", *s.min))
	}
	if s.max != nil && int64(n) > *s.max {
		v.refuse(s, "'[...]'", at, fmt.Sprintf("Member must have length less than or equal to %d", *s.max))
	}
}

// refuse notes a broken rule. The value of a secret is not repeated, not even that there was none.
func (v *validation) refuse(s *shape, shown, at, rule string) {
	value := "Value " + shown + " at"
	if s.secret {
		value = "Value at"
	}
	v.broken = append(v.broken, value+" '"+at+"' failed to satisfy constraint: "+rule)
}
