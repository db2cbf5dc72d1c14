package pool

import (
	"slices"
	"strconv"
	"strings"
)

// SchemaAttribute is one attribute that users of the pool may have.
type SchemaAttribute struct {
	Name                       string
	AttributeDataType          string // String, Number, DateTime or Boolean
	DeveloperOnlyAttribute     bool
	Mutable                    bool
	Required                   bool
	NumberAttributeConstraints *NumberConstraints `json:",omitempty"`
	StringAttributeConstraints *StringConstraints `json:",omitempty"`
}

// StringConstraints are the bounds of a text's length, as texts.
type StringConstraints struct {
	MinLength string `json:",omitempty"`
	MaxLength string `json:",omitempty"`
}

// NumberConstraints are the bounds of a number, as texts.
type NumberConstraints struct {
	MinValue string `json:",omitempty"`
	MaxValue string `json:",omitempty"`
}

// schemaOrder is the order of a pool that was described in 2026-09 (F-264). Custom attributes stood before locale.
var schemaOrder = []string{
	"profile", "address", "birthdate", "gender", "preferred_username", "updated_at", "website", "picture", "identities",
	"sub", "email_verified",
	"phone_number_verified", "phone_number", "zoneinfo", "locale", "email", "given_name", "family_name", "middle_name",
	"name", "nickname",
}

// firstAfterCustom is the standard attribute that follows the custom ones.
const firstAfterCustom = "locale"

func standardSchema() []SchemaAttribute {
	list := make([]SchemaAttribute, len(schemaOrder))
	for i, name := range schemaOrder {
		list[i] = standardAttribute(name)
	}
	return list
}

// standardAttribute has the constraints that AWS shows.
func standardAttribute(name string) SchemaAttribute {
	a := SchemaAttribute{Name: name, AttributeDataType: "String", Mutable: name != "sub", Required: name == "sub"}
	switch {
	case strings.HasSuffix(name, "_verified"):
		a.AttributeDataType = "Boolean"
	case name == "updated_at":
		a.AttributeDataType, a.NumberAttributeConstraints = "Number", &NumberConstraints{MinValue: "0"}
	case name == "birthdate":
		a.StringAttributeConstraints = &StringConstraints{"10", "10"}
	case name == "sub":
		a.StringAttributeConstraints = &StringConstraints{"1", strconv.Itoa(LongestAttribute)}
	case name == "identities":
		a.StringAttributeConstraints = &StringConstraints{}
	default:
		a.StringAttributeConstraints = &StringConstraints{"0", strconv.Itoa(LongestAttribute)}
	}
	return a
}

// Attribute finds an attribute of the schema.
func (c *Configuration) Attribute(name string) (SchemaAttribute, bool) {
	at := slices.IndexFunc(c.SchemaAttributes, func(a SchemaAttribute) bool { return a.Name == name })
	if at < 0 {
		return SchemaAttribute{}, false
	}
	return c.SchemaAttributes[at], true
}

// SetStandardAttribute replaces a standard attribute: a pool may make it required, immutable or shorter.
func (c *Configuration) SetStandardAttribute(a SchemaAttribute) {
	for i := range c.SchemaAttributes {
		if c.SchemaAttributes[i].Name == a.Name {
			c.SchemaAttributes[i] = a
		}
	}
}

// AddCustomAttribute adds an attribute under custom:, or dev:custom: when only developers may see it.
func (c *Configuration) AddCustomAttribute(a SchemaAttribute) error {
	name := strings.TrimPrefix(strings.TrimPrefix(a.Name, "dev:"), "custom:")
	a.Name = "custom:" + name
	if a.DeveloperOnlyAttribute {
		a.Name = "dev:custom:" + name
	}
	if a.AttributeDataType == "String" && a.StringAttributeConstraints == nil {
		a.StringAttributeConstraints = &StringConstraints{}
	}
	if _, taken := c.Attribute(a.Name); taken {
		return Refuse(InvalidParameter, "custom:%s: Existing attribute already has name %s.", name, a.Name)
	}
	at := slices.IndexFunc(c.SchemaAttributes, func(s SchemaAttribute) bool { return s.Name == firstAfterCustom })
	c.SchemaAttributes = slices.Insert(c.SchemaAttributes, max(at, 0), a)
	return nil
}
