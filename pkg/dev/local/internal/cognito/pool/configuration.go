package pool

import (
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"
)

// Configuration is what an administrator decides about a pool. Its members have the names and the JSON form of the
// service model (UserPoolType, and SetUserPoolMfaConfig for the factors), so that an input is read into it and an
// answer written from it. What only AWS has a use for is kept as it came. A Configuration that Pool.Configuration
// returned must not be written to; Pool.Configure changes a copy.
type Configuration struct {
	Name                        string
	Policies                    Policies
	DeletionProtection          string // ACTIVE or INACTIVE
	LambdaConfig                LambdaConfig
	SchemaAttributes            []SchemaAttribute      // all of them, the standard ones among them
	AutoVerifiedAttributes      []string               `json:",omitempty"` // email, phone_number
	AliasAttributes             []string               `json:",omitempty"` // email, phone_number, preferred_username
	UsernameAttributes          []string               `json:",omitempty"` // email, phone_number: the user name is the sub then
	UsernameConfiguration       *UsernameConfiguration `json:",omitempty"`
	VerificationMessageTemplate VerificationMessageTemplate
	SmsVerificationMessage      string `json:",omitempty"`
	EmailVerificationMessage    string `json:",omitempty"`
	EmailVerificationSubject    string `json:",omitempty"`
	SmsAuthenticationMessage    string `json:",omitempty"`
	UserAttributeUpdateSettings UserAttributeUpdateSettings
	DeviceConfiguration         json.RawMessage `json:",omitempty"`
	EmailConfiguration          EmailConfiguration
	SmsConfiguration            json.RawMessage `json:",omitempty"`
	UserPoolTags                map[string]string
	AdminCreateUserConfig       AdminCreateUserConfig
	UserPoolAddOns              json.RawMessage `json:",omitempty"`
	AccountRecoverySetting      AccountRecoverySetting
	UserPoolTier                string

	MfaConfig
}

// MfaConfig are the second factors and passkeys, which SetUserPoolMfaConfig sets and GetUserPoolMfaConfig shows.
type MfaConfig struct {
	MfaConfiguration              string                         // OFF, OPTIONAL or ON
	SmsMfaConfiguration           *SmsMfaConfiguration           `json:",omitempty"`
	SoftwareTokenMfaConfiguration *SoftwareTokenMfaConfiguration `json:",omitempty"`
	EmailMfaConfiguration         *EmailMfaConfiguration         `json:",omitempty"`
	WebAuthnConfiguration         *WebAuthnConfiguration         `json:",omitempty"`
}

// Policies are the rules for passwords and for what may begin a sign-in.
type Policies struct {
	PasswordPolicy PasswordPolicy
	SignInPolicy   SignInPolicy
}

// PasswordPolicy is what a password must have. The history is kept and not applied.
type PasswordPolicy struct {
	MinimumLength                 int
	RequireUppercase              bool
	RequireLowercase              bool
	RequireNumbers                bool
	RequireSymbols                bool
	PasswordHistorySize           int `json:",omitempty"`
	TemporaryPasswordValidityDays int
}

// SignInPolicy names the first factors of USER_AUTH: PASSWORD, EMAIL_OTP, SMS_OTP, WEB_AUTHN.
type SignInPolicy struct{ AllowedFirstAuthFactors []string }

// UsernameConfiguration says whether Ann and ann are two user names.
type UsernameConfiguration struct{ CaseSensitive bool }

// VerificationMessageTemplate words the mails with codes and links.
type VerificationMessageTemplate struct {
	SmsMessage         string `json:",omitempty"`
	EmailMessage       string `json:",omitempty"`
	EmailSubject       string `json:",omitempty"`
	EmailMessageByLink string `json:",omitempty"`
	EmailSubjectByLink string `json:",omitempty"`
	DefaultEmailOption string // CONFIRM_WITH_CODE or CONFIRM_WITH_LINK
}

// UserAttributeUpdateSettings lists the attributes that keep their old value until the new one is verified.
type UserAttributeUpdateSettings struct{ AttributesRequireVerificationBeforeUpdate []string }

// EmailConfiguration says who would send the mails.
type EmailConfiguration struct {
	SourceArn           string `json:",omitempty"`
	ReplyToEmailAddress string `json:",omitempty"`
	EmailSendingAccount string `json:",omitempty"` // COGNITO_DEFAULT or DEVELOPER
	From                string `json:",omitempty"`
	ConfigurationSet    string `json:",omitempty"`
}

// AdminCreateUserConfig says who makes users and how they are invited.
type AdminCreateUserConfig struct {
	AllowAdminCreateUserOnly  bool
	UnusedAccountValidityDays int                    `json:",omitempty"`
	InviteMessageTemplate     *InviteMessageTemplate `json:",omitempty"`
}

// InviteMessageTemplate words the invitation; {username} and {####} stand for the name and the password.
type InviteMessageTemplate struct {
	SMSMessage   string `json:",omitempty"`
	EmailMessage string `json:",omitempty"`
	EmailSubject string `json:",omitempty"`
}

// AccountRecoverySetting says where a code for a new password goes, by priority.
type AccountRecoverySetting struct{ RecoveryMechanisms []RecoveryMechanism }

// RecoveryMechanism is verified_email, verified_phone_number or admin_only.
type RecoveryMechanism struct {
	Priority int
	Name     string
}

// AdminRecovers says that users cannot reset their password themselves.
func (c *Configuration) AdminRecovers() bool {
	return slices.ContainsFunc(c.AccountRecoverySetting.RecoveryMechanisms,
		func(m RecoveryMechanism) bool { return m.Name == "admin_only" })
}

// SmsMfaConfiguration turns codes by text message on.
type SmsMfaConfiguration struct {
	SmsAuthenticationMessage string          `json:",omitempty"`
	SmsConfiguration         json.RawMessage `json:",omitempty"`
}

// SoftwareTokenMfaConfiguration turns TOTP on.
type SoftwareTokenMfaConfiguration struct{ Enabled bool }

// EmailMfaConfiguration turns codes by mail on, as a second factor.
type EmailMfaConfiguration struct {
	Message string `json:",omitempty"`
	Subject string `json:",omitempty"`
}

// WebAuthnConfiguration is what passkeys are made for.
type WebAuthnConfiguration struct {
	RelyingPartyId      string `json:",omitempty"`
	UserVerification    string `json:",omitempty"` // required or preferred
	FactorConfiguration string `json:",omitempty"` // SINGLE_FACTOR or MULTI_FACTOR_WITH_USER_VERIFICATION
}

// NewConfiguration has the values of a pool that was made with a name only.
func NewConfiguration(name string) Configuration {
	return Configuration{
		Name: name,
		Policies: Policies{
			PasswordPolicy{MinimumLength: 8, RequireUppercase: true, RequireLowercase: true, RequireNumbers: true,
				RequireSymbols: true, TemporaryPasswordValidityDays: 7},
			SignInPolicy{[]string{"PASSWORD"}},
		},
		DeletionProtection: "INACTIVE", MfaConfig: MfaConfig{MfaConfiguration: "OFF"}, UserPoolTier: "ESSENTIALS",
		SchemaAttributes:            standardSchema(),
		EmailConfiguration:          EmailConfiguration{EmailSendingAccount: "COGNITO_DEFAULT"},
		VerificationMessageTemplate: VerificationMessageTemplate{DefaultEmailOption: "CONFIRM_WITH_CODE"},
		UserAttributeUpdateSettings: UserAttributeUpdateSettings{[]string{}}, UserPoolTags: map[string]string{},
		AdminCreateUserConfig: AdminCreateUserConfig{UnusedAccountValidityDays: 7},
		AccountRecoverySetting: AccountRecoverySetting{[]RecoveryMechanism{{1, "verified_email"},
			{2, "verified_phone_number"}}},
	}
}

// NewEmailConfiguration is that of a pool whose users sign in with their e-mail address, and whose passwords need no
// symbol: what this project deploys at the least.
func NewEmailConfiguration(name string) Configuration {
	c := NewConfiguration(name)
	c.UsernameAttributes, c.AutoVerifiedAttributes = []string{"email"}, []string{"email"}
	c.UsernameConfiguration = &UsernameConfiguration{CaseSensitive: false}
	c.Policies.PasswordPolicy.RequireSymbols = false
	c.AccountRecoverySetting.RecoveryMechanisms = []RecoveryMechanism{{1, "verified_email"}}
	email, _ := c.Attribute("email")
	email.Required = true
	c.SetStandardAttribute(email)
	return c
}

// copy shares nothing with the original.
func (c Configuration) copy() (Configuration, error) {
	var other Configuration
	raw, err := json.Marshal(c)
	if err == nil {
		err = json.Unmarshal(raw, &other)
	}
	if err != nil {
		return other, fmt.Errorf("copying the pool's configuration: %w", err)
	}
	return other, nil
}

// configured holds the configuration in use.
type configured struct {
	mu       sync.Mutex
	current  *Configuration
	modified time.Time
}

func (c *configured) get() *Configuration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.current
}

// Configuration is the pool's present configuration, to be read only.
func (p *Pool) Configuration() *Configuration { return p.configured.get() }

// Modified is when the configuration was last changed.
func (p *Pool) Modified() time.Time {
	p.configured.mu.Lock()
	defer p.configured.mu.Unlock()
	return p.configured.modified
}

// Configure changes the configuration. The change gets a copy; when it returns an error nothing changes. It must not
// call the pool.
func (p *Pool) Configure(change func(*Configuration) error) error {
	p.configured.mu.Lock()
	defer p.configured.mu.Unlock()
	next, err := p.configured.current.copy()
	if err != nil {
		return err
	}
	if err := change(&next); err != nil {
		return err
	}
	p.configured.current, p.configured.modified = &next, p.clock.Now()
	p.changed()
	return nil
}
