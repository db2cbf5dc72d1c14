package useradmin

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Attribute is an attribute that users can be searched by.
type Attribute string

// Attributes of a search. Cognito cannot search by custom attributes.
const (
	ByEmail    Attribute = "email"
	ByName     Attribute = "name"
	ByUsername Attribute = "username"
	BySubject  Attribute = "sub"
	ByStatus   Attribute = "cognito:user_status"
	byEnabled  Attribute = "status" // "Enabled" or "Disabled"
)

// Operator compares an attribute with the text of a search.
type Operator string

// Operators of a search.
const (
	Is         Operator = "="
	BeginsWith Operator = "^="
)

// Query is a search for users, one attribute against one text.
type Query struct {
	Attribute Attribute
	Operator  Operator
	Text      string // "": all users, regardless of attribute and operator
	Limit     int32  // users per page; limited to 1 to MaxLimit
	After     string // Page.Next of the page before; "": the first page
}

// Limits of a search. AWS takes a filter of 256 characters; every character of a text may need a second one to escape
// it.
//
// Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html
const (
	MaxLimit  = 60
	MaxText   = 128 // characters
	maxFilter = 256
)

// filter writes the search in the syntax of AWS, with the text as one literal, whatever characters it has (SEC-098).
// It returns ErrQuery for an attribute or operator that is not one of the above, and for a text that is too long or
// has control characters.
func (q Query) filter() (string, error) {
	if q.Text == "" {
		return "", nil
	}
	switch q.Attribute {
	case ByEmail, ByName, ByUsername, BySubject, ByStatus, byEnabled:
	default:
		return "", fmt.Errorf("writing the filter: %w: attribute %q", ErrQuery, string(q.Attribute))
	}
	if q.Operator != Is && q.Operator != BeginsWith {
		return "", fmt.Errorf("writing the filter: %w: operator %q", ErrQuery, string(q.Operator))
	}
	if utf8.RuneCountInString(q.Text) > MaxText || !utf8.ValidString(q.Text) || strings.ContainsFunc(q.Text, isControl) {
		return "", fmt.Errorf("writing the filter: %w: the text is too long or not plain text", ErrQuery)
	}
	written := string(q.Attribute) + " " + string(q.Operator) + ` "` + escape.Replace(q.Text) + `"`
	if utf8.RuneCountInString(written) > maxFilter {
		return "", fmt.Errorf("writing the filter: %w: the text has too many quotes", ErrQuery)
	}
	return written, nil
}

var escape = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

func isControl(r rune) bool { return r < ' ' || r == 0x7F || 0x80 <= r && r <= 0x9F }

func (q Query) limit() int32 { return max(1, min(q.Limit, MaxLimit)) }
