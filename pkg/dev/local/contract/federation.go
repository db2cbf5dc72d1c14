package contract

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

// signInAtProvider goes to the page that stands in for the target's provider and answers it.
func (s *Suite) signInAtProvider(t *testing.T, fields ...string) url.Values {
	t.Helper()
	b := s.browser(t)
	return b.submit(t, b.open(t, s.authorize("identity_provider", s.Provider)), fields...).location(t).Query()
}

// personID is an id that nobody at the provider has.
func personID() string { return "p-" + strings.TrimSuffix(address(), "@example.com") }

var federationCases = []Case{
	{Name: "A user of a provider (F-67, F-227)", AWS: "a button leads to the provider; named by provider and id, in the group of the provider; identities is a list of texts in the token, and has a boolean and a number as attribute",
		Evidence: Recorded, Source: "public tokens (2022-04, 2024-09); a live pool (2026-09-21) for the button",
		Local: "the name has the id as it was sent; in lower case, as in 2026, with provider_user_name",
		Needs: Needs{Provider: true, Forms: true}, Run: func(t *testing.T, s *Suite) {
			if page := s.browser(t).open(t, s.Domain+"/login?"+s.query()); !strings.Contains(page.body,
				"Continue with "+s.Provider) {
				t.Error("the sign-in page has no button")
			}
			id, email := personID(), address()
			name := s.Provider + "_" + id
			s.removeLater(t, name)
			tokens := s.redeem(t, s.signInAtProvider(t, "answer", "accept", "subject", id, "email", email, "verified",
				"yes").Get("code")).json(t)
			got := claims(t, text(tokens, "id_token"))
			groups, _ := got["cognito:groups"].([]any)
			list, _ := got["identities"].([]any)
			if !strings.EqualFold(text(got, "cognito:username"), name) ||
				!slices.Equal(groups, []any{s.PoolID + "_" + s.Provider}) || len(list) != 1 ||
				list[0].(map[string]any)["primary"] != "true" {
				t.Errorf("the ID token has %v", got)
			}
			out, err := s.idp.AdminGetUser(t.Context(), &idp.AdminGetUserInput{UserPoolId: &s.PoolID, Username: &name})
			u := must(t, out, err)
			if u.UserStatus != types.UserStatusTypeExternalProvider ||
				!slices.ContainsFunc(u.UserAttributes, func(a types.AttributeType) bool {
					return aws.ToString(a.Name) == "identities" && strings.Contains(aws.ToString(a.Value), `"primary":true`)
				}) {
				t.Errorf("the user is %+v", u)
			}
		}},
	{Name: "The event before a provider's user signs up (F-218)",
		AWS:      "validationData is an empty object, the aliases are empty; a second sign-in has no such event",
		Evidence: Recorded, Source: "a pasted event (2019-03)", Needs: Needs{Provider: true, Forms: true, Events: true},
		Run: func(t *testing.T, s *Suite) {
			id, email := personID(), address()
			s.removeLater(t, s.Provider+"_"+id)
			for range 2 {
				s.signInAtProvider(t, "answer", "accept", "subject", id, "email", email, "verified", "no")
			}
			e := s.event(t, email, "PreSignUp_ExternalProvider")
			alias, has := e.attributes["cognito:email_alias"]
			if string(e.Request["validationData"]) != "{}" || !has || alias != "" ||
				e.attributes["email_verified"] != "false" {
				t.Errorf("the request is %s", e.Request)
			}
		}},
	{Name: "A provider's user without a required attribute (F-14)",
		AWS:      `back with invalid_request and "attributes required: [email]"`,
		Evidence: Shown, Source: "public reports (to 2025-08)", Needs: Needs{Provider: true, Forms: true},
		Run: func(t *testing.T, s *Suite) {
			q := s.signInAtProvider(t, "answer", "accept", "subject", personID(), "email", "")
			if q.Get("error") != "invalid_request" || q.Get("error_description") != "attributes required: [email]" ||
				q.Get("state") != "a state" {
				t.Errorf("it led back with %v", q)
			}
		}},
	{Name: "A provider that refuses", AWS: "back with an error",
		Local:    "access_denied with the provider's description; the words are chosen",
		Evidence: Chosen, Source: "recorded of SAML only", Needs: Needs{Provider: true, Forms: true},
		Run: func(t *testing.T, s *Suite) {
			if q := s.signInAtProvider(t, "answer", "refuse"); q.Get("error") != "access_denied" ||
				q.Get("state") != "a state" {
				t.Errorf("it led back with %v", q)
			}
		}},
	{Name: "A lost state of a provider (F-17)", AWS: `a page: "An error was encountered with the requested page." and "Invalid State"`,
		Evidence: Shown, Source: "aws-amplify/amplify-js#6291 (2020)", Local: "400; the status is chosen",
		Needs: Needs{Provider: true}, Run: func(t *testing.T, s *Suite) {
			if r := s.get(t, s.Domain+"/oauth2/idpresponse?code=x&state=y"); r.StatusCode != http.StatusBadRequest ||
				!strings.Contains(r.body, "Invalid State") {
				t.Errorf("got %d %s", r.StatusCode, r.body)
			}
		}},
	{Name: "A linked user is one user (F-234, F-235)",
		AWS:      "the native sub, with identities; somebody who signed in before cannot be linked",
		Evidence: Recorded, Source: "a live pool (2026-09-21); public reports (to 2026) for the refusal",
		Needs: Needs{Provider: true, Forms: true}, Run: func(t *testing.T, s *Suite) {
			email, id, other := s.newUser(t), personID(), personID()
			link := func(id string) error {
				_, err := s.idp.AdminLinkProviderForUser(t.Context(), &idp.AdminLinkProviderForUserInput{
					UserPoolId: &s.PoolID, DestinationUser: &types.ProviderUserIdentifierType{ProviderName: aws.String("Cognito"), ProviderAttributeValue: &email},
					SourceUser: &types.ProviderUserIdentifierType{ProviderName: &s.Provider,
						ProviderAttributeName: aws.String("Cognito_Subject"), ProviderAttributeValue: &id},
				})
				return err
			}
			must(t, "", link(id))
			native := claims(t, text(s.hostedTokens(t, email), "id_token"))
			tokens := s.redeem(t, s.signInAtProvider(t, "answer", "accept", "subject", id, "email", email, "verified",
				"yes").Get("code")).json(t)
			if got := claims(t, text(tokens, "id_token")); got["sub"] != native["sub"] || got["identities"] == nil {
				t.Errorf("the provider signed in %v", got)
			}
			s.removeLater(t, s.Provider+"_"+other)
			s.signInAtProvider(t, "answer", "accept", "subject", other, "email", address(), "verified", "yes")
			refused(t, link(other), "InvalidParameterException")
		}},
}
