package table

import (
	"cmp"
	"regexp"
	"strings"
)

// condition is a condition expression: whether an item, nil for none, meets it.
type condition func(there Item) (bool, error)

// parser reads a condition expression: comparisons, attribute_exists, attribute_not_exists, AND, OR, NOT and
// parentheses.
//
// Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
type parser struct {
	words  []string
	names  map[string]string
	values Item
	used   map[string]bool
}

var (
	word    = regexp.MustCompile(`\s*([A-Za-z0-9_:#.]+|<=|>=|<>|[=<>()])`)
	spaces  = regexp.MustCompile(`^\s*$`)
	ordered = map[string]func(order int) bool{
		"=":  func(order int) bool { return order == 0 },
		"<>": func(order int) bool { return order != 0 },
		"<":  func(order int) bool { return order < 0 },
		"<=": func(order int) bool { return order <= 0 },
		">":  func(order int) bool { return order > 0 },
		">=": func(order int) bool { return order >= 0 },
	}
)

// parseCondition reads an expression; an empty one is always met.
func parseCondition(text string, names map[string]string, values Item) (condition, error) {
	if text == "" {
		if len(names) > 0 || len(values) > 0 {
			return nil, invalid("ExpressionAttributeValues can only be specified when using expressions: ConditionExpression is null")
		}
		return func(Item) (bool, error) { return true, nil }, nil
	}
	if !spaces.MatchString(word.ReplaceAllString(text, "")) {
		return nil, badExpression("Syntax error; token: " + text)
	}
	p := &parser{names: names, values: values, used: map[string]bool{}}
	for _, found := range word.FindAllStringSubmatch(text, -1) {
		p.words = append(p.words, found[1])
	}
	parsed, err := p.or()
	switch {
	case err != nil:
		return nil, err
	case len(p.words) > 0:
		return nil, badExpression("Syntax error; token: " + p.words[0])
	}
	for name := range values {
		if !p.used[name] {
			return nil, invalid("Value provided in ExpressionAttributeValues unused in expressions: keys: {" + name + "}")
		}
	}
	return parsed, nil
}

func badExpression(message string) *refusal {
	return invalid("Invalid ConditionExpression: " + message)
}

// next takes the next word if it is the given one.
func (p *parser) next(want string) bool {
	if len(p.words) == 0 || !strings.EqualFold(p.words[0], want) {
		return false
	}
	p.words = p.words[1:]
	return true
}

// take takes the next word, "" at the end.
func (p *parser) take() string {
	if len(p.words) == 0 {
		return ""
	}
	first := p.words[0]
	p.words = p.words[1:]
	return first
}

func (p *parser) or() (condition, error) {
	return p.joined("OR", p.and, func(a, b bool) bool { return a || b })
}

func (p *parser) and() (condition, error) {
	return p.joined("AND", p.not, func(a, b bool) bool { return a && b })
}

// joined reads one or more parts with a word between them.
func (p *parser) joined(between string, part func() (condition, error), join func(a, b bool) bool) (condition, error) {
	left, err := part()
	for err == nil && p.next(between) {
		var right condition
		first := left
		if right, err = part(); err == nil {
			left = func(there Item) (bool, error) {
				a, err := first(there)
				if err != nil {
					return false, err
				}
				b, err := right(there)
				return join(a, b), err
			}
		}
	}
	return left, err
}

func (p *parser) not() (condition, error) {
	if !p.next("NOT") {
		return p.simple()
	}
	inner, err := p.not()
	return func(there Item) (bool, error) {
		met, err := inner(there)
		return !met, err
	}, err
}

func (p *parser) simple() (condition, error) {
	if p.next("(") {
		inner, err := p.or()
		if err == nil && !p.next(")") {
			err = badExpression("Syntax error; token: <EOF>")
		}
		return inner, err
	}
	first := p.take()
	if first == "attribute_exists" || first == "attribute_not_exists" {
		return p.existence(first == "attribute_exists")
	}
	left, err := p.operand(first)
	if err != nil {
		return nil, err
	}
	holds := ordered[p.take()]
	if holds == nil {
		return nil, badExpression("Syntax error; token: " + first)
	}
	right, err := p.operand(p.take())
	return func(there Item) (bool, error) {
		order, comparable := compare(left(there), right(there))
		return comparable && holds(order), nil
	}, err
}

func (p *parser) existence(want bool) (condition, error) {
	if !p.next("(") {
		return nil, badExpression("Syntax error; token: " + p.take())
	}
	path, err := p.operand(p.take())
	if err == nil && !p.next(")") {
		err = badExpression("Syntax error; token: " + p.take())
	}
	return func(there Item) (bool, error) { return (path(there) != nil) == want, nil }, err
}

// operand is the name of an attribute, or a value of the request.
func (p *parser) operand(text string) (func(Item) Value, error) {
	switch {
	case strings.HasPrefix(text, ":"):
		value, there := p.values[text]
		if !there {
			return nil, badExpression("An expression attribute value used in expression is not defined; attribute value: " + text)
		}
		p.used[text] = true
		return func(Item) Value { return value }, value.check()
	case strings.HasPrefix(text, "#"):
		name, there := p.names[text]
		if !there {
			return nil, badExpression("An expression attribute name used in the document path is not defined; attribute name: " + text)
		}
		return func(item Item) Value { return item[name] }, nil
	case text == "" || strings.ContainsAny(text, "()<>=:#"):
		return nil, badExpression("Syntax error; token: " + cmp.Or(text, "<EOF>"))
	}
	return func(item Item) Value { return item[text] }, nil
}

// compare compares two values of one type.
func compare(a, b Value) (order int, comparable bool) {
	if x, ok := a.number(); ok {
		y, ok := b.number()
		return cmp.Compare(x, y), ok
	}
	x, isText := a["S"]
	y, ofBoth := b["S"]
	return strings.Compare(x, y), isText && ofBoth
}
