package api

import (
	"context"
	"strings"

	"cognitossr/pkg/local/internal/cognito/pool"
)

type poolInput struct{ UserPoolId string }

type schemaAttribute struct {
	Name              string
	AttributeDataType string
	Mutable           bool
	Required          bool
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
		}},
		"SchemaAttributes": a.schema(), "AutoVerifiedAttributes": []string{"email"}, "UsernameAttributes": []string{"email"},
		"UsernameConfiguration": map[string]any{"CaseSensitive": false}, "MfaConfiguration": "OFF",
		"EstimatedNumberOfUsers": a.pool.Count(), "DeletionProtection": "INACTIVE", "UserPoolTier": "ESSENTIALS",
		"AdminCreateUserConfig": map[string]any{"AllowAdminCreateUserOnly": false, "UnusedAccountValidityDays": pool.TemporaryPasswordDays},
		"AccountRecoverySetting": map[string]any{"RecoveryMechanisms": []any{
			map[string]any{"Name": "verified_email", "Priority": 1},
		}},
	}}, nil
}

func (a *API) arn() string {
	return "arn:aws:cognito-idp:" + a.pool.Region() + ":000000000000:userpool/" + a.pool.ID()
}

func (a *API) schema() []schemaAttribute {
	var list []schemaAttribute
	for _, name := range append(pool.StandardAttributes(), a.pool.CustomAttributes()...) {
		kind := "String"
		switch {
		case strings.HasSuffix(name, "_verified"):
			kind = "Boolean"
		case name == "updated_at":
			kind = "Number"
		}
		list = append(list, schemaAttribute{Name: name, AttributeDataType: kind, Mutable: name != "sub", Required: name == "sub" || name == "email"})
	}
	return list
}
