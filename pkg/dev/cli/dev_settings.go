//go:build !alone

package main

import (
	"cmp"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"cognitossr/pkg/dev/local"
	"cognitossr/pkg/dev/variables"
	"cognitossr/pkg/signup"
)

// localSite is what variables set up.
type localSite struct {
	options     *local.Options
	deployment  *local.Deployment
	root        string
	environment map[string]string // what the developer's own environment does not have
}

// localSetting says what a variable of the deployment is locally. At least one of apply, missing and reason is there.
type localSetting struct {
	apply     func(*localSite, variables.Set, string) error
	missing   string // what is not there locally; announced when the variable has another value than its default
	reason    string // why it is nothing to a local site
	unchecked bool   // its rules matter where the site is deployed only
}

// takes makes a setting of what to do with a value. null is the zero value.
func takes[T any](use func(*localSite, T)) localSetting {
	return localSetting{apply: func(l *localSite, set variables.Set, name string) error {
		var value T
		if err := set.Decode(name, &value); err != nil {
			return err
		}
		use(l, value)
		return nil
	}}
}

const (
	namesResources = "only resources of AWS have it"
	forAddresses   = "the local site and its sign-in are at addresses of this machine"
	forOperation   = "it is about operating the site in AWS"
	forFront       = "nothing stands in front of the local site"
)

// settingsOfVariables has every variable of terraform/variables*.tf.
var settingsOfVariables = map[string]localSetting{
	"name":        {reason: namesResources},
	"tags":        {reason: namesResources},
	"environment": {reason: namesResources},
	"aws_region":  {reason: "the local pool has an id that programs can count on"},

	// The user pool.
	"user_pool_tier":      takes(func(l *localSite, tier string) { l.deployment.Pool.Tier = tier }),
	"deletion_protection": takes(func(l *localSite, state string) { l.deployment.Pool.DeletionProtection = state }),
	"issuer_type":         {reason: "tokens of the local pool name its own address"},
	"second_region":       {reason: forOperation},
	"failover":            takes(func(l *localSite, on bool) { l.options.Failover = on }),
	"threat_protection":   {missing: "the local Cognito rates no risk"},
	"allow_sign_up":       takes(func(l *localSite, allowed bool) { l.options.SignUpOff = !allowed }),
	"allowed_email_domains": takes(func(l *localSite, domains []string) {
		l.environment[signup.Variable] = strings.Join(domains, " ")
	}),
	"app_user_id_in_tokens":      takes(func(l *localSite, on bool) { l.switchOn("APP_USER_ID_IN_TOKENS", on) }),
	"email_verification_subject": takes(func(l *localSite, text string) { l.deployment.Pool.VerificationSubject = text }),
	"email_verification_message": takes(func(l *localSite, text string) { l.deployment.Pool.VerificationMessage = text }),
	"mails_by_language":          takes(func(l *localSite, language string) { l.environment["MAILS_BY_LANGUAGE"] = language }),
	"invitation":                 takes(setInvitation),
	"email_configuration":        takes(setSender),
	"password_policy":            takes(setPasswordPolicy),
	"mfa_configuration":          takes(func(l *localSite, mode string) { l.options.MFA = mode }),
	"email_mfa":                  takes(setEmailMFA),
	"passkeys":                   takes(func(l *localSite, allowed bool) { l.options.Passkeys = allowed }),
	"passkey_relying_party_id":   {reason: forAddresses},
	"email_otp": announced(takes(func(l *localSite, allowed bool) { l.deployment.EmailOTP = allowed }),
		"by the API only: its pages do not offer it"),
	"user_groups":       takes(func(l *localSite, groups []local.Group) { l.deployment.Pool.Groups = groups }),
	"custom_attributes": takes(setAttributes),

	// A pool that is managed elsewhere.
	"user_pool_id":     {missing: "the local pool is the site's own, with the defaults of the variables that set one up"},
	"user_pool_domain": {reason: forAddresses},
	"user_pool_name":   {reason: namesResources},
	"user_pool_identity_providers": announced(takes(func(l *localSite, providers map[string]struct{}) {
		for _, name := range slices.Sorted(maps.Keys(providers)) {
			addProviders(l, map[string]provider{name: {Type: "OIDC"}})
		}
	}), "of any type, they are OpenID providers here"),
	"create_user_groups": {reason: "the local pool has all groups"},

	// The app client and its pages.
	"client_access_token_validity": takes(func(l *localSite, minutes float64) { l.options.AccessTokenValidity = duration(minutes, time.Minute) }),
	"client_id_token_validity":     takes(func(l *localSite, minutes float64) { l.options.IDTokenValidity = duration(minutes, time.Minute) }),
	"client_refresh_token_validity": takes(func(l *localSite, days float64) {
		l.options.RefreshTokenValidity = duration(days, 24*time.Hour)
		if days != 30 { // what the site takes for granted
			l.deployment.PageVariables["SESSION_MAX_AGE"] = strconv.FormatFloat(days*24, 'f', -1, 64) + "h"
		}
	}),
	"client_refresh_token_rotation": takes(setRotation),
	"domain_managed_login_version":  takes(func(l *localSite, version float64) { l.options.ManagedLogin = version == 2 }),
	"ui_customization_css":          takes(func(l *localSite, path string) { l.options.CSSFile = l.file(path) }),
	"ui_customization_logo":         takes(func(l *localSite, path string) { l.options.LogoFile = l.file(path) }),
	"base_urls":                     takes(func(l *localSite, origins []string) { l.deployment.Origins = origins }),

	// Identity providers.
	"identity_providers":        takes(addProviders),
	"google":                    takes(addGoogle),
	"identity_provider_secrets": {reason: "a page stands in for each provider", unchecked: true},

	// The functions.
	"function_environment":    takes(setFunctionEnvironment),
	"log_level":               takes(func(l *localSite, level string) { l.environment["LOG_LEVEL"] = level }),
	"hsts_include_subdomains": takes(setHSTS),
	"migrate_from":            takes(setMigration),
	"migrate_cookie_domain":   {reason: forAddresses},
	"security_contact":        takes(func(l *localSite, contact string) { l.environment["SECURITY_CONTACT"] = contact }),
	"jwks":                    {reason: "the local pool has keys of its own", unchecked: true},
	"dist_dir":                {reason: "the functions are built when they are started"},
	"architecture":            {reason: "the functions are built for this machine"},
	"reserved_concurrency":    {reason: forOperation},
	"function_vpc":            {reason: "the functions are in the developer's own network"},

	// Sessions that end at once.
	"instant_sign_out": takes(func(l *localSite, on bool) { l.options.InstantSignOut = on }),
	"instant_sign_out_remember": takes(func(l *localSite, seconds float64) {
		l.options.InstantSignOutRemember = strconv.FormatFloat(seconds, 'f', -1, 64)
	}),
	"instant_sign_out_unavailable": takes(func(l *localSite, rights []string) {
		slices.Sort(rights)
		l.options.InstantSignOutUnavailable = cmp.Or(strings.Join(rights, ","), "none")
	}),

	// Addresses.
	"hosted_zone":                    {reason: forAddresses},
	"hosted_zone_id":                 {reason: forAddresses},
	"dns_role_arn":                   {reason: forAddresses},
	"manual_dns":                     {reason: forAddresses},
	"certificate_proofs_made":        {reason: forAddresses},
	"site_certificate_arn":           {reason: forAddresses},
	"site_certificate_us_east_1_arn": {reason: forAddresses},
	"auth_certificate_arn":           {reason: forAddresses},
	"site_domain":                    {reason: forAddresses},
	"site_domain_in_use":             {reason: forAddresses},
	"default_address_open":           {reason: forAddresses},
	"auth_domain":                    {reason: forAddresses},
	"auth_domain_in_use":             {reason: forAddresses},
	"create_auth_parent_record":      {reason: forAddresses},
	"domain":                         {reason: forAddresses},

	// Operation.
	"cdn":                               {missing: forFront},
	"cdn_tls_policy":                    {reason: forFront},
	"cdn_drain_seconds":                 {reason: forFront},
	"waf":                               {missing: forFront},
	"throttling":                        {missing: "the local gateway lets everything through"},
	"cloudwatch_logs_retention_in_days": {reason: forOperation},
	"alarm_actions":                     {reason: forOperation},
	"alarm_email":                       {reason: forOperation},
	"role_permissions_boundary":         {reason: forOperation},
	"role_path":                         {reason: forOperation},
}

// switchOn sets what a function depends on that is on or not there.
func (l *localSite) switchOn(variable string, on bool) {
	if on {
		l.environment[variable] = "on"
	}
}

// announced adds what is not there locally, although the variable has a setting.
func announced(setting localSetting, missing string) localSetting {
	setting.missing = missing
	return setting
}

func duration(count float64, unit time.Duration) time.Duration {
	return time.Duration(count * float64(unit))
}

// file is the path of what Terraform reads relative to its folder.
func (l *localSite) file(path string) string {
	if path == "" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(l.root, terraformFolder, path)
}

func setInvitation(l *localSite, invitation *struct{ Subject, Message string }) {
	if invitation != nil {
		l.deployment.Pool.Invitation = &local.InvitationTemplate{EmailSubject: invitation.Subject,
			EmailMessage: invitation.Message}
	}
}

func setSender(l *localSite, sender *struct {
	Source  string `json:"source_arn"`
	From    string `json:"from_email_address"`
	ReplyTo string `json:"reply_to_email_address"`
}) {
	if sender != nil {
		l.deployment.Pool.Sender = local.EmailConfiguration{
			EmailSendingAccount: "DEVELOPER", SourceArn: sender.Source, From: sender.From,
			ReplyToEmailAddress: sender.ReplyTo,
		}
	}
}

func setEmailMFA(l *localSite, mail *struct{ Subject, Message string }) {
	if mail != nil {
		l.deployment.Pool.EmailMFA = &local.EmailMFA{Subject: mail.Subject, Message: mail.Message}
	}
}

func setPasswordPolicy(l *localSite, policy struct {
	Length    int  `json:"minimum_length"`
	Lower     bool `json:"require_lowercase"`
	Upper     bool `json:"require_uppercase"`
	Numbers   bool `json:"require_numbers"`
	Symbols   bool `json:"require_symbols"`
	Temporary int  `json:"temporary_password_validity_days"`
}) {
	l.deployment.Pool.PasswordPolicy = &local.PasswordPolicy{
		MinimumLength: policy.Length, RequireLowercase: policy.Lower, RequireUppercase: policy.Upper,
		RequireNumbers: policy.Numbers,
		RequireSymbols: policy.Symbols, TemporaryPasswordValidityDays: policy.Temporary,
	}
}

func setAttributes(l *localSite, attributes map[string]struct {
	Type     string
	Min, Max *float64
	Read     bool `json:"client_read"`
	Write    bool `json:"client_write"`
}) {
	bound := func(value *float64) string {
		if value == nil {
			return ""
		}
		return strconv.FormatFloat(*value, 'f', -1, 64)
	}
	for name, a := range attributes {
		attribute := local.Attribute{Read: a.Read, Write: a.Write}
		attribute.SchemaAttribute = local.SchemaAttribute{Name: name, AttributeDataType: a.Type, Mutable: true}
		switch a.Type {
		case "String":
			attribute.StringAttributeConstraints = &local.StringConstraints{MinLength: bound(a.Min), MaxLength: bound(a.Max)}
		case "Number":
			attribute.NumberAttributeConstraints = &local.NumberConstraints{MinValue: bound(a.Min), MaxValue: bound(a.Max)}
		}
		l.deployment.Pool.Attributes = append(l.deployment.Pool.Attributes, attribute)
	}
}

func setRotation(l *localSite, rotation struct {
	Enabled bool
	Grace   float64 `json:"grace_period_seconds"`
}) {
	l.options.RotationOff = !rotation.Enabled
	if l.options.RotationGrace = duration(rotation.Grace, time.Second); rotation.Grace == 0 {
		l.options.RotationGrace = -1 // none; 0 is the default
	}
}

// provider is an entry of identity_providers.
type provider struct {
	Type     string
	ClientID string `json:"client_id"`
	Issuer   string
	Metadata string `json:"metadata_url"`
	Scopes   []string
	Mapping  map[string]string `json:"attribute_mapping"`
	Domains  []string          `json:"identifiers"`
	Trusted  bool              `json:"trust_email"`
}

func addProviders(l *localSite, providers map[string]provider) {
	for name, p := range providers {
		l.deployment.Pool.Providers = append(l.deployment.Pool.Providers, p.in(name))
		if p.Trusted {
			l.deployment.TrustedProviders = append(l.deployment.TrustedProviders, name)
		}
	}
}

// in is a provider as the local pool shows it, without secrets.
func (p provider) in(name string) local.IdentityProvider {
	details := map[string]string{}
	for detail, value := range map[string]string{
		"client_id": p.ClientID, "oidc_issuer": p.Issuer, "MetadataURL": p.Metadata,
		"authorize_scopes": strings.Join(p.Scopes, " "),
	} {
		if value != "" {
			details[detail] = value
		}
	}
	mapping := map[string]string{}
	for attribute, theirs := range p.Mapping {
		mapping[attribute] = theirs
	}
	return local.IdentityProvider{ProviderSettings: local.ProviderSettings{ProviderName: name, ProviderType: p.Type,
		ProviderDetails: details, AttributeMapping: mapping, IdpIdentifiers: p.Domains}}
}

func addGoogle(l *localSite, google *struct {
	ClientID string `json:"client_id"`
}) {
	if google != nil {
		addProviders(l, map[string]provider{"Google": {Type: "Google", ClientID: google.ClientID}})
	}
}

func setFunctionEnvironment(l *localSite, values map[string]string) {
	for name, value := range values {
		l.environment[name] = value
	}
}

func setMigration(l *localSite, project string) {
	if project != "" {
		l.deployment.PageVariables["MIGRATE_FROM"] = project
	}
}

func setHSTS(l *localSite, included bool) {
	if included {
		l.deployment.PageVariables["HSTS_SUBDOMAINS"] = "on"
	}
}
