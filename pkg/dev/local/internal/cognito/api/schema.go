package api

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// addSchema adds the attributes of an input: standard ones with other properties, and custom ones.
func addSchema(c *pool.Configuration, in json.RawMessage) error {
	var own struct{ Schema []json.RawMessage }
	if err := json.Unmarshal(in, &own); err != nil {
		return errNotThisInput
	}
	for _, raw := range own.Schema {
		if err := addAttribute(c, raw); err != nil {
			return err
		}
	}
	return nil
}

// addAttribute adds one attribute, or changes a standard one in what a pool may change of it.
func addAttribute(c *pool.Configuration, raw json.RawMessage) error {
	var own pool.SchemaAttribute
	if err := json.Unmarshal(raw, &own); err != nil {
		return errNotThisInput
	}
	if own.Name == "" {
		return pool.Refuse(pool.InvalidParameter, "Schema attribute name is required")
	}
	attribute, standard := c.Attribute(own.Name)
	if standard = standard && !strings.Contains(own.Name, ":"); !standard {
		attribute = pool.SchemaAttribute{Mutable: true}
	} else if attribute.StringAttributeConstraints != nil {
		constraints := *attribute.StringAttributeConstraints // the schema's own must not change before all is checked
		attribute.StringAttributeConstraints = &constraints
	}
	given := attribute.AttributeDataType
	if err := json.Unmarshal(raw, &attribute); err != nil {
		return errNotThisInput
	}
	switch {
	case standard && (attribute.AttributeDataType != given || own.DeveloperOnlyAttribute):
		return pool.Refuse(pool.InvalidParameter,
			"You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute %s", own.Name)
	case !standard && own.Required:
		return pool.Refuse(pool.InvalidParameter, "Required custom attributes are not supported currently.")
	case !standard && own.AttributeDataType == "":
		return pool.Refuse(pool.InvalidParameter, "Invalid AttributeDataType input, consider using the provided AttributeDataType enum.")
	case !slices.Contains([]string{"String", "Number", "DateTime", "Boolean"}, attribute.AttributeDataType):
		return pool.Refuse(pool.InvalidParameter, "Invalid attribute data type: %s", attribute.AttributeDataType)
	}
	keepOwnConstraints(&attribute)
	if err := checkConstraints(attribute); err != nil {
		return err
	}
	if standard {
		c.SetStandardAttribute(attribute)
		return nil
	}
	return c.AddCustomAttribute(attribute)
}

// keepOwnConstraints drops the constraints of other data types.
func keepOwnConstraints(a *pool.SchemaAttribute) {
	if a.AttributeDataType != "String" {
		a.StringAttributeConstraints = nil
	}
	if a.AttributeDataType != "Number" {
		a.NumberAttributeConstraints = nil
	}
}

// checkConstraints refuses bounds that are no numbers, too far, or the wrong way round, in AWS's words.
func checkConstraints(a pool.SchemaAttribute) error {
	refuse := func(text string) error { return pool.Refuse(pool.InvalidParameter, "user.%s: %s", a.Name, text) }
	if text := a.StringAttributeConstraints; text != nil {
		least, most, ok := bounds(text.MinLength, text.MaxLength, pool.LongestAttribute)
		switch {
		case !ok:
			return pool.Refuse(pool.InvalidParameter, "Invalid StringAttributeConstraints for schema attribute %s", a.Name)
		case least > pool.LongestAttribute || most > pool.LongestAttribute:
			return refuse(fmt.Sprintf("String attributes cannot have a length of more than %d", pool.LongestAttribute))
		case most < least:
			return refuse("Max length cannot be less than min length.")
		}
	}
	if number := a.NumberAttributeConstraints; number != nil {
		least, most, ok := bounds(number.MinValue, number.MaxValue, 1<<53)
		switch {
		case !ok:
			return pool.Refuse(pool.InvalidParameter, "Invalid NumberAttributeConstraints for schema attribute %s", a.Name)
		case most < least:
			return refuse("Max value cannot be less than min value.")
		}
	}
	return nil
}

// bounds reads two bounds. One that is not given bounds nothing: it counts as far below, or as top.
func bounds(least, most string, top int64) (low, high int64, ok bool) {
	low, lowOK := boundOf(least, -1<<53)
	high, highOK := boundOf(most, top)
	return low, high, lowOK && highOK
}

func boundOf(text string, missing int64) (n int64, ok bool) {
	if text == "" {
		return missing, true
	}
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil
}
