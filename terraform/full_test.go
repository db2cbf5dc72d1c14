package terraform_test

import (
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
)

// Everything at once, then most of it taken away again, then nothing: own domains for site and hosted pages,
// CloudFront, web ACLs, Google, alarms by mail. It takes some minutes because certificates, DNS changes and
// distributions are waited for, so it is part of "./build.sh check --full" only.
func TestApplyEverything_R70_R72_R73(t *testing.T) {
	if os.Getenv("FULL") != "1" {
		t.Log("not part of this run; ./build.sh check --full, or FULL=1, includes it")
		return
	}
	t.Parallel()
	emulator := startEmulator(t)
	emulator.createZone(t, "example.com")
	calls := record(t, emulator)
	s := newStack(t, calls.environ...)
	always := []string{"name=demo", "deletion_protection=INACTIVE", "hosted_zone=example.com", "cdn_drain_seconds=0",
		"site_domain=shop.example.com", "alarm_email=operator@example.com"}
	everything := slices.Concat(always, []string{
		"auth_domain=auth.shop.example.com", "cdn=true", "waf=true", `base_urls=["https://www.example.com"]`,
		"client_refresh_token_validity=7", `invitation={subject="Welcome",message="{username} {####}"}`,
		`google={client_id="1.apps.googleusercontent.com",client_secret="secret"}`,
		`identity_providers={Okta={type="OIDC",client_id="1",issuer="https://example.okta.com",identifiers=["example.com"]},` +
			`Entra={type="SAML",metadata_file="tests/saml-metadata.xml"},SignInWithApple={type="SignInWithApple",client_id="1",team_id="T",key_id="K"}}`,
		`identity_provider_secrets={Okta="secret",SignInWithApple="p8"}`, `tags={Owner="somebody"}`,
	})
	without := slices.Concat(always, []string{"client_refresh_token_rotation={enabled=false}", "mfa_configuration=OFF"})

	s.apply(t, everything...)
	deployed := deployment{emulator: emulator, outputs: s.outputs(t)}
	t.Run("second plan is empty", func(t *testing.T) { expect(t, "changes", s.changes(t, everything...), "") })
	t.Run("addresses", deployed.checkOwnAddresses)
	t.Run("hosted pages", deployed.checkCustomization)

	s.apply(t, without...)
	t.Run("plan after a change is empty", func(t *testing.T) { expect(t, "changes", s.changes(t, without...), "") })
	s.destroy(t, without...)
	t.Run("nothing is left", emulator.checkEmpty)
	t.Run("the policy of whoever deploys (N-46)", func(t *testing.T) { checkDeployer(t, calls) })
}

func (d deployment) checkOwnAddresses(t *testing.T) {
	expect(t, "site", d.outputs.Text(t, "site_url"), "https://shop.example.com")
	expect(t, "hosted pages", d.outputs.Text(t, "hosted_ui_url"), "https://auth.shop.example.com")
	client := d.client(t)
	expect(t, "callback URLs", sorted(client.CallbackURLs), sorted(decode[[]string](t, d.outputs, "callback_urls")))
	for _, site := range []string{"https://shop.example.com", "https://www.example.com", d.outputs.Text(t, "api_endpoint")} {
		if !slices.Contains(client.CallbackURLs, site+"/auth/callback") {
			t.Errorf("callback URLs %q, want one at %s", client.CallbackURLs, site)
		}
	}
	expect(t, "providers", sorted(client.SupportedIdentityProviders), []string{"COGNITO", "Entra", "Google", "Okta",
		"SignInWithApple"})
	domain, err := d.cognito().DescribeUserPoolDomain(t.Context(),
		&cognito.DescribeUserPoolDomainInput{Domain: aws.String("auth.shop.example.com")})
	if err != nil {
		t.Fatal(err)
	}
	certificate := aws.ToString(domain.DomainDescription.CustomDomainConfig.CertificateArn)
	if !strings.HasPrefix(certificate, "arn:aws:acm:us-east-1:") {
		t.Errorf("the certificate of the hosted pages is %s, want one of us-east-1 (R-74)", certificate)
	}
	home, err := d.lambda().GetFunctionConfiguration(t.Context(),
		&lambda.GetFunctionConfigurationInput{FunctionName: aws.String("demo-home")})
	if err != nil {
		t.Fatal(err)
	}
	expect(t, "BASE_URL", home.Environment.Variables["BASE_URL"], "https://shop.example.com")
	expect(t, "SESSION_MAX_AGE (D-09)", home.Environment.Variables["SESSION_MAX_AGE"], "168h")
}

func (d deployment) checkCustomization(t *testing.T) {
	pool := aws.String(d.outputs.Text(t, "user_pool_id"))
	answer, err := d.cognito().GetUICustomization(t.Context(), &cognito.GetUICustomizationInput{UserPoolId: pool})
	if err != nil {
		t.Fatal(err)
	}
	css, err := os.ReadFile("branding/login.css")
	if err != nil {
		t.Fatal(err)
	}
	expect(t, "style sheet", aws.ToString(answer.UICustomization.CSS), string(css))
	if aws.ToString(answer.UICustomization.ImageUrl) == "" {
		t.Error("the hosted pages have no logo")
	}
}

// checkEmpty asks the services whether a destroyed stack left anything.
func (e emulator) checkEmpty(t *testing.T) {
	functions, err := lambda.NewFromConfig(e.Root()).ListFunctions(t.Context(), &lambda.ListFunctionsInput{})
	if err != nil {
		t.Fatal(err)
	}
	pools, err := cognito.NewFromConfig(e.Root()).ListUserPools(t.Context(),
		&cognito.ListUserPoolsInput{MaxResults: aws.Int32(60)})
	if err != nil {
		t.Fatal(err)
	}
	roles, err := iam.NewFromConfig(e.Root()).ListRoles(t.Context(), &iam.ListRolesInput{})
	if err != nil {
		t.Fatal(err)
	}
	expect(t, "functions, pools and roles", []int{len(functions.Functions), len(pools.UserPools), len(roles.Roles)},
		[]int{0, 0, 0})
}

// createZone makes a DNS zone, which the stack expects to be there. The emulator finds the service by the credential's
// scope and checks no signature.
func (e emulator) createZone(t *testing.T, name string) {
	t.Helper()
	body := fmt.Sprintf(`<CreateHostedZoneRequest xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><Name>%s</Name><CallerReference>1</CallerReference></CreateHostedZoneRequest>`, name)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, e.URL+"/2013-04-01/hostedzone",
		strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=test/20200101/us-east-1/route53/aws4_request, SignedHeaders=host, Signature=0")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusCreated {
		t.Fatalf("making the zone %s: %s", name, response.Status)
	}
}
