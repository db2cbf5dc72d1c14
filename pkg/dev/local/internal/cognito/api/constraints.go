package api

import (
	_ "embed"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// The constraints of every input, one member per line, written by TestConstraintsOfTheServiceModel from the
// service model; the file says which. Three columns of a member are its path, its type and its rules.
//
//go:embed constraints.txt
var constraintsText string

// shape is one member of an input, or the element of a list or map, with what AWS demands of it.
type shape struct {
	name     string // as it is sent; "" for an element
	kind     string // string, integer, boolean, blob, list, map or structure, which is a document when it has no members
	required bool
	secret   bool // a refusal does not repeat its value
	min, max *int64
	pattern  string
	enum     []string
	members  []*shape // of a structure, in the model's order
	key      *shape   // of a map
	element  *shape   // of a list or a map
	matches  *regexp.Regexp
}

// inputs are the shapes of the operations' inputs by the operation's name.
var inputs = sync.OnceValue(func() map[string]*shape {
	shapes, err := parseConstraints(constraintsText)
	if err != nil {
		panic(fmt.Errorf("reading the table of constraints: %w", err)) // it is embedded and tested
	}
	return shapes
})

func parseConstraints(text string) (map[string]*shape, error) {
	operations := map[string]*shape{}
	patterns := map[string]*regexp.Regexp{}
	var input *shape
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
			continue
		case !strings.HasPrefix(line, "\t"):
			input = &shape{kind: "structure"}
			operations[line] = input
			continue
		case input == nil:
			return nil, fmt.Errorf("%q belongs to no operation", line)
		}
		columns := strings.SplitN(strings.TrimPrefix(line, "\t"), " ", 3)
		if len(columns) < 2 {
			return nil, fmt.Errorf("%q has no type", line)
		}
		s := &shape{kind: columns[1]}
		if len(columns) == 3 {
			if err := s.rules(columns[2], patterns); err != nil {
				return nil, fmt.Errorf("%q: %w", line, err)
			}
		}
		if err := input.place(columns[0], s); err != nil {
			return nil, fmt.Errorf("%q: %w", line, err)
		}
	}
	return operations, nil
}

// rules reads "required secret 1..128 enum=A,B pattern=...", where the pattern stands last because it may
// hold a space.
func (s *shape) rules(text string, patterns map[string]*regexp.Regexp) error {
	text, s.pattern, _ = strings.Cut(text, "pattern=")
	for _, rule := range strings.Fields(text) {
		low, high, isRange := strings.Cut(rule, "..")
		names, isEnum := strings.CutPrefix(rule, "enum=")
		switch {
		case rule == "required":
			s.required = true
		case rule == "secret":
			s.secret = true
		case isEnum:
			s.enum = strings.Split(names, ",")
		case isRange:
			s.min, s.max = bound(low), bound(high)
		default:
			return fmt.Errorf("unknown rule %q", rule)
		}
	}
	if s.pattern == "" {
		return nil
	}
	if patterns[s.pattern] == nil {
		compiled, err := regexp.Compile(`^(?:` + javaClasses.Replace(s.pattern) + `)\z`)
		if err != nil {
			return err
		}
		patterns[s.pattern] = compiled
	}
	s.matches = patterns[s.pattern]
	return nil
}

// javaClasses writes out what Java's expressions mean by two classes that Go reads more widely: no vertical
// tab is in \S, and no end of a line is in a dot.
var javaClasses = strings.NewReplacer(`[\S]`, `[^ \t\n\x0b\f\r]`, `.*`, `[^\n\r\x{85}\x{2028}\x{2029}]*`)

func bound(text string) *int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return nil
	}
	return &n
}

// place puts a shape where its path says: "Name" below a structure, "[]" for the element of a list, "{}" for
// the value and "{key}" for the key of a map.
func (s *shape) place(path string, child *shape) error {
	parent := s
	for {
		step, rest := firstStep(path)
		if rest == "" {
			return parent.add(step, child)
		}
		next := parent.child(step)
		if next == nil {
			return fmt.Errorf("%q comes before what it is a part of", path)
		}
		parent, path = next, rest
	}
}

func firstStep(path string) (step, rest string) {
	if strings.HasPrefix(path, "[]") || strings.HasPrefix(path, "{}") {
		return path[:2], strings.TrimPrefix(path[2:], ".")
	}
	if end := strings.IndexAny(path, ".[{"); end > 0 {
		return path[:end], strings.TrimPrefix(path[end:], ".")
	}
	return path, ""
}

func (s *shape) child(step string) *shape {
	if step == "[]" || step == "{}" {
		return s.element
	}
	for _, m := range s.members {
		if m.name == step {
			return m
		}
	}
	return nil
}

func (s *shape) add(step string, child *shape) error {
	switch step {
	case "[]", "{}":
		s.element = child
	case "{key}":
		s.key = child
	default:
		if s.kind != "structure" {
			return fmt.Errorf("a %s has no member %s", s.kind, step)
		}
		child.name = step
		s.members = append(s.members, child)
	}
	return nil
}
