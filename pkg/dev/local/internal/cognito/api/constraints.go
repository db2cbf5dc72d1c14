package api

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"sync"
)

// What the service model says of the inputs, one shape per line, written by TestConstraintsOfTheServiceModel; the file
// says from which model.
//
//go:embed constraints.json
var constraintsJSON []byte

// constraints are the shapes of the service model that inputs are made of.
type constraints struct {
	Source string
	Inputs map[string]string // operation -> shape
	Shapes map[string]*shape
}

// shape is a type of the service model with what AWS demands of its values.
type shape struct {
	Kind     string                // string, integer, boolean, blob, list, map or structure, which is a document when it has no members
	Secret   bool                  `json:",omitempty"` // a refusal does not repeat its value
	Min, Max *int64                `json:",omitempty"`
	Pattern  string                `json:",omitempty"`
	Enum     []string              `json:",omitempty"`
	Members  []*member             `json:",omitempty"` // of a structure, in the model's order
	Key      *member               `json:",omitempty"` // of a map
	Element  *member               `json:",omitempty"` // of a list or a map
	matches  func() *regexp.Regexp // the pattern, compiled when it is first needed; nil: none
}

// member is a shape at its place: in a structure, where it has a name, or in a list or map.
type member struct {
	*shape   `json:"-"`
	Name     string `json:",omitempty"` // as it is sent
	Shape    string
	Required bool `json:",omitempty"`
}

// inputs are the shapes of the operations' inputs by the operation's name.
var inputs = sync.OnceValue(func() map[string]*shape {
	shapes, err := readConstraints(constraintsJSON)
	if err != nil {
		panic(fmt.Errorf("reading the table of constraints: %w", err)) // it is embedded and tested
	}
	return shapes
})

func readConstraints(text []byte) (map[string]*shape, error) {
	var c constraints
	if err := json.Unmarshal(text, &c); err != nil {
		return nil, err
	}
	for _, s := range c.Shapes {
		for _, m := range append([]*member{s.Key, s.Element}, s.Members...) {
			if m != nil {
				m.shape = c.Shapes[m.Shape]
			}
		}
		if s.Pattern != "" {
			s.matches = sync.OnceValue(func() *regexp.Regexp {
				return regexp.MustCompile(`^(?:` + javaClasses.Replace(s.Pattern) + `)\z`)
			})
		}
	}
	operations := map[string]*shape{}
	for operation, name := range c.Inputs {
		operations[operation] = c.Shapes[name]
	}
	return operations, nil
}

// javaClasses writes out what Java's expressions mean by two classes that Go reads more widely: no vertical
// tab is in \S, and no end of a line is in a dot.
var javaClasses = strings.NewReplacer(`[\S]`, `[^ \t\n\x0b\f\r]`, `.*`, `[^\n\r\x{85}\x{2028}\x{2029}]*`)

// member is a structure's member of that name, nil for none.
func (s *shape) member(name string) *member {
	for _, m := range s.Members {
		if m.Name == name {
			return m
		}
	}
	return nil
}
