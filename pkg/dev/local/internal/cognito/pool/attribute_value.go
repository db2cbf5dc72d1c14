package pool

import (
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"
)

// notInSchema refuses a value. Of its reasons, those for a text that is too long and for a flag are AWS's words, the
// others are chosen.
func notInSchema(attribute, reason string) error {
	return Refuse(InvalidParameter, "Attributes did not conform to the schema: %s: %s", attribute, reason)
}

// check holds a value to the type and the bounds of its attribute.
func (a SchemaAttribute) check(value string) error {
	reason := ""
	switch a.AttributeDataType {
	case "Boolean":
		if !isBoolean(value) {
			reason = "Attribute must be a boolean"
		}
	case "DateTime":
		if !slices.ContainsFunc(dateTimes, func(layout string) bool { _, err := time.Parse(layout, value); return err == nil }) {
			reason = "Attribute must be a date and time"
		}
	case "Number":
		reason = a.checkNumber(value)
	default:
		reason = a.checkLength(value)
	}
	if reason != "" {
		return notInSchema(a.Name, reason)
	}
	return nil
}

// dateTimes are the forms of ISO 8601 that a DateTime may have. AWS documents none.
var dateTimes = []string{time.RFC3339, "2006-01-02T15:04:05", time.DateOnly}

// decimal is what a number looks like; big.Rat alone would take fractions and exponents of any size, too.
var decimal = regexp.MustCompile(`^[+-]?\d+(\.\d+)?$`)

func (a SchemaAttribute) checkNumber(value string) (reason string) {
	if len(value) > LongestAttribute || !decimal.MatchString(value) {
		return "Attribute must be a number"
	}
	own := a.NumberAttributeConstraints
	if own == nil {
		return ""
	}
	compared := func(bound string) int {
		n, _ := new(big.Rat).SetString(value)
		limit, ok := new(big.Rat).SetString(bound) // whole numbers only, see CreateUserPool; "": none
		if !ok {
			return 0
		}
		return n.Cmp(limit)
	}
	switch {
	case compared(own.MaxValue) > 0:
		return "Number must be no greater than " + own.MaxValue
	case compared(own.MinValue) < 0:
		return "Number must be no less than " + own.MinValue
	}
	return ""
}

func (a SchemaAttribute) checkLength(value string) (reason string) {
	least, most, length := 0, LongestAttribute, utf8.RuneCountInString(value)
	if own := a.StringAttributeConstraints; own != nil {
		if n, err := strconv.Atoi(own.MinLength); err == nil {
			least = n
		}
		if n, err := strconv.Atoi(own.MaxLength); err == nil {
			most = min(n, most)
		}
	}
	switch {
	case length > most:
		return fmt.Sprintf("String must be no longer than %d characters", most)
	case length < least:
		return fmt.Sprintf("String must be no shorter than %d characters", least)
	}
	return ""
}
