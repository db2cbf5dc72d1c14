package terraform_test

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
)

// ofPool limits a command to what users lose: the rest of the site takes minutes and holds nothing of theirs.
var ofPool = []string{"-input=false", "-target=module.user_pool"}

func (s stack) applyPool(t *testing.T, variables ...string) (string, error) {
	t.Helper()
	return s.run(t, slices.Concat([]string{"apply", "-auto-approve"}, ofPool, asFlags(variables))...)
}

func (s stack) mustApplyPool(t *testing.T, variables ...string) {
	t.Helper()
	if output, err := s.applyPool(t, variables...); err != nil {
		t.Fatalf("applying the pool: %v\n%s", err, lastLines(output, 40))
	}
}

// killedAt applies one resource after the other, and kills Terraform while AWS is doing a call: AWS does it, and the
// state never hears of it.
func (s stack) killedAt(t *testing.T, calls *recorder, action string, variables ...string) {
	t.Helper()
	s.killedWhen(t, calls, action, func() bool { return true }, variables...)
}

// killedWhen does so at one of several such calls.
func (s stack) killedWhen(t *testing.T, calls *recorder, action string, now func() bool, variables ...string) {
	t.Helper()
	command := s.command(t, slices.Concat([]string{"apply", "-auto-approve", "-parallelism=1"}, ofPool,
		asFlags(variables))...)
	calls.before(action, func() {
		if now() {
			_ = command.Process.Kill()
		}
	})
	if output, err := command.CombinedOutput(); err == nil || command.ProcessState.ExitCode() != -1 {
		t.Fatalf("the apply was to be killed at %s, and ends with %v\n%s", action, err, lastLines(string(output), 30))
	}
	calls.before(action, nil)
}

// Mistakes that come in the middle, with users in the pool: what is lost afterwards is nothing.
func TestMistakesLoseNothing_N26(t *testing.T) {
	t.Parallel()
	emulator := startEmulator(t, "MOTO_ACM_VALIDATION_WAIT=15")
	emulator.createZone(t, "example.com")
	calls := record(t, emulator)
	s := newStack(t, calls.environ...)
	const name = "name=demo"
	s.killedAt(t, calls, "cognito-idp:CreateUserPoolClient", name)
	s.mustApplyPool(t, name)
	pool := s.poolInState(t)
	emulator.joins(t, pool, "ann@example.com")
	before := emulator.belongings(t, pool, "demo")
	t.Run("a first deployment that was killed goes on", func(t *testing.T) {
		if pools := emulator.poolsNamed(t, "demo"); len(pools) != 1 {
			t.Errorf("there are %d pools, and nobody knows which one is in use", len(pools))
		}
		// The client that was being made is one too many, and nobody has its id.
		if len(before.Clients) == 0 || len(before.Admins) != 1 || before.Clients[s.clientInState(t)] != before.Parameter {
			t.Errorf("the pool has %+v", before)
		}
	})
	changed := []string{name, `custom_attributes={department={}}`,
		`email_configuration={source_arn="arn:aws:ses:eu-west-1:123456789012:identity/example.com",from_email_address="hello@example.com"}`}
	for _, step := range []struct{ action, change string }{
		{"AddCustomAttributes", "tags={Owner=\"somebody\"}"},
		{"UpdateUserPool", "email_verification_subject=Your code"},
		{"SetUserPoolMfaConfig", `email_mfa={subject="Your code"}`},
		{"UpdateUserPoolClient", "client_access_token_validity=30"},
	} {
		t.Run("an apply that is killed at "+step.action, func(t *testing.T) {
			changed = append(changed, step.change)
			s.killedAt(t, calls, "cognito-idp:"+step.action, changed...)
			expect(t, "what users have", emulator.belongings(t, pool, "demo"), before)
		})
	}
	s.mustApplyPool(t, changed...)
	expect(t, "what users have after the apply that was repeated", emulator.belongings(t, pool, "demo"), before)
	if output, err := s.run(t, slices.Concat([]string{"plan", "-detailed-exitcode"}, ofPool,
		asFlags(changed))...); err != nil {
		t.Errorf("a further plan is not empty: %v\n%s", err, lastLines(output, 40))
	}
	t.Run("a group that AWS made and the state does not know", func(t *testing.T) {
		changed = append(changed, `user_groups=[{name="admin"},{name="writers"}]`)
		s.killedAt(t, calls, "cognito-idp:CreateGroup", changed...)
		if output, err := s.applyPool(t, changed...); err == nil ||
			!strings.Contains(output, "Cognito User Group (writers)") || !strings.Contains(output, "already exists") {
			t.Errorf("the next apply does not say which group is there: %v\n%s", err, lastLines(output, 20))
		}
		s.must(t, append(append([]string{"import", "-input=false"}, asFlags(changed)...),
			`module.user_pool.aws_cognito_user_group.this["writers"]`, pool+"/writers")...)
		s.mustApplyPool(t, changed...)
		expect(t, "what users have", emulator.belongings(t, pool, "demo"), before)
	})
	t.Run("a certificate that is not proved", func(t *testing.T) { s.checkPendingCertificate(t, emulator, calls, before, changed) })
	t.Run("a lost state", func(t *testing.T) { s.checkLostState(t, emulator, before, s.clientInState(t)) })
}

// checkPendingCertificate sets up a sign-in domain whose certificate is of no use yet: of one's own, and one that is
// waited for. Sign-in stays where it is until the day that the certificate is good.
func (s stack) checkPendingCertificate(t *testing.T, e emulator, calls *recorder, before belongings, variables []string) {
	domain := append(slices.Clone(variables), "hosted_zone=example.com", "auth_domain=auth.shop.example.com",
		"create_auth_parent_record=true")
	output, err := s.applyPool(t, append(domain, "auth_certificate_arn="+e.requestCertificate(t, "auth.shop.example.com"))...)
	if err == nil || !strings.Contains(output, "SSL certificate") {
		t.Errorf("a certificate of one's own that is not issued: %v\n%s", err, lastLines(output, 30))
	}
	expect(t, "what users have beside a certificate that is not issued", e.belongings(t, before.Pool, "demo"), before)

	asked := 0
	s.killedWhen(t, calls, "acm:DescribeCertificate", func() bool { asked++; return asked == 3 }, domain...)
	expect(t, "what users have beside a certificate that is waited for", e.belongings(t, before.Pool, "demo"), before)
	s.mustApplyPool(t, domain...)
	expect(t, "what users have after it", e.belongings(t, before.Pool, "demo"), before)
	found, err := cognito.NewFromConfig(e.Root()).DescribeUserPoolDomain(t.Context(),
		&cognito.DescribeUserPoolDomainInput{Domain: aws.String("auth.shop.example.com")})
	if err != nil || aws.ToString(found.DomainDescription.UserPoolId) != before.Pool {
		t.Errorf("the domain is not there in the end: %v", err)
	}
}

// requestCertificate asks for a certificate in us-east-1 and returns its ARN. It is not issued before it is asked for.
func (e emulator) requestCertificate(t *testing.T, name string) string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, e.URL,
		strings.NewReader(`{"DomainName":"`+name+`","ValidationMethod":"DNS"}`))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-amz-json-1.1")
	request.Header.Set("X-Amz-Target", "CertificateManager.RequestCertificate")
	request.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/acm/aws4_request, SignedHeaders=host, Signature=0")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	var made struct{ CertificateArn string }
	if err := json.NewDecoder(response.Body).Decode(&made); err != nil || made.CertificateArn == "" {
		t.Fatalf("requesting a certificate: %s, %v", response.Status, err)
	}
	return made.CertificateArn
}

// checkLostState deploys without the state, as somebody else or another machine would, and then takes the pool over.
func (s stack) checkLostState(t *testing.T, e emulator, before belongings, client string) {
	for _, file := range []string{"terraform.tfstate", "terraform.tfstate.backup"} {
		if err := os.Remove(filepath.Join(s.folder, file)); err != nil {
			t.Fatal(err)
		}
	}
	output, err := s.applyPool(t, "name=demo")
	said := strings.Join(strings.Fields(strings.ReplaceAll(output, "│", " ")), " ")
	if err == nil || !strings.Contains(said, "domain") || !strings.Contains(said, "already") {
		t.Errorf("an apply without the state does not say that the site is there: %v\n%s", err, lastLines(output, 40))
	}
	expect(t, "what users have", e.belongings(t, before.Pool, "demo"), before)

	// README.md, "A lost state".
	if err := os.Remove(filepath.Join(s.folder, "terraform.tfstate")); err != nil {
		t.Fatal(err)
	}
	var blocks strings.Builder
	for to, id := range map[string]string{
		"aws_cognito_user_pool.this[0]": before.Pool, "aws_cognito_user_pool_domain.prefix[0]": before.Domain,
		`aws_cognito_user_group.this["admin"]`: before.Pool + "/admin",
		"aws_cognito_user_pool_client.site":    before.Pool + "/" + client,
	} {
		blocks.WriteString("import {\n  to = module.user_pool." + to + "\n  id = \"" + id + "\"\n}\n")
	}
	writeFile(t, filepath.Join(s.folder, "imports.tf"), []byte(blocks.String()))
	again := []string{"name=demo2", "user_pool_name=demo", "domain=" + before.Domain, "custom_attributes={department={}}"}
	// The provider changes an imported client and then complains of itself, once.
	if output, err := s.applyPool(t, again...); err == nil ||
		!strings.Contains(output, "generate_secret: was null, but now cty.True") {
		t.Errorf("the first apply after the import: %v\n%s", err, lastLines(output, 40))
	}
	s.mustApplyPool(t, again...)
	expect(t, "what users have with another name of the site", e.belongings(t, before.Pool, "demo2"), before)
}

func (s stack) poolInState(t *testing.T) string {
	t.Helper()
	return s.idInState(t, "module.user_pool.aws_cognito_user_pool.this[0]")
}

func (s stack) clientInState(t *testing.T) string {
	t.Helper()
	return s.idInState(t, "module.user_pool.aws_cognito_user_pool_client.site")
}

func (s stack) idInState(t *testing.T, address string) string {
	t.Helper()
	for _, line := range strings.Split(s.must(t, "state", "show", address), "\n") {
		if name, value, found := strings.Cut(line, "="); found && strings.TrimSpace(name) == "id" {
			return strings.Trim(strings.TrimSpace(value), `"`)
		}
	}
	t.Fatalf("the state has no %s", address)
	return ""
}
