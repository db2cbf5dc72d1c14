package cognito

import (
	"cmp"
	"slices"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// Deployed is what a deployment decides about its pool and has no option of its own. Zero members are Cognito's
// defaults.
type Deployed struct {
	PasswordPolicy           *pool.PasswordPolicy // nil: 8 characters of three classes
	Tier, DeletionProtection string
	Sender                   pool.EmailConfiguration
	EmailMFA                 *pool.EmailMfaConfiguration // a mailed code is a second factor; nil: it is none

	VerificationSubject, VerificationMessage string // with {####} for the code
	Invitation                               *pool.InviteMessageTemplate

	Groups     []pool.Group
	Attributes []Attribute
	Providers  []pool.IdentityProvider // other places to sign in; their mappings are besides the usual ones
}

// Attribute is a custom attribute, and what the site's own client may do with it.
type Attribute struct {
	pool.SchemaAttribute
	Read, Write bool
}

// configure changes a configuration.
func (d Deployed) configure(c *pool.Configuration) error {
	if d.PasswordPolicy != nil {
		c.Policies.PasswordPolicy = *d.PasswordPolicy
		c.AdminCreateUserConfig.UnusedAccountValidityDays = d.PasswordPolicy.TemporaryPasswordValidityDays
	}
	c.UserPoolTier = cmp.Or(d.Tier, c.UserPoolTier)
	c.DeletionProtection = cmp.Or(d.DeletionProtection, c.DeletionProtection)
	if d.Sender != (pool.EmailConfiguration{}) {
		c.EmailConfiguration = d.Sender
	}
	if d.EmailMFA != nil && c.MfaConfiguration != "OFF" {
		c.EmailMfaConfiguration = d.EmailMFA
	}
	template := &c.VerificationMessageTemplate
	template.EmailSubject = cmp.Or(d.VerificationSubject, template.EmailSubject)
	template.EmailMessage = cmp.Or(d.VerificationMessage, template.EmailMessage)
	c.EmailVerificationSubject, c.EmailVerificationMessage = template.EmailSubject, template.EmailMessage
	c.AdminCreateUserConfig.InviteMessageTemplate = d.Invitation
	for _, attribute := range d.Attributes {
		if err := c.AddCustomAttribute(attribute.SchemaAttribute); err != nil {
			return err
		}
	}
	return nil
}

// limit lets a client read and write what the deployment's may, as soon as there are attributes about which it says so.
func (d Deployed) limit(client *pool.Client) {
	for _, provider := range d.Providers {
		client.SupportedIdentityProviders = append(client.SupportedIdentityProviders, provider.ProviderName)
	}
	if len(d.Attributes) == 0 {
		return
	}
	client.ReadAttributes, client.WriteAttributes = []string{"email", "email_verified", appUserID},
		[]string{"email"}
	for _, attribute := range d.Attributes {
		if attribute.Read {
			client.ReadAttributes = append(client.ReadAttributes, "custom:"+attribute.Name)
		}
		if attribute.Write {
			client.WriteAttributes = append(client.WriteAttributes, "custom:"+attribute.Name)
		}
	}
	for _, provider := range d.Providers {
		for name := range provider.AttributeMapping {
			if !slices.Contains([]string{"username", "email_verified", "phone_number_verified"}, name) {
				client.ReadAttributes = append(client.ReadAttributes, name)
				client.WriteAttributes = append(client.WriteAttributes, name)
			}
		}
	}
	for _, list := range []*[]string{&client.ReadAttributes, &client.WriteAttributes} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
}
