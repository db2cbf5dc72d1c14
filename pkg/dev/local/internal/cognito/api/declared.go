package api

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// Apply calls an operation for who starts the program. A pool or client that it makes gets the id, when there is one.
func (a *Service) Apply(ctx context.Context, operation, id string, input any) error {
	body, err := json.Marshal(input)
	if err != nil {
		return fmt.Errorf("writing the input of %s: %w", operation, err)
	}
	caller := API{id: id}
	switch operation {
	case "CreateUserPool":
		if _, taken := a.account.Pool(id); taken {
			return pool.Refuse(pool.InvalidParameter, "the id %s is another pool's", id)
		}
		caller.region, _, _ = strings.Cut(id, "_")
	case "CreateUserPoolClient":
		if _, taken := a.account.OfClient(id); taken {
			return pool.Refuse(pool.InvalidParameter, "the id %s is another client's", id)
		}
	}
	_, err = a.do(ctx, operation, body, caller)
	return err
}

// Mistake is what is wrong with an input.
type Mistake struct {
	Member string // of the input; "" where one is missing
	Text   string
	Known  []string // with Unknown: what there is
	// Unknown is the path of a member that the service model does not have. A program's call has it ignored.
	Unknown string
}

// Mistakes are what the service model has against an input.
func Mistakes(operation string, body []byte) (all []Mistake) {
	values := map[string]any{}
	decoder := json.NewDecoder(strings.NewReader(string(body)))
	decoder.UseNumber()
	if decoder.Decode(&values) != nil {
		return []Mistake{{Text: "want an object"}}
	}
	input := inputs()[operation]
	all = unknownMembers(input, values, "", "")
	for _, m := range input.Members {
		value, given := values[m.Name]
		if !given {
			if m.Required {
				all = append(all, Mistake{Text: fmt.Sprintf("%q is missing", m.Name)})
			}
			continue
		}
		v := validation{}
		if value == nil || !v.value(m.shape, value, m.Name) {
			all = append(all, Mistake{Member: m.Name, Text: "has a part of another type: want " + m.form()})
		}
		for _, broken := range v.broken {
			all = append(all, Mistake{Member: m.Name, Text: broken})
		}
	}
	return all
}

// form is what a value looks like.
func (s *shape) form() string {
	switch s.Kind {
	case "list":
		return "a list, each " + s.Element.form()
	case "map":
		return "an object, each member " + s.Element.form()
	case "structure":
		return "an object"
	case "integer":
		return "a number"
	case "boolean":
		return "true or false"
	case "blob":
		return "base64 text"
	}
	return "a text"
}

// unknownMembers looks into a value. The member is that of the input in which it is.
func unknownMembers(s *shape, value any, member, at string) (all []Mistake) {
	switch value := value.(type) {
	case []any:
		for i, element := range value {
			if s.Kind == "list" {
				all = append(all, unknownMembers(s.Element.shape, element, member, fmt.Sprintf("%s[%d]", at, i))...)
			}
		}
	case map[string]any:
		for name, inner := range value {
			child, path, top := s.member(name), strings.TrimPrefix(at+"."+name, "."), member
			if top == "" {
				top = name
			}
			switch {
			case s.Kind != "structure" || len(s.Members) == 0:
			case child == nil:
				all = append(all, Mistake{Member: top, Unknown: path, Known: s.names()})
			default:
				all = append(all, unknownMembers(child.shape, inner, top, path)...)
			}
		}
	}
	return all
}

func (s *shape) names() []string {
	names := make([]string, len(s.Members))
	for i, m := range s.Members {
		names[i] = m.Name
	}
	return names
}
