package doctor

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	lambdatypes "github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/aws-sdk-go-v2/service/servicequotas"
	quotatypes "github.com/aws/aws-sdk-go-v2/service/servicequotas/types"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	ssmtypes "github.com/aws/aws-sdk-go-v2/service/ssm/types"
	"github.com/aws/smithy-go"

	"cognitossr/pkg/awsjson"
)

// fakeAccount is an AWS account with one site in it. An operation fails where fail says so.
type fakeAccount struct {
	fail  map[string]string // operation to error code
	calls []string

	empty  string // the operation whose success describes nothing
	rights string // of the functions on the table of ended sessions; "": what they need

	managed  bool   // the domains have managed login
	unstyled string // the app client whose pages have no style
}

func (a *fakeAccount) GetAccountSettings(context.Context, *lambda.GetAccountSettingsInput,
	...func(*lambda.Options)) (*lambda.GetAccountSettingsOutput, error) {
	limit := &lambdatypes.AccountLimit{ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: aws.Int32(10)}
	return &lambda.GetAccountSettingsOutput{AccountLimit: limit}, a.begin("GetAccountSettings", "")
}

func (a *fakeAccount) ListServiceQuotas(_ context.Context, i *servicequotas.ListServiceQuotasInput,
	_ ...func(*servicequotas.Options)) (*servicequotas.ListServiceQuotasOutput, error) {
	quota := func(name string, value float64) quotatypes.ServiceQuota {
		return quotatypes.ServiceQuota{QuotaName: &name, Value: &value}
	}
	first := &servicequotas.ListServiceQuotasOutput{Quotas: []quotatypes.ServiceQuota{quota("Rate of UserAuthentication requests", 120)}, NextToken: aws.String("2")}
	if i.NextToken != nil {
		first = &servicequotas.ListServiceQuotasOutput{Quotas: []quotatypes.ServiceQuota{quota("Rate of UserFederation requests", 25), quota("User pools", 1000)}}
	}
	return first, a.begin("ListServiceQuotas", aws.ToString(i.ServiceCode))
}

func (a *fakeAccount) begin(operation, what string) error {
	a.calls = append(a.calls, operation+" "+what)
	if code := a.fail[operation]; code != "" {
		return &smithy.OperationError{OperationName: operation,
			Err: &smithy.GenericAPIError{Code: code, Message: "arn:aws:secret"}}
	}
	return nil
}

func (a *fakeAccount) DescribeUserPool(_ context.Context, i *idp.DescribeUserPoolInput,
	_ ...func(*idp.Options)) (*idp.DescribeUserPoolOutput, error) {
	if a.empty == "DescribeUserPool" {
		return &idp.DescribeUserPoolOutput{}, nil
	}
	pool := &types.UserPoolType{
		Domain: aws.String("site-prefix"), CustomDomain: aws.String("auth.example.com"),
		UsernameAttributes:    []types.UsernameAttributeType{types.UsernameAttributeTypeEmail},
		UsernameConfiguration: &types.UsernameConfigurationType{CaseSensitive: aws.Bool(false)},
	}
	return &idp.DescribeUserPoolOutput{UserPool: pool}, a.begin("DescribeUserPool", *i.UserPoolId)
}

func (a *fakeAccount) ListUserPoolReplicas(_ context.Context, i *idp.ListUserPoolReplicasInput,
	_ ...func(*idp.Options)) (*idp.ListUserPoolReplicasOutput, error) {
	if a.empty == "ListUserPoolReplicas" {
		return &idp.ListUserPoolReplicasOutput{}, nil
	}
	replicas := []types.UserPoolReplicaType{{RegionName: aws.String("eu-west-1"), Status: "ACTIVE", Role: "PRIMARY"},
		{RegionName: aws.String("eu-central-1"), Status: "INACTIVE", Role: "SECONDARY"}}
	return &idp.ListUserPoolReplicasOutput{UserPoolReplicas: replicas}, a.begin("ListUserPoolReplicas", *i.UserPoolId)
}

func (a *fakeAccount) DescribeUserPoolClient(_ context.Context, i *idp.DescribeUserPoolClientInput,
	_ ...func(*idp.Options)) (*idp.DescribeUserPoolClientOutput, error) {
	if a.empty == "DescribeUserPoolClient" {
		return &idp.DescribeUserPoolClientOutput{}, nil
	}
	d := healthyDeployment()
	return &idp.DescribeUserPoolClientOutput{UserPoolClient: &types.UserPoolClientType{
		CallbackURLs: d.CallbackURLs, LogoutURLs: d.LogoutURLs, AllowedOAuthFlows: []types.OAuthFlowType{"code"},
		AllowedOAuthScopes: []string{"email", "openid"},
		ClientSecret:       aws.String("s3cret"), EnableTokenRevocation: aws.Bool(true),
		AccessTokenValidity: aws.Int32(15), IdTokenValidity: aws.Int32(15), RefreshTokenValidity: 30,
		TokenValidityUnits:   &types.TokenValidityUnitsType{AccessToken: "minutes", IdToken: "minutes", RefreshToken: "days"},
		RefreshTokenRotation: &types.RefreshTokenRotationType{Feature: "ENABLED", RetryGracePeriodSeconds: aws.Int32(60)},
	}}, a.begin("DescribeUserPoolClient", *i.ClientId)
}

func (a *fakeAccount) DescribeUserPoolDomain(_ context.Context, i *idp.DescribeUserPoolDomainInput,
	_ ...func(*idp.Options)) (*idp.DescribeUserPoolDomainOutput, error) {
	return &idp.DescribeUserPoolDomainOutput{DomainDescription: &types.DomainDescriptionType{
		Domain: i.Domain, Status: "ACTIVE", ManagedLoginVersion: aws.Int32(map[bool]int32{false: 1,
			true: 2}[a.managed]), CustomDomainConfig: &types.CustomDomainConfigType{CertificateArn: aws.String("arn:aws:acm:us-east-1:123456789012:certificate/1")},
	}}, a.begin("DescribeUserPoolDomain", *i.Domain)
}

func (a *fakeAccount) DescribeManagedLoginBrandingByClient(
	_ context.Context, i *idp.DescribeManagedLoginBrandingByClientInput, _ ...func(*idp.Options),
) (*idp.DescribeManagedLoginBrandingByClientOutput, error) {
	if *i.ClientId == a.unstyled {
		return nil, &smithy.GenericAPIError{Code: "ResourceNotFoundException"}
	}
	return &idp.DescribeManagedLoginBrandingByClientOutput{}, a.begin("DescribeManagedLoginBrandingByClient", *i.ClientId)
}

func (a *fakeAccount) GetParameter(_ context.Context, i *ssm.GetParameterInput,
	_ ...func(*ssm.Options)) (*ssm.GetParameterOutput, error) {
	if a.empty == "GetParameter" {
		return &ssm.GetParameterOutput{}, nil
	}
	return &ssm.GetParameterOutput{Parameter: &ssmtypes.Parameter{Value: aws.String("s3cret")}},
		a.begin("GetParameter", *i.Name)
}

func (a *fakeAccount) GetFunctionConfiguration(_ context.Context, i *lambda.GetFunctionConfigurationInput,
	_ ...func(*lambda.Options)) (*lambda.GetFunctionConfigurationOutput, error) {
	return &lambda.GetFunctionConfigurationOutput{Environment: &lambdatypes.EnvironmentResponse{
		Variables: map[string]string{"COGNITO_JWKS": keySet("a", "b"), "SESSION_MAX_AGE": "720h"},
	}}, a.begin("GetFunctionConfiguration", *i.FunctionName)
}

func (a *fakeAccount) Call(_ context.Context, action awsjson.Action, input string) (string, error) {
	_, operation, _ := strings.Cut(string(action), ":")
	a.calls = append(a.calls, operation+" "+input)
	if code := a.fail[operation]; code != "" {
		return "", &awsjson.Error{Action: action, Code: code, Status: 400}
	}
	if operation == a.empty {
		return `{}`, nil
	}
	if operation == "DescribeTimeToLive" {
		return `{"TimeToLiveDescription":{"AttributeName":"expires_at","TimeToLiveStatus":"ENABLED"}}`, nil
	}
	return `{"Table":{"TableArn":"` + tableARN + `","TableStatus":"ACTIVE","KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],
		"AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}],"DeletionProtectionEnabled":true}}`, nil
}

const tableARN = "arn:aws:dynamodb:eu-west-1:123456789012:table/site-ended-sessions"

func (a *fakeAccount) GetRolePolicy(_ context.Context, i *iam.GetRolePolicyInput,
	_ ...func(*iam.Options)) (*iam.GetRolePolicyOutput, error) {
	rights := a.rights
	if rights == "" {
		rights = readEnded
	}
	document := `{"Statement":[{"Effect":"Allow","Action":["logs:PutLogEvents"],"Resource":["*"]},{"Effect":"Allow","Action":["` + rights + `"],"Resource":["` + tableARN + `"]}]}`
	return &iam.GetRolePolicyOutput{PolicyDocument: aws.String(url.QueryEscape(document))},
		a.begin("GetRolePolicy", *i.RoleName+" "+*i.PolicyName)
}

func (a *fakeAccount) sources() Sources {
	return Sources{
		AWS: &AWS{
			Cognito: a, SSM: a, Lambda: a, Tables: a, IAM: a,
			SignOutRights: map[string][]string{"profile": {readEnded}, "logout": {readEnded, writeEnded}},
		},
		Host: func(_ context.Context, name string) bool { return name == "example.com" },
		Now:  time.Now,
	}
}

// TestGatherAsksForTheReplica where the deployment has a second Region, and nowhere else (N-50).
func TestGatherAsksForTheReplica_N50(t *testing.T) {
	for region, want := range map[string]*Replica{"": nil, "eu-central-1": {"INACTIVE"}, "eu-north-1": {}} {
		account := &fakeAccount{}
		d, sources := healthyDeployment(), account.sources()
		d.SecondRegion, sources.AWS.Replicas = region, account
		if got := Gather(t.Context(), d, sources); !reflect.DeepEqual(got.Replica, want) {
			t.Errorf("%q: %+v, wanted %+v", region, got.Replica, want)
		}
		if asked := slices.Contains(account.calls, "ListUserPoolReplicas eu-west-1_TestPool1"); asked != (region != "") {
			t.Errorf("%q: asked %t", region, asked)
		}
	}
}

func TestGatherAsksAWS(t *testing.T) {
	account := &fakeAccount{}
	d := healthyDeployment()
	d.JWKS = ""
	got := Gather(t.Context(), d, account.sources())
	want := healthy()
	want.Deployment.SessionMaxAge = "720h"
	want.KeySet, want.Site, want.Clock = nil, nil, nil
	if got.Client == nil || got.Client.Secret.Reveal() != "s3cret" || got.Parameter == nil ||
		got.Parameter.Value.Reveal() != "s3cret" {
		t.Fatalf("Gather() = %+v", got)
	}
	got.Client.Secret, got.Parameter.Value = want.Client.Secret, want.Parameter.Value
	if !reflect.DeepEqual(got, want) {
		t.Errorf("Gather() = %+v, want %+v", got, want)
	}
	calls := []string{
		"DescribeUserPool eu-west-1_TestPool1", "DescribeUserPoolClient client1", "GetParameter /site/cognito/client-secret",
		"GetFunctionConfiguration site-profile", "DescribeUserPoolDomain auth.example.com",
		`DescribeTable {"TableName":"site-ended-sessions"}`, `DescribeTimeToLive {"TableName":"site-ended-sessions"}`,
		"GetRolePolicy site-profile run",
	}
	if !slices.Equal(account.calls, calls) {
		t.Errorf("calls = %q", account.calls)
	}
	if findings := Examine(got); len(findings) != 0 {
		t.Errorf("Examine() = %v", findings)
	}
}

func TestGatherNamesAPrefixDomainByItsPrefix(t *testing.T) {
	account := &fakeAccount{}
	d := healthyDeployment()
	d.HostedURL = "https://site-prefix.auth.eu-west-1.amazoncognito.com"
	got := Gather(t.Context(), d, account.sources())
	if !slices.Contains(account.calls, "DescribeUserPoolDomain site-prefix") || got.Domain == nil || got.Domain.Parent != "" {
		t.Errorf("calls %q, domain %+v", account.calls, got.Domain)
	}
}

// TestGatherAsksForStyles_F32: of both clients, where the domain has managed login.
func TestGatherAsksForStyles_F32(t *testing.T) {
	account := &fakeAccount{managed: true, unstyled: "client2"}
	d := healthyDeployment()
	d.AccountClientID = "client2"
	got := Gather(t.Context(), d, account.sources())
	if !slices.Equal(got.Unstyled, []string{"account client (client2)"}) ||
		!slices.Contains(account.calls, "DescribeManagedLoginBrandingByClient client1") {
		t.Errorf("%q, calls %q", got.Unstyled, account.calls)
	}
	denied := &fakeAccount{managed: true, fail: map[string]string{"DescribeManagedLoginBrandingByClient": "AccessDeniedException"}}
	if got := Gather(t.Context(), d, denied.sources()); len(got.Unknown) != 1 || got.Unknown[0].Code != CodeAWSDenied {
		t.Errorf("without the right: %+v", got.Unknown)
	}
}

// brokenAccounts are accounts in which something cannot be found.
var brokenAccounts = []struct {
	name, operation, error string
	code                   Code
}{
	{"no pool", "DescribeUserPool", "ResourceNotFoundException", CodePoolMissing},
	{"no client", "DescribeUserPoolClient", "ResourceNotFoundException", CodeClientMissing},
	{"no parameter", "GetParameter", "ParameterNotFound", CodeParameterMissing},
	{"no function", "GetFunctionConfiguration", "ResourceNotFoundException", CodeFunctionMissing},
	{"no table", "DescribeTable", "ResourceNotFoundException", CodeSignOutTableMissing},
	{"no right to the table", "DescribeTable", "AccessDeniedException", CodeAWSDenied},
	{"no right to the time to live", "DescribeTimeToLive", "AccessDeniedException", CodeAWSDenied},
	{"no right to the policies", "GetRolePolicy", "AccessDenied", CodeAWSDenied},
	{"no right", "DescribeUserPool", "AccessDeniedException", CodeAWSDenied},
	{"no right to the parameter", "GetParameter", "AccessDeniedException", CodeAWSDenied},
	{"no right to the function", "GetFunctionConfiguration", "AccessDeniedException", CodeAWSDenied},
	{"old credentials", "DescribeUserPoolDomain", "ExpiredTokenException", CodeAWSCredentials},
	{"throttled", "DescribeUserPool", "TooManyRequestsException", CodeAWSUnknown},
}

func TestGatherTellsWhatIsNotThere_N08(t *testing.T) {
	for _, tt := range brokenAccounts {
		t.Run(tt.name, func(t *testing.T) {
			account := &fakeAccount{fail: map[string]string{tt.operation: tt.error}}
			got := Examine(Gather(t.Context(), healthyDeployment(), account.sources()))
			if len(got) != 1 || got[0].Code != tt.code || strings.Contains(got[0].Message, "arn:") {
				t.Errorf("findings = %v, want %s alone", got, tt.code)
			}
		})
	}
}

// TestGatherOfResponsesWithoutContent: a success that describes nothing leaves a question open, and harms no other.
func TestGatherOfResponsesWithoutContent_N08(t *testing.T) {
	for _, operation := range []string{"DescribeUserPool", "DescribeUserPoolClient", "GetParameter",
		"DescribeTable", "DescribeTimeToLive", "ListUserPoolReplicas"} {
		account := &fakeAccount{empty: operation}
		d, sources := healthyDeployment(), account.sources()
		if operation == "ListUserPoolReplicas" {
			d.SecondRegion, sources.AWS.Replicas = "eu-central-1", account
		}
		got := Examine(Gather(t.Context(), d, sources))
		if len(got) != 1 || got[0].Code != CodeAWSUnknown {
			t.Errorf("%s: findings = %v, want %s alone", operation, got, CodeAWSUnknown)
		}
	}
}

// TestRightsOnTheTable_N40: a function that may do less than its part, or more, is found.
func TestRightsOnTheTable_N40(t *testing.T) {
	for rights, want := range map[string][]Code{
		readEnded: nil, writeEnded: {CodeSignOutRights, CodeSignOutSpareRights},
		"dynamodb:*":                   {CodeSignOutRights, CodeSignOutSpareRights},
		readEnded + `","dynamodb:Scan`: {CodeSignOutSpareRights},
	} {
		var codes []Code
		for _, finding := range Examine(Gather(t.Context(), healthyDeployment(), (&fakeAccount{rights: rights}).sources())) {
			codes = append(codes, finding.Code)
		}
		if !slices.Equal(codes, want) {
			t.Errorf("%s: %v, want %v", rights, codes, want)
		}
	}
}

// TestGatherGoesOnAfterAMissingRight_U23: one call that is denied hides nothing else.
func TestGatherGoesOnAfterAMissingRight_U23(t *testing.T) {
	account := &fakeAccount{fail: map[string]string{"GetParameter": "AccessDeniedException",
		"GetFunctionConfiguration": "ResourceNotFoundException"}}
	d := healthyDeployment()
	d.Functions = map[string]string{"profile": "site-profile", "login": "site-login"}
	got := Examine(Gather(t.Context(), d, account.sources()))
	if len(got) != 3 || got[0].Code != CodeFunctionMissing || got[1].Code != CodeFunctionMissing ||
		got[2].Code != CodeAWSDenied {
		t.Errorf("findings = %v", got)
	}
	if !strings.Contains(got[0].Message, "site-login") || !strings.Contains(got[0].Fix, "deploy") {
		t.Errorf("finding %+v", got[0])
	}
	s := account.sources()
	s.AWS, s.NoCredentials = nil, true
	if got := Examine(Gather(t.Context(), healthyDeployment(), s)); len(got) != 1 || got[0].Code != CodeAWSCredentials {
		t.Errorf("without credentials: findings = %v", got)
	}
}

func TestLivesHaveCognitosDefaults(t *testing.T) {
	got := clientOf(&types.UserPoolClientType{AccessTokenValidity: aws.Int32(2)})
	if got.AccessValidity != 2*time.Hour || got.IDValidity != time.Hour || got.RefreshValidity != 30*24*time.Hour ||
		got.Rotation || got.Revocation {
		t.Errorf("clientOf() = %+v", got)
	}
}

// serve is a site and its pool's key set on one address.
func serve(t *testing.T, handler http.HandlerFunc) (address string, s Sources) {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	client := server.Client()
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return server.URL, Sources{HTTP: client, Now: time.Now}
}

func TestGatherAsksTheSite(t *testing.T) {
	now := time.Date(2026, 11, 23, 6, 0, 0, 0, time.UTC)
	address, s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/jwks.json":
			w.Header().Set("Date", now.Add(-time.Minute).Format(http.TimeFormat))
			_, _ = io.WriteString(w, keySet("a", "b"))
		case "/auth/login":
			http.Redirect(w, r, "https://auth.example.com/oauth2/authorize?client_id=client1", http.StatusSeeOther)
		}
	})
	s.Now = func() time.Time { return now }
	d := healthyDeployment()
	d.SiteURL, d.JWKSURL = address, address+"/jwks.json"
	got := Gather(t.Context(), d, s)
	if got.KeySet == nil || string(got.KeySet.JSON) != keySet("a", "b") || got.Clock == nil || *got.Clock != time.Minute {
		t.Errorf("key set %+v, clock %v", got.KeySet, got.Clock)
	}
	want := Site{Status: 200, LoginStatus: 303, LoginTo: "https://auth.example.com/oauth2/authorize?client_id=client1"}
	if got.Site == nil || *got.Site != want {
		t.Errorf("site %+v, want %+v", got.Site, want)
	}
}

func TestGatherTellsWhatDoesNotAnswer(t *testing.T) {
	address, s := serve(t, http.NotFound)
	d := healthyDeployment()
	d.SiteURL, d.JWKSURL = "http://127.0.0.1:1", address+"/jwks.json"
	got := Gather(t.Context(), d, s)
	if got.KeySet == nil || got.KeySet.Unreachable != "status 404" || got.Site == nil ||
		got.Site.Unreachable != "connection" {
		t.Errorf("key set %+v, site %+v", got.KeySet, got.Site)
	}
}

func TestGatherOfflineAsksNobody(t *testing.T) {
	got := Gather(t.Context(), healthyDeployment(), Sources{})
	if !reflect.DeepEqual(got, Facts{Deployment: healthyDeployment()}) {
		t.Errorf("Gather() = %+v", got)
	}
}
