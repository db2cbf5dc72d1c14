package contract

import (
	"context"
	"crypto/x509"
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

var poolCases = []Case{
	{Name: "DescribeUserPool shows the pool", AWS: "addresses as user names, in any case, verified by mail; the schema with its limits",
		Evidence: Recorded, Source: "AllianceBioversityCIAT/onecgiar_pr, a described pool in us-east-1 (2026-09-11)",
		Run: func(t *testing.T, s *Suite) {
			out, err := s.idp.DescribeUserPool(t.Context(), &idp.DescribeUserPoolInput{UserPoolId: &s.PoolID})
			p := must(t, out, err).UserPool
			if aws.ToString(p.Id) != s.PoolID || !slices.Contains(p.UsernameAttributes,
				types.UsernameAttributeTypeEmail) || aws.ToBool(p.UsernameConfiguration.CaseSensitive) {
				t.Errorf("got %+v", p)
			}
			sub := p.SchemaAttributes[slices.IndexFunc(p.SchemaAttributes, func(a types.SchemaAttributeType) bool { return aws.ToString(a.Name) == "sub" })]
			if aws.ToBool(sub.Mutable) || !aws.ToBool(sub.Required) || sub.StringAttributeConstraints == nil ||
				p.EmailConfiguration == nil || p.VerificationMessageTemplate == nil {
				t.Errorf("sub is %+v, the mails %+v, %+v", sub, p.EmailConfiguration, p.VerificationMessageTemplate)
			}
		}},
	{Name: "The schema has 21 attributes (F-264)", AWS: "the 20 standard ones and identities, which has no limits",
		Evidence: Recorded, Source: "AllianceBioversityCIAT/onecgiar_pr, a described pool in us-east-1 (2026-09-11); outputs of 2019 have no identities", Run: func(t *testing.T, s *Suite) {
			out, err := s.idp.DescribeUserPool(t.Context(), &idp.DescribeUserPoolInput{UserPoolId: &s.PoolID})
			var names []string
			for _, a := range must(t, out, err).UserPool.SchemaAttributes {
				if !strings.HasPrefix(aws.ToString(a.Name), "custom:") {
					names = append(names, aws.ToString(a.Name))
				}
			}
			slices.Sort(names)
			if want := []string{"address", "birthdate", "email", "email_verified", "family_name", "gender",
				"given_name", "identities", "locale", "middle_name", "name", "nickname",
				"phone_number", "phone_number_verified", "picture", "preferred_username", "profile", "sub",
				"updated_at", "website", "zoneinfo"}; !slices.Equal(names, want) {
				t.Errorf("got %q", names)
			}
		}},
	{Name: "DescribeUserPoolClient shows the client", AWS: "addresses, scopes, rotation; the secret of a confidential client",
		Evidence: Recorded, Source: "AllianceBioversityCIAT/onecgiar_pr, ten described clients in us-east-1 (2026-09-11)", Run: func(t *testing.T, s *Suite) {
			out, err := s.idp.DescribeUserPoolClient(t.Context(),
				&idp.DescribeUserPoolClientInput{UserPoolId: &s.PoolID, ClientId: &s.ClientID})
			c := must(t, out, err).UserPoolClient
			if aws.ToString(c.ClientSecret) != s.ClientSecret || !slices.Contains(c.CallbackURLs, s.CallbackURL) ||
				c.PreventUserExistenceErrors != types.PreventUserExistenceErrorTypesEnabled ||
				c.RefreshTokenRotation == nil || c.RefreshTokenRotation.Feature != types.FeatureTypeEnabled {
				t.Errorf("got %+v", c)
			}
		}},
	{Name: "ListUserPools and ListUserPoolClients show pool and client", AWS: "and MaxResults must be 1 to 60",
		Evidence: Recorded, Source: "a public output of the command line (2025-10)", Run: func(t *testing.T, s *Suite) {
			pools, err := s.idp.ListUserPools(t.Context(), &idp.ListUserPoolsInput{MaxResults: aws.Int32(60)})
			if !slices.ContainsFunc(must(t, pools, err).UserPools,
				func(p types.UserPoolDescriptionType) bool { return aws.ToString(p.Id) == s.PoolID }) {
				t.Error("the pool is not listed")
			}
			clients, err := s.idp.ListUserPoolClients(t.Context(), &idp.ListUserPoolClientsInput{UserPoolId: &s.PoolID,
				MaxResults: aws.Int32(60)})
			if !slices.ContainsFunc(must(t, clients, err).UserPoolClients,
				func(c types.UserPoolClientDescription) bool { return aws.ToString(c.ClientId) == s.ClientID }) {
				t.Error("the client is not listed")
			}
			_, err = s.idp.ListUserPools(t.Context(), &idp.ListUserPoolsInput{MaxResults: aws.Int32(61)})
			refused(t, err, "InvalidParameterException")
		}},
}

var wireCases = []Case{
	{Name: "A pool has a certificate for SAML", AWS: "GetSigningCertificate answers it as base64, and the details of a SAML provider have one when they say whether it encrypts, and the address that its metadata have",
		Evidence: Recorded, Source: "hashicorp/terraform-provider-aws, tests that run at AWS (2024 to 2026)",
		Run: func(t *testing.T, s *Suite) {
			out, err := s.idp.GetSigningCertificate(t.Context(), &idp.GetSigningCertificateInput{UserPoolId: &s.PoolID})
			isCertificate(t, aws.ToString(must(t, out, err).Certificate))
			for encrypted, certified := range map[string]bool{"": false, "false": true, "true": true} {
				details := s.samlProvider(t, encrypted)
				if certificate, has := details["ActiveEncryptionCertificate"]; has != certified {
					t.Errorf("with EncryptedResponses %q the details are %v", encrypted, details)
				} else if has {
					isCertificate(t, certificate)
				}
				if details["SSORedirectBindingURI"] != "https://idp.example.com/sign-in" {
					t.Errorf("the details are %v", details)
				}
			}
		}},
	{Name: "An operation that is not offered is refused", AWS: "offers all operations; an unknown one is a 400",
		Evidence: Documented, Source: "service model",
		Local: "UnknownOperationException with the operation's name for everything that is not built",
		Run: func(t *testing.T, s *Suite) {
			if s.Endpoint == "" {
				t.Log("only an endpoint of its own can be asked")
				return
			}
			r := s.raw(t, "AWSCognitoIdentityProviderService.StirTheTea", "{}")
			if r.StatusCode != http.StatusBadRequest || !strings.Contains(r.body, "StirTheTea") {
				t.Errorf("got %d %s", r.StatusCode, r.body)
			}
		}},
	{Name: "The wire format is awsJson1_1", AWS: "400 with __type and message, application/x-amz-json-1.1",
		Evidence: Recorded, Source: "floci-io/floci, fixtures of AWS Cognito (2026-05-16)",
		Run: func(t *testing.T, s *Suite) {
			if s.Endpoint == "" {
				t.Log("only an endpoint of its own can be asked")
				return
			}
			for _, body := range []string{`{"AccessToken":"x"}`, `{}`, `[]`, `not json`, ``} {
				r := s.raw(t, "AWSCognitoIdentityProviderService.GetUser", body)
				if r.StatusCode != http.StatusBadRequest || text(r.json(t), "__type") == "" ||
					r.Header.Get("Content-Type") != "application/x-amz-json-1.1" {
					t.Errorf("%q: got %d %s %s", body, r.StatusCode, r.Header.Get("Content-Type"), r.body)
				}
			}
		}},
}

func (s *Suite) raw(t *testing.T, target, body string) response {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.Endpoint+"/", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return s.do(t, s.http, http.MethodPost, s.Endpoint+"/", nil, func(r *http.Request) {
		r.Body, r.ContentLength = req.Body, req.ContentLength
		r.Header.Set("X-Amz-Target", target)
		r.Header.Set("Content-Type", "application/x-amz-json-1.1")
	})
}

// samlMetadata is what a SAML provider says of itself.
const samlMetadata = `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example.com">` +
	`<IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><SingleSignOnService ` +
	`Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.example.com/sign-in"/>` +
	`</IDPSSODescriptor></EntityDescriptor>`

// samlProvider makes one for the time of a test, and returns its details.
func (s *Suite) samlProvider(t *testing.T, encrypted string) map[string]string {
	t.Helper()
	name := "saml" + address()[9:15]
	details := map[string]string{"MetadataFile": samlMetadata}
	if encrypted != "" {
		details["EncryptedResponses"] = encrypted
	}
	out, err := s.idp.CreateIdentityProvider(t.Context(), &idp.CreateIdentityProviderInput{
		UserPoolId: &s.PoolID, ProviderName: &name, ProviderType: types.IdentityProviderTypeTypeSaml,
		ProviderDetails: details,
	})
	created := must(t, out, err)
	t.Cleanup(func() {
		_, _ = s.idp.DeleteIdentityProvider(context.WithoutCancel(t.Context()),
			&idp.DeleteIdentityProviderInput{UserPoolId: &s.PoolID, ProviderName: &name})
	})
	return created.IdentityProvider.ProviderDetails
}

// isCertificate wants the base64 of one.
func isCertificate(t *testing.T, text string) {
	t.Helper()
	der, err := base64.StdEncoding.DecodeString(text)
	if err == nil {
		_, err = x509.ParseCertificate(der)
	}
	if err != nil {
		t.Errorf("%q is no certificate: %v", text, err)
	}
}
