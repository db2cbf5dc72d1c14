package pool

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
)

// Versions of the event before tokens (API reference, "PreTokenGenerationVersionConfigType"). The second can change
// access tokens, the third also comes for clients that act for themselves.
const (
	tokenEventV1 = "V1_0"
	tokenEventV2 = "V2_0"
	tokenEventV3 = "V3_0"
)

// tokenEventVersion is the version that the pool's function gets. Functions that the pool was made with get the second,
// as terraform/modules/user-pool attaches them.
func (p *Pool) tokenEventVersion() string {
	lambda := p.Configuration().LambdaConfig
	switch {
	case lambda.PreTokenGenerationConfig != nil:
		return lambda.PreTokenGenerationConfig.LambdaVersion
	case lambda.PreTokenGeneration != "":
		return tokenEventV1
	}
	return tokenEventV2
}

// tokenChanges is what a function wants of the tokens, in the form of the second version.
type tokenChanges struct {
	IDToken     claimChanges    `json:"idTokenGeneration"`
	AccessToken claimChanges    `json:"accessTokenGeneration"`
	Groups      json.RawMessage `json:"groupOverrideDetails"` // nil: as they are
}

type claimChanges struct {
	Add            map[string]json.RawMessage `json:"claimsToAddOrOverride"`
	Suppress       []string                   `json:"claimsToSuppress"`
	AddScopes      []string                   `json:"scopesToAdd"`
	SuppressScopes []string                   `json:"scopesToSuppress"`
}

// groupChanges replace the groups. What is empty or null is suppressed.
type groupChanges struct {
	Groups        []string `json:"groupsToOverride"`
	Roles         []string `json:"iamRolesToOverride"`
	PreferredRole *string  `json:"preferredRole"`
}

// tokenSource names the event before tokens of a user.
func (job signingJob) tokenSource(by By) string {
	switch {
	case job.renewed:
		return "TokenGeneration_RefreshTokens"
	case job.family.Hosted:
		return "TokenGeneration_HostedAuth"
	case by.DeviceProved:
		return "TokenGeneration_AuthenticateDevice"
	case by.NewPassword:
		return "TokenGeneration_NewPasswordChallenge"
	}
	return "TokenGeneration_Authentication"
}

// shapeTokens asks what the tokens of a user shall say.
func (p *Pool) shapeTokens(ctx context.Context, by By, job signingJob) (tokenChanges, error) {
	version := p.tokenEventVersion()
	request := requestOf(by.Metadata)
	request["groupConfiguration"] = groupsOf(job.user.Groups, job.roles, job.role)
	if version != tokenEventV1 {
		request["scopes"] = append([]string{}, job.family.Scopes...)
	}
	event := p.event(job.tokenSource(by), &job.family.ClientID, job.user.Username, eventAttributes(job.user), request, nil)
	return p.askForTokens(ctx, version, event)
}

// groupsOf is the groupConfiguration of an event: lists are never null there.
func groupsOf(groups, roles []string, preferred string) groupChanges {
	changes := groupChanges{Groups: append([]string{}, groups...), Roles: append([]string{}, roles...)}
	if preferred != "" {
		changes.PreferredRole = &preferred
	}
	return changes
}

// askForTokens calls the function with the event of a version, and reads the response of that version.
func (p *Pool) askForTokens(ctx context.Context, version string, event triggerEvent) (changes tokenChanges, err error) {
	event.Version = version[1:2]
	if version != tokenEventV1 {
		event.Response = map[string]any{"claimsAndScopeOverrideDetails": nil}
		var answer struct{ ClaimsAndScopeOverrideDetails tokenChanges }
		_, err = p.ask(ctx, preTokenGeneration, event, &answer)
		return answer.ClaimsAndScopeOverrideDetails, err
	}
	event.Response = map[string]any{"claimsOverrideDetails": nil}
	var answer struct {
		ClaimsOverrideDetails struct {
			Add      map[string]string `json:"claimsToAddOrOverride"`
			Suppress []string          `json:"claimsToSuppress"`
			Groups   json.RawMessage   `json:"groupOverrideDetails"`
		}
	}
	if _, err = p.ask(ctx, preTokenGeneration, event, &answer); err != nil {
		return changes, err
	}
	details := answer.ClaimsOverrideDetails
	changes.Groups, changes.IDToken = details.Groups, claimChanges{Add: map[string]json.RawMessage{},
		Suppress: details.Suppress}
	for name, value := range details.Add {
		text, err := json.Marshal(value)
		if err != nil {
			return changes, errLambdaOutput
		}
		changes.IDToken.Add[name] = text
	}
	return changes, nil
}

// apply changes the claims of both tokens; id is nil when there is none.
func (t tokenChanges) apply(v Variant, id, access map[string]any) error {
	if t.Groups != nil {
		var groups groupChanges
		if json.Unmarshal(t.Groups, &groups) != nil {
			return errLambdaOutput
		}
		replaceList(access, "cognito:groups", groups.Groups)
		replaceList(id, "cognito:groups", groups.Groups)
		replaceList(id, "cognito:roles", groups.Roles)
		delete(id, "cognito:preferred_role")
		if id != nil && groups.PreferredRole != nil && *groups.PreferredRole != "" {
			id["cognito:preferred_role"] = *groups.PreferredRole
		}
	}
	t.IDToken.apply(id)
	t.AccessToken.apply(access)
	t.AccessToken.applyScopes(v, access)
	return nil
}

func replaceList(claims map[string]any, name string, list []string) {
	delete(claims, name)
	if claims != nil && len(list) > 0 {
		claims[name] = list
	}
}

// apply adds and takes claims away. A claim that is in both lists goes. Cognito's own stay as they are (developer guide,
// "Pre token generation Lambda trigger", "Claims and scopes reference").
func (c claimChanges) apply(claims map[string]any) {
	if claims == nil {
		return
	}
	for name, value := range c.Add {
		if !ownClaim(name) && !strings.HasPrefix(name, "dev:") && audienceFits(name, value, claims) {
			claims[name] = value
		}
	}
	for _, name := range c.Suppress {
		switch {
		case name == "cognito:groups": // and what follows from them
			delete(claims, name)
			delete(claims, "cognito:roles")
			delete(claims, "cognito:preferred_role")
		case !ownClaim(name) && name != "aud":
			delete(claims, name)
		}
	}
}

// fixedClaims are in a token whatever a function wants.
var fixedClaims = []string{
	"acr", "amr", "at_hash", "auth_time", "azp", "client_id", "device_key", "event_id", "exp", "iat", "identities",
	"iss", "jti", "nbf", "nonce", "origin_jti", "scope", "sub", "token_use", "username", "version",
}

func ownClaim(name string) bool {
	return strings.HasPrefix(name, "cognito:") || slices.Contains(fixedClaims, name)
}

// audienceFits says whether a claim is no audience, or that of an access token with the one value that it may have: the
// app client. An ID token has its own.
func audienceFits(name string, value json.RawMessage, claims map[string]any) bool {
	if name != "aud" {
		return true
	}
	var audience string
	return claims["token_use"] == "access" && json.Unmarshal(value, &audience) == nil && audience == claims["client_id"]
}

func (c claimChanges) applyScopes(v Variant, claims map[string]any) {
	if len(c.AddScopes)+len(c.SuppressScopes) == 0 {
		return
	}
	text, _ := claims["scope"].(string)
	scopes := strings.Fields(text)
	for _, scope := range c.AddScopes {
		if scope != "" && !strings.ContainsAny(scope, " \t\n") && !slices.Contains(scopes, scope) {
			scopes = append(scopes, scope)
		}
	}
	scopes = slices.DeleteFunc(scopes, func(s string) bool { return slices.Contains(c.SuppressScopes, s) })
	claims["scope"] = strings.Join(orderedScopes(v, scopes), " ")
}
