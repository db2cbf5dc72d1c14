package api

import (
	"context"
	"strings"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

type poolInput struct{ UserPoolId string }

type schemaAttribute struct {
	Name                       string
	AttributeDataType          string
	DeveloperOnlyAttribute     bool
	Mutable                    bool
	Required                   bool
	StringAttributeConstraints *lengths          `json:",omitempty"`
	NumberAttributeConstraints map[string]string `json:",omitempty"`
}

type lengths struct {
	MinLength string `json:",omitempty"`
	MaxLength string `json:",omitempty"`
}

// describeUserPool shows the pool's settings.
func (a *API) describeUserPool(_ context.Context, in poolInput) (any, error) {
	if err := a.checkPool(in.UserPoolId); err != nil {
		return nil, err
	}
	lambdas := map[string]string{}
	return map[string]any{"UserPool": map[string]any{
		"Id": a.pool.ID(), "Name": a.pool.Name(), "Arn": a.arn(), "LambdaConfig": lambdas,
		"CreationDate": epochOf(a.pool.Created()), "LastModifiedDate": epochOf(a.pool.Created()),
		"Policies": map[string]any{"PasswordPolicy": map[string]any{
			"MinimumLength": pool.MinimumPasswordLength, "RequireUppercase": true, "RequireLowercase": true, "RequireNumbers": true,
			"RequireSymbols": false, "TemporaryPasswordValidityDays": pool.TemporaryPasswordDays,
		}, "SignInPolicy": map[string]any{"AllowedFirstAuthFactors": []string{"PASSWORD"}}},
		"IssuerConfiguration": map[string]string{"Type": "ORIGINAL"}, "KeyConfiguration": map[string]string{"KeyType": "AWS_OWNED_KEY"},
		"UserAttributeUpdateSettings": map[string]any{"AttributesRequireVerificationBeforeUpdate": []string{}}, "UserPoolTags": map[string]string{},
		"SchemaAttributes": a.schema(), "AutoVerifiedAttributes": []string{"email"}, "UsernameAttributes": []string{"email"},
		"UsernameConfiguration": map[string]any{"CaseSensitive": false}, "MfaConfiguration": "OFF",
		"EstimatedNumberOfUsers": a.pool.Count(), "DeletionProtection": "INACTIVE", "UserPoolTier": "ESSENTIALS",
		"AdminCreateUserConfig":       map[string]any{"AllowAdminCreateUserOnly": a.pool.SignUpOff(), "UnusedAccountValidityDays": pool.TemporaryPasswordDays},
		"EmailConfiguration":          map[string]any{"EmailSendingAccount": "COGNITO_DEFAULT"},
		"VerificationMessageTemplate": map[string]any{"DefaultEmailOption": "CONFIRM_WITH_CODE"},
		"AccountRecoverySetting": map[string]any{"RecoveryMechanisms": []any{
			map[string]any{"Name": "verified_email", "Priority": 1},
		}},
	}}, nil
}

func (a *API) arn() string {
	return "arn:aws:cognito-idp:" + a.pool.Region() + ":000000000000:userpool/" + a.pool.ID()
}

// schemaOrder is the order of a pool that was described in 2026-09; "" stands for the custom attributes.
var schemaOrder = []string{
	"profile", "address", "birthdate", "gender", "preferred_username", "updated_at", "website", "picture", "identities", "sub", "email_verified",
	"phone_number_verified", "phone_number", "zoneinfo", "", "locale", "email", "given_name", "family_name", "middle_name", "name", "nickname",
}

func (a *API) schema() []schemaAttribute {
	var list []schemaAttribute
	for _, name := range schemaOrder {
		if name == "" {
			for _, custom := range a.pool.CustomAttributes() {
				list = append(list, schemaOf(custom))
			}
			continue
		}
		list = append(list, schemaOf(name))
	}
	return list
}

// schemaOf has the constraints that AWS shows for a standard attribute; a custom one has none.
func schemaOf(name string) schemaAttribute {
	out := schemaAttribute{Name: name, AttributeDataType: "String", Mutable: name != "sub", Required: name == "sub" || name == "email"}
	switch {
	case strings.HasSuffix(name, "_verified"):
		out.AttributeDataType = "Boolean"
	case name == "updated_at":
		out.AttributeDataType, out.NumberAttributeConstraints = "Number", map[string]string{"MinValue": "0"}
	case name == "birthdate":
		out.StringAttributeConstraints = &lengths{"10", "10"}
	case name == "sub":
		out.StringAttributeConstraints = &lengths{"1", "2048"}
	case strings.HasPrefix(name, "custom:") || name == "identities":
		out.StringAttributeConstraints = &lengths{}
	default:
		out.StringAttributeConstraints = &lengths{"0", "2048"}
	}
	return out
}
