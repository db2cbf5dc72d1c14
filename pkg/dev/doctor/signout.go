package doctor

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/smithy-go"

	"cognitossr/pkg/awsjson"
)

// IAMAPI is the part of *iam.Client that this package uses.
type IAMAPI interface {
	GetRolePolicy(context.Context, *iam.GetRolePolicyInput, ...func(*iam.Options)) (*iam.GetRolePolicyOutput, error)
}

// SignOutTable is the table of ended sessions at AWS.
type SignOutTable struct {
	Missing     bool
	Status      string // ACTIVE when it answers
	Key         string // of a partition key of the type S, where there is no other key
	Expiry      string // attribute of the time to live, "" where that is off
	Unprotected bool   // against deletion
}

// Actions on the table, and the policy in which Terraform writes what a function may do.
const (
	readEnded  = "dynamodb:GetItem"
	writeEnded = "dynamodb:PutItem"
	rolePolicy = "run"
)

// askSignOut reads the table, and what the functions may do with it.
func (a *AWS) askSignOut(ctx context.Context, f *Facts) error {
	name := f.Deployment.SignOutTable
	if name == "" || a.Tables == nil {
		return nil
	}
	var described struct {
		Table struct {
			TableArn, TableStatus     string
			KeySchema                 []struct{ AttributeName string }
			AttributeDefinitions      []struct{ AttributeName, AttributeType string }
			DeletionProtectionEnabled bool
		}
	}
	var life struct {
		TimeToLiveDescription struct{ AttributeName, TimeToLiveStatus string }
	}
	err := a.describe(ctx, "dynamodb:DescribeTable", name, &described)
	if answered := smithy.APIError(nil); errors.As(err, &answered) && answered.ErrorCode() == notFound {
		f.SignOut = &SignOutTable{Missing: true}
		return nil
	}
	if err == nil {
		err = a.describe(ctx, "dynamodb:DescribeTimeToLive", name, &life)
	}
	if err != nil {
		return err
	}
	if described.Table.TableStatus == "" || life.TimeToLiveDescription.TimeToLiveStatus == "" {
		return errNoContent
	}
	table := described.Table
	f.SignOut = &SignOutTable{Status: table.TableStatus, Unprotected: !table.DeletionProtectionEnabled}
	if len(table.KeySchema) == 1 && len(table.AttributeDefinitions) == 1 &&
		table.AttributeDefinitions[0].AttributeType == "S" {
		f.SignOut.Key = table.KeySchema[0].AttributeName
	}
	if status := life.TimeToLiveDescription.TimeToLiveStatus; status == "ENABLED" || status == "ENABLING" {
		f.SignOut.Expiry = life.TimeToLiveDescription.AttributeName
	}
	return a.askSignOutRights(ctx, f, table.TableArn)
}

// describe reads the answer of a call about a table. Its error is that of the SDK's clients.
func (a *AWS) describe(ctx context.Context, action awsjson.Action, table string, into any) error {
	_, operation, _ := strings.Cut(string(action), ":")
	answer, err := a.Tables.Call(ctx, action, `{"TableName":`+awsjson.Quote(table)+`}`)
	if failed := new(awsjson.Error); errors.As(err, &failed) {
		return &smithy.OperationError{ServiceID: "DynamoDB", OperationName: operation,
			Err: &smithy.GenericAPIError{Code: failed.Code}}
	}
	if err == nil {
		err = json.Unmarshal([]byte(answer), into)
	}
	if err != nil {
		return fmt.Errorf("calling %s: %w", operation, err)
	}
	return nil
}

// askSignOutRights reads the policies of the functions that use the table.
func (a *AWS) askSignOutRights(ctx context.Context, f *Facts, table string) error {
	if a.IAM == nil {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(a.SignOutRights)) {
		function := f.Deployment.Functions[name]
		if function == "" {
			continue
		}
		output, err := a.IAM.GetRolePolicy(ctx, &iam.GetRolePolicyInput{RoleName: aws.String(function),
			PolicyName: aws.String(rolePolicy)})
		if err != nil {
			return err
		}
		has := rightsOn(table, aws.ToString(output.PolicyDocument))
		want := a.SignOutRights[name]
		for _, action := range want {
			if !slices.Contains(has, action) {
				f.MissingRights = append(f.MissingRights, function+" may not "+action)
			}
		}
		for _, action := range has {
			if !slices.Contains(want, action) {
				f.SpareRights = append(f.SpareRights, function+" may "+action)
			}
		}
	}
	return nil
}

// rightsOn are the actions on DynamoDB that a policy allows for a table.
func rightsOn(table, document string) (actions []string) {
	if plain, err := url.QueryUnescape(document); err == nil {
		document = plain
	}
	var policy struct {
		Statement []struct{ Action, Resource []string }
	}
	_ = json.Unmarshal([]byte(document), &policy) // another form is not Terraform's: then the rights are missing
	for _, statement := range policy.Statement {
		if slices.Contains(statement.Resource, table) || slices.Contains(statement.Resource, "*") {
			for _, action := range statement.Action {
				if strings.HasPrefix(action, "dynamodb:") {
					actions = append(actions, action)
				}
			}
		}
	}
	return actions
}

func checkSignOut(f Facts) []Finding {
	name := f.Deployment.SignOutTable
	switch {
	case f.SignOut == nil:
		return nil
	case f.SignOut.Missing:
		return found(CodeSignOutTableMissing, "There is no table %s.", name)
	case f.SignOut.Key != "id":
		return found(CodeSignOutTableKey, "The table %s does not have the partition key id (S) alone.", name)
	}
	var findings []Finding
	if f.SignOut.Status != "ACTIVE" && f.SignOut.Status != "UPDATING" {
		findings = append(findings, found(CodeSignOutTableStatus, "The table %s is %s.", name, f.SignOut.Status)...)
	}
	if f.SignOut.Expiry != "expires_at" {
		findings = append(findings, found(CodeSignOutTableExpiry, "The table %s has no time to live by expires_at.", name)...)
	}
	if f.SignOut.Unprotected {
		findings = append(findings, found(CodeSignOutUnprotected, "The table %s is not protected against deletion.", name)...)
	}
	if len(f.MissingRights) > 0 {
		findings = append(findings, found(CodeSignOutRights, "Functions cannot use the table %s: %s.", name,
			strings.Join(f.MissingRights, ", "))...)
	}
	if len(f.SpareRights) > 0 {
		findings = append(findings, found(CodeSignOutSpareRights,
			"Functions may do more with the table %s than they need: %s.", name, strings.Join(f.SpareRights, ", "))...)
	}
	return findings
}
