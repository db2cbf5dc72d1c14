package authtest

import "strings"

// recordedTokens are in the forms that others recorded of Cognito: docs/REQUIREMENTS.md, F-60 to F-68. All values are
// made up.
func recordedTokens(l *lab) []Case {
	const order = "aws.cognito.signin.user.admin phone openid profile email"
	escaped := func(text string) string { return strings.ReplaceAll(text, "/", `\/`) }
	newSubject := "2195d4a4-70ae-70ae-d2ee-1c7a5a4f9e30"
	apiOnly := Claims{"version": nil, "scope": "aws.cognito.signin.user.admin"}
	provider := []string{"eu-west-1_Example_Google"}
	identities := []map[string]any{{
		"dateCreated": "1663000000000", "userId": "104839200143578310000", "providerName": "Google",
		"providerType": "Google", "issuer": nil, "primary": "true",
	}}
	refresh := encode(`{"cty":"JWT","enc":"A256GCM","alg":"RSA-OAEP"}`) + ".a2V5.aXY.dGV4dA.dGFn"
	return []Case{
		{ID: "F-60", Name: "access token without event_id", Token: l.with(Claims{"event_id": nil}), Want: Accepted},
		{ID: "F-60", Name: "ID token without event_id", Token: l.ID(Claims{"event_id": nil}), Kind: AsID, Want: Accepted},
		{ID: "F-61", Name: "scopes in Cognito's order", Token: l.with(Claims{"scope": order}), Want: Accepted},
		{ID: "F-62", Name: "claims in Cognito's order", Token: l.Sign(0, l.Header(0), l.inCognitosOrder()), Kind: AsID,
			Want: Accepted},
		{ID: "F-63", Name: "access token with slashes escaped",
			Token: l.signed(escaped(l.Header(1)), escaped(l.payload)), Want: Accepted},
		{ID: "F-63", Name: "ID token with slashes escaped",
			Token: l.Sign(0, escaped(l.Header(0)), escaped(l.IDPayload(nil))), Kind: AsID, Want: Accepted},
		{
			ID: "F-64", Name: "a subject that is no UUID of RFC 4122",
			Token: l.with(Claims{"sub": newSubject, "username": newSubject}),
			Want:  Accepted, Beside: Invalid, // the other token is another user's
		},
		{ID: "F-65", Name: "email_verified as a boolean", Token: l.ID(Claims{"email_verified": true}), Kind: AsID,
			Want: Accepted},
		{ID: "F-66", Name: "access token of the API", Token: l.with(apiOnly), Want: Accepted},
		{ID: "F-67", Name: "a user of a provider is in its group", Token: l.with(Claims{"cognito:groups": provider}),
			Want: Accepted},
		{
			ID: "F-67", Name: "identities, whose members are text",
			Token: l.ID(Claims{"identities": identities, "cognito:groups": provider}),
			Kind:  AsID, Want: Accepted,
		},
		{ID: "F-68", Name: "refresh token", Token: refresh, Reason: "form"},
	}
}

// inCognitosOrder is the payload of an ID token with the claims in the order in which Cognito writes them.
func (l *lab) inCognitosOrder() string {
	claims := Claims{
		"at_hash": "c2FtcGxlLWhhc2gtb25seQ", "cognito:preferred_role": "arn:aws:iam::123456789012:role/readers",
		"nonce":         "bm9uY2U",
		"cognito:roles": []string{"arn:aws:iam::123456789012:role/readers"},
	}
	for name, value := range l.common() {
		claims[name] = value
	}
	claims["email_verified"], claims["cognito:username"], claims["aud"] = true, Subject, l.ClientID
	claims["token_use"], claims["email"] = "id", Email
	members := make([]string, 0, len(claims))
	for name := range strings.FieldsSeq("at_hash sub cognito:groups email_verified cognito:preferred_role iss cognito:username nonce " +
		"origin_jti cognito:roles aud event_id token_use auth_time exp iat jti email") {
		members = append(members, `"`+name+`":`+string(marshal(claims[name])))
	}
	return "{" + strings.Join(members, ",") + "}"
}
