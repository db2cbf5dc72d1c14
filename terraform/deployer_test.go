package terraform_test

import (
	"encoding/json"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

const (
	deployerPolicyFile = "deployer-policy.json"
	deployerCallsFile  = "deployer-calls.txt" // what applies were seen to call, one action a line
)

// unseen are rights that a first deployment does not use, and why a deployment needs them all the same.
var unseen = []struct{ why, actions string }{
	{"Lambda is handed each function's role (Lambda developer guide, Identity-based policies)", "iam:PassRole"},
	{"the first API with a domain of its own, and the first pool that mails by SES, make a role of the service",
		"iam:CreateServiceLinkedRole"},
	{
		"an API's access log is a log delivery (API Gateway developer guide, Logging for HTTP APIs)",
		"logs:CreateLogDelivery logs:GetLogDelivery logs:UpdateLogDelivery logs:DeleteLogDelivery logs:ListLogDeliveries logs:PutResourcePolicy logs:DescribeResourcePolicies",
	},
	{"Cognito makes a sign-in domain of one's own a distribution with the caller's rights, and a later deployment changes the site's", "cloudfront:UpdateDistribution"},
	{"WAF asks for the right on the pool, too", "cognito-idp:AssociateWebACL cognito-idp:DisassociateWebACL cognito-idp:GetWebACLForResource"},
	{
		"a function that runs by itself has a schedule, and this site has none (EventBridge Scheduler user guide, Identity-based policies)",
		"scheduler:CreateSchedule scheduler:DeleteSchedule scheduler:GetSchedule scheduler:UpdateSchedule",
	},
	{
		"what is made with tags needs the right to tag it, and a change of tags both",
		"acm:AddTagsToCertificate acm:RemoveTagsFromCertificate apigateway:TagResource cloudfront:CreateDistribution cloudfront:TagResource cloudfront:UntagResource " +
			"cloudwatch:TagResource cloudwatch:UntagResource cognito-idp:TagResource cognito-idp:UntagResource dynamodb:TagResource dynamodb:UntagResource " +
			"iam:TagRole iam:UntagRole lambda:ListTags lambda:TagResource lambda:UntagResource logs:TagResource logs:UntagResource sns:TagResource sns:UntagResource " +
			"ssm:AddTagsToResource ssm:RemoveTagsFromResource wafv2:TagResource wafv2:UntagResource",
	},
	{
		"a later deployment changes what is there",
		"apigateway:PATCH cloudfront:UpdateResponseHeadersPolicy cognito-idp:AddCustomAttributes cognito-idp:DescribeUserPoolClient cognito-idp:ListGroups " +
			"cognito-idp:UpdateGroup cognito-idp:UpdateIdentityProvider cognito-idp:UpdateUserPool cognito-idp:UpdateUserPoolClient cognito-idp:UpdateUserPoolDomain " +
			"dynamodb:UpdateTable iam:DeleteRolePermissionsBoundary iam:PutRolePermissionsBoundary iam:UpdateAssumeRolePolicy iam:UpdateRole iam:UpdateRoleDescription " +
			"lambda:DeleteFunctionConcurrency lambda:GetFunctionConfiguration lambda:UpdateFunctionCode lambda:UpdateFunctionConfiguration sns:SetSubscriptionAttributes wafv2:UpdateWebACL",
	},
	{
		"a later deployment takes away what is no longer wanted",
		"acm:DeleteCertificate apigateway:DELETE cloudfront:DeleteDistribution cloudfront:DeleteResponseHeadersPolicy cloudwatch:DeleteAlarms cloudwatch:DeleteDashboards " +
			"cognito-idp:DeleteGroup cognito-idp:DeleteIdentityProvider cognito-idp:DeleteUserPool cognito-idp:DeleteUserPoolClient cognito-idp:DeleteUserPoolDomain " +
			"dynamodb:DeleteTable iam:DeleteRole iam:DeleteRolePolicy iam:ListInstanceProfilesForRole lambda:DeleteFunction lambda:RemovePermission logs:DeleteLogGroup " +
			"logs:DeleteMetricFilter sns:DeleteTopic sns:Unsubscribe ssm:DeleteParameter wafv2:DeleteWebACL wafv2:DisassociateWebACL",
	},
}

// explained are the actions of unseen, with their reason.
func explained() map[string]string {
	reasons := map[string]string{}
	for _, group := range unseen {
		for _, action := range strings.Fields(group.actions) {
			reasons[action] = group.why
		}
	}
	return reasons
}

type deployerPolicy struct {
	Statement []struct {
		Sid, Effect      string
		Action, Resource []string
		Condition        map[string]map[string]any
	}
}

func readDeployerPolicy(t *testing.T) (policy deployerPolicy, text string) {
	t.Helper()
	content, err := os.ReadFile(deployerPolicyFile)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(content, &policy); err != nil {
		t.Fatalf("%s: %v", deployerPolicyFile, err)
	}
	return policy, string(content)
}

func readDeployerCalls(t *testing.T) []string {
	t.Helper()
	content, err := os.ReadFile(deployerCallsFile)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return strings.Fields(string(content))
}

// granted are the actions that the policy allows.
func (p deployerPolicy) granted() map[string]bool {
	granted := map[string]bool{}
	for _, statement := range p.Statement {
		for _, action := range statement.Action {
			granted[action] = true
		}
	}
	return granted
}

// checkDeployer compares the calls of an apply with the policy of whoever deploys. With -update it writes them down.
func checkDeployer(t *testing.T, calls *recorder) {
	t.Helper()
	if *update {
		all := slices.Compact(sorted(slices.Concat(readDeployerCalls(t), calls.actions())))
		writeFile(t, deployerCallsFile, []byte(strings.Join(all, "\n")+"\n"))
	}
	policy, _ := readDeployerPolicy(t)
	granted := policy.granted()
	for _, action := range calls.actions() {
		if !granted[action] {
			t.Errorf("the apply calls %s, and %s does not allow it", action, deployerPolicyFile)
		}
	}
}

// Whoever deploys may what deployments were seen to call, and what else there is has a reason.
func TestDeployerMayWhatDeploymentsCall_N46(t *testing.T) {
	policy, _ := readDeployerPolicy(t)
	granted, reasons, called := policy.granted(), explained(), readDeployerCalls(t)
	for _, action := range called {
		if !granted[action] {
			t.Errorf("deployments call %s, and %s does not allow it", action, deployerPolicyFile)
		}
	}
	for _, action := range slices.Sorted(maps.Keys(granted)) {
		if reasons[action] == "" && !slices.Contains(called, action) {
			t.Errorf("%s is allowed, and neither called by a deployment nor explained", action)
		}
	}
	for action := range reasons {
		if !granted[action] {
			t.Errorf("%s is explained, and not allowed", action)
		}
	}
}

// The services whose resources AWS names itself, so that no prefix tells the site's from others.
var namedByAWS = regexp.MustCompile(`^arn:aws:(cognito-idp:REGION:ACCOUNT:userpool/\*|apigateway:REGION::/(apis|domainnames|tags)(/\*)?|acm:(REGION|us-east-1):ACCOUNT:certificate/\*|` +
	`cloudfront::ACCOUNT:(distribution|response-headers-policy)/\*|route53:::(hostedzone|change)/\*|logs:REGION:ACCOUNT:log-group:\*|wafv2:(REGION|us-east-1):ACCOUNT:(regional|global)/managedruleset/\*/\*|iam::ACCOUNT:role/aws-service-role/[a-z.-]+\.amazonaws\.com/\*)$`)

// What has a name of the site's is allowed by that name, and no action or whole service by a star.
func TestDeployerKeepsToTheSite_N46(t *testing.T) {
	policy, text := readDeployerPolicy(t)
	for _, statement := range policy.Statement {
		expect(t, statement.Sid+": effect", statement.Effect, "Allow")
		for _, action := range statement.Action {
			if strings.Contains(action, "*") {
				t.Errorf("%s allows %s", statement.Sid, action)
			}
			if strings.HasPrefix(action, "iam:") && !strings.Contains(statement.Resource[0], "role/NAME-") &&
				action != "iam:CreateServiceLinkedRole" {
				t.Errorf("%s allows %s for other roles", statement.Sid, action)
			}
		}
		for _, resource := range statement.Resource {
			mine := strings.Contains(resource, "NAME")
			if !mine && resource != "*" && !namedByAWS.MatchString(resource) {
				t.Errorf("%s allows %s, which is not of this site", statement.Sid, resource)
			}
		}
		if slices.Contains(statement.Action, "iam:PassRole") != strings.HasPrefix(statement.Sid, "HandRole") {
			t.Errorf("%s passes roles", statement.Sid)
		}
		if slices.Contains(statement.Resource, "*") && statement.Sid != "WithoutResource" {
			t.Errorf("%s is for everything", statement.Sid)
		}
	}
	bare := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, text)
	// IAM and AWS STS quotas: the inline policies of a role have 10240 characters, without white space.
	if length := len(bare); length > 10240 {
		t.Errorf("the policy has %d characters, and a role takes 10240", length)
	}
}
