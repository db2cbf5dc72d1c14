package userapi

import (
	"context"
	"slices"
	"time"

	"cognitossr/pkg/language"
	"cognitossr/pkg/sensitive"
)

// SoftwareToken is the name of an authenticator app among a user's second factors.
const SoftwareToken = "SOFTWARE_TOKEN_MFA"

// User is what the pool knows of the token's user and the app client may read.
type User struct {
	Username   string
	Attributes map[string]string
	MFA        []string // second factors that are switched on
	Preferred  string   // the one that is asked for first; "" for none
}

// HasSoftwareToken reports whether an authenticator app is switched on.
func (u User) HasSoftwareToken() bool { return slices.Contains(u.MFA, SoftwareToken) }

// User reads the user.
func (c *Client) User(ctx context.Context, token sensitive.Text) (User, error) {
	var answer struct {
		Username            string
		UserAttributes      []struct{ Name, Value string }
		UserMFASettingList  []string
		PreferredMfaSetting string
	}
	if err := c.call(ctx, "GetUser", token, map[string]any{}, &answer); err != nil {
		return User{}, err
	}
	if answer.Username == "" || answer.UserAttributes == nil {
		return User{}, malformed("GetUser")
	}
	user := User{Username: answer.Username, Attributes: map[string]string{}, MFA: answer.UserMFASettingList,
		Preferred: answer.PreferredMfaSetting}
	for _, attribute := range answer.UserAttributes {
		user.Attributes[attribute.Name] = attribute.Value
	}
	return user, nil
}

// ChangePassword replaces the password of a user who knows the present one.
func (c *Client) ChangePassword(ctx context.Context, token, present, proposed sensitive.Text) error {
	input := map[string]any{"PreviousPassword": present.Reveal(), "ProposedPassword": proposed.Reveal()}
	return c.call(ctx, "ChangePassword", token, input, nil)
}

// UpdateEmail mails a code to a new address. In a pool that verifies addresses before it changes them, as this project's
// does, the present one stays until VerifyEmail. The mail is in the language given, where the pool has the trigger
// custom-message.
func (c *Client) UpdateEmail(ctx context.Context, token sensitive.Text, address string, l language.Language) error {
	input := map[string]any{
		"UserAttributes": []map[string]string{{"Name": "email", "Value": address}},
		"ClientMetadata": map[string]string{language.MetadataKey: l.Code()},
	}
	return c.call(ctx, "UpdateUserAttributes", token, input, nil)
}

// VerifyEmail takes the code that was mailed to a new address, which becomes the user's.
func (c *Client) VerifyEmail(ctx context.Context, token, code sensitive.Text) error {
	return c.call(ctx, "VerifyUserAttribute", token, map[string]any{"AttributeName": "email", "Code": code.Reveal()}, nil)
}

// AssociateSoftwareToken returns a new key for an authenticator app, in base32. One that is set up stays until
// VerifySoftwareToken.
func (c *Client) AssociateSoftwareToken(ctx context.Context, token sensitive.Text) (key sensitive.Text, err error) {
	var answer struct{ SecretCode string }
	if err := c.call(ctx, "AssociateSoftwareToken", token, map[string]any{}, &answer); err != nil {
		return sensitive.Text{}, err
	}
	if answer.SecretCode == "" {
		return sensitive.Text{}, malformed("AssociateSoftwareToken")
	}
	return sensitive.New(answer.SecretCode), nil
}

// VerifySoftwareToken sets up the authenticator app that shows this code for the latest key.
func (c *Client) VerifySoftwareToken(ctx context.Context, token, code sensitive.Text, device string) error {
	input := map[string]any{"UserCode": code.Reveal()}
	if device != "" {
		input["FriendlyDeviceName"] = device
	}
	var answer struct{ Status string }
	if err := c.call(ctx, "VerifySoftwareToken", token, input, &answer); err != nil {
		return err
	}
	if answer.Status != "SUCCESS" {
		return &Error{Operation: "VerifySoftwareToken", Code: "EnableSoftwareTokenMFAException"}
	}
	return nil
}

// SetSoftwareToken says whether signing in asks for a code of the authenticator app.
func (c *Client) SetSoftwareToken(ctx context.Context, token sensitive.Text, on bool) error {
	settings := map[string]bool{"Enabled": on, "PreferredMfa": on}
	return c.call(ctx, "SetUserMFAPreference", token, map[string]any{"SoftwareTokenMfaSettings": settings}, nil)
}

// Passkey is a passkey of the user.
type Passkey struct {
	ID      string
	Name    string // Cognito's, after the kind of device; it cannot be changed
	Created time.Time
}

// A user has at most 20 passkeys, and a page holds as many.
const passkeysOfAPage = 20

// Passkeys lists the user's passkeys.
func (c *Client) Passkeys(ctx context.Context, token sensitive.Text) ([]Passkey, error) {
	var answer struct {
		Credentials []struct {
			CredentialId           string
			FriendlyCredentialName string
			CreatedAt              float64
		}
	}
	err := c.call(ctx, "ListWebAuthnCredentials", token, map[string]any{"MaxResults": passkeysOfAPage}, &answer)
	if err != nil {
		return nil, err
	}
	if answer.Credentials == nil { // the list of a user without any is empty
		return nil, malformed("ListWebAuthnCredentials")
	}
	passkeys := make([]Passkey, 0, len(answer.Credentials))
	for _, found := range answer.Credentials {
		created := time.UnixMilli(int64(found.CreatedAt * 1000)).UTC()
		passkeys = append(passkeys, Passkey{ID: found.CredentialId, Name: found.FriendlyCredentialName, Created: created})
	}
	return passkeys, nil
}

// DeletePasskey deletes a passkey of the user.
func (c *Client) DeletePasskey(ctx context.Context, token sensitive.Text, id string) error {
	return c.call(ctx, "DeleteWebAuthnCredential", token, map[string]any{"CredentialId": id}, nil)
}

// SignOutEverywhere ends the refresh tokens of all the user's sessions, and this access token for Cognito's own API.
func (c *Client) SignOutEverywhere(ctx context.Context, token sensitive.Text) error {
	return c.call(ctx, "GlobalSignOut", token, nil, nil)
}
