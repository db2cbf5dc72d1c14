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
		if value == nil || input.member(name) == nil {
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
		if len(s.Members) > 0 && s.member(name) == nil {
			delete(values, name)
		}
	}
	for _, m := range s.Members {
		value, given := values[m.Name]
		place := at + strings.ToLower(m.Name[:1]) + m.Name[1:]
		if !given || value == nil {
			if m.Required {
				v.refuse(m.shape, "null", place, "Member must not be null")
			}
			continue
		}
		if !v.value(m.shape, value, place) {
			return false
		}
	}
	return true
}

func (v *validation) value(s *shape, value any, at string) bool {
	switch s.Kind {
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
		v.within(s, int64(len(blob)), "length", "'...'", at)
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
	if s.Enum != nil {
		if !slices.Contains(s.Enum, text) {
			v.refuse(s, shown, at, "Member must satisfy enum value set: ["+strings.Join(s.Enum, ", ")+"]")
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
		!s.matches().MatchString(text)) {
		v.refuse(s, shown, at, "Member must satisfy regular expression pattern: "+s.Pattern)
	}
}

func (v *validation) length(s *shape, text, shown, at string) {
	v.within(s, int64(utf8.RuneCountInString(text)), "length", shown, at)
}

func (v *validation) integer(s *shape, number json.Number, at string) bool {
	n, err := strconv.ParseInt(number.String(), 10, 32)
	if err != nil {
		return false
	}
	v.within(s, n, "value", "'"+number.String()+"'", at)
	return true
}

// within checks the bounds of a length or a value.
func (v *validation) within(s *shape, n int64, what, shown, at string) {
	if s.Min != nil && n < *s.Min {
		v.refuse(s, shown, at, fmt.Sprintf("Member must have %s greater than or equal to %d", what, *s.Min))
	}
	if s.Max != nil && n > *s.Max {
		v.refuse(s, shown, at, fmt.Sprintf("Member must have %s less than or equal to %d", what, *s.Max))
	}
}

func (v *validation) list(s *shape, value any, at string) bool {
	items, ok := value.([]any)
	if !ok {
		return false
	}
	v.size(s, len(items), at)
	for i, item := range items {
		if item == nil || !v.value(s.Element.shape, item, fmt.Sprintf("%s.%d.member", at, i+1)) {
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
		if entry == nil || !v.value(s.Key.shape, key, at+"."+key) || !v.value(s.Element.shape, entry, at+"."+key+".member") {
			return false
		}
	}
	return true
}

// size checks how many elements a list or map has.
func (v *validation) size(s *shape, n int, at string) {
	shown := "'[]'"
	if n > 0 {
		shown = "'[...]'"
	}
	v.within(s, int64(n), "length", shown, at)
}

// refuse notes a broken rule. The value of a secret is not repeated, not even that there was none.
func (v *validation) refuse(s *shape, shown, at, rule string) {
	value := "Value " + shown + " at"
	if s.Secret {
		value = "Value at"
	}
	v.broken = append(v.broken, value+" '"+at+"' failed to satisfy constraint: "+rule)
}
