package local

import (
	"cmp"
	"slices"
	"strings"

	"cognitossr/pkg/dev/local/internal/cognito"
	"cognitossr/pkg/dev/local/internal/cognito/pool"
	"cognitossr/pkg/routes"
)

// What a deployment decides about its pool, in the form of the service model.
type (
	PoolSettings       = cognito.Deployed
	PasswordPolicy     = pool.PasswordPolicy
	EmailConfiguration = pool.EmailConfiguration
	InvitationTemplate = pool.InviteMessageTemplate
	Group              = pool.Group
	Attribute          = cognito.Attribute
	SchemaAttribute    = pool.SchemaAttribute
	StringConstraints  = pool.StringConstraints
	NumberConstraints  = pool.NumberConstraints
	IdentityProvider   = pool.IdentityProvider
	ProviderSettings   = pool.ProviderSettings
	EmailMFA           = pool.EmailMfaConfiguration
)

// Deployment is what the variables of a deployment say and has no option of its own. The zero value is that of a
// deployment without any.
type Deployment struct {
	Pool             PoolSettings
	EmailOTP         bool              // users may sign in with a mailed code
	Origins          []string          // of other sites that use the same app client
	PageVariables    map[string]string // environment of the functions that have routes
	TrustedProviders []string          // identity providers that answer for the addresses of their users
}

// pool is what the deployment decides about the pool.
func (o Options) pool() PoolSettings {
	if o.Deployment == nil {
		return PoolSettings{}
	}
	return o.Deployment.Pool
}

// callbacks are the addresses to which the pool sends a browser back after a sign-in and after a sign-out.
func (s *Stack) callbacks() (signedIn, signedOut []string) {
	signedIn, signedOut = []string{s.SiteURL + "/auth/callback"}, []string{s.SiteURL + "/auth/signed-out", s.SiteURL + "/"}
	if d := s.options.Deployment; d != nil {
		for _, origin := range d.Origins {
			signedIn, signedOut = append(signedIn, origin+"/auth/callback"), append(signedOut, origin+"/auth/signed-out")
		}
	}
	return signedIn, signedOut
}

// What the variables of a deployment say of codes where nobody has chosen words.
const (
	usualSubject = "Your verification code"
	usualMessage = "Your verification code is {####}."
)

// ownMails are the mails whose words are the deployment's, as terraform/functions.tf tells the function that words the
// others.
func (d *Deployment) ownMails() string {
	var mails []string
	if p := d.Pool; cmp.Or(p.VerificationSubject, usualSubject) != usualSubject ||
		cmp.Or(p.VerificationMessage, usualMessage) != usualMessage {
		mails = append(mails, "code")
	}
	if d.Pool.Invitation != nil {
		mails = append(mails, "invitation")
	}
	return strings.Join(mails, " ")
}

// deployedEnvironment is what the variables of a deployment tell a function. Without a deployment there is a contact, so
// that its file can be seen.
func (s *Stack) deployedEnvironment(f routes.Function) (env []string) {
	d, contact := s.options.Deployment, s.getenv("SECURITY_CONTACT")
	if d == nil {
		d = &Deployment{}
		if contact == "" {
			contact = "mailto:security@example.com"
		}
	}
	if f.Trigger == "pre_sign_up" && len(d.TrustedProviders) > 0 {
		env = append(env, "COGNITO_TRUSTED_PROVIDERS="+strings.Join(d.TrustedProviders, " "))
	}
	if f.Trigger == "custom_message" {
		env = append(env, "BASE_URL="+s.SiteURL)
		if mails := d.ownMails(); mails != "" {
			env = append(env, "COGNITO_OWN_MAILS="+mails)
		}
	}
	if f.Trigger != "" {
		return env
	}
	if slices.Contains(f.Calls, "AdminCreateUser") && s.getenv("MAILS_BY_LANGUAGE") != "" && d.Pool.Invitation == nil {
		env = append(env, "COGNITO_INVITATIONS_BY_LANGUAGE=on")
	}
	if contact != "" {
		env = append(env, "SECURITY_CONTACT="+contact)
	}
	for name, value := range d.PageVariables {
		env = append(env, name+"="+value)
	}
	return env
}
