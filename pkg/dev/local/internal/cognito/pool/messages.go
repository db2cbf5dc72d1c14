package pool

import (
	"cmp"
)

// verificationMessage has a code for sign-up, a new password or a new address.
func (p *Pool) verificationMessage(u *user, source string, to recipient, digits string) *message {
	template := p.Configuration().VerificationMessageTemplate
	if to.byText() {
		return &message{
			source: source, user: u.copy(), to: to.to, byText: true, code: digits,
			subject: textSubject, body: cmp.Or(template.SmsMessage, "Your verification code is {####}."),
		}
	}
	return &message{
		source: source, user: u.copy(), to: to.to, code: digits,
		subject: cmp.Or(template.EmailSubject, "Your verification code"),
		body:    cmp.Or(template.EmailMessage, "Your verification code is {####}."),
	}
}

// invitation has the temporary password of somebody whom an administrator made.
func (p *Pool) invitation(u *user, password string) *message {
	var template InviteMessageTemplate
	if own := p.Configuration().AdminCreateUserConfig.InviteMessageTemplate; own != nil {
		template = *own
	}
	address := u.Attributes["email"]
	return &message{
		source: messageInvite, user: u.copy(), to: address, code: password, username: address,
		subject: cmp.Or(template.EmailSubject, "Your temporary password"),
		body:    cmp.Or(template.EmailMessage, "Your username is {username} and temporary password is {####}."),
	}
}

// factorMessage has the code of a second factor.
func (p *Pool) factorMessage(u *user, f Factor, digits string) *message {
	c := p.Configuration()
	m := &message{source: messageChallenge, user: u.copy(), code: digits}
	if f == TextMessage {
		m.to, m.byText, m.subject, m.body = u.Attributes["phone_number"], true, textSubject, smsTemplate(c)
		return m
	}
	m.to, m.subject, m.body = u.Attributes["email"], "Your authentication code", "Your authentication code is {####}."
	if own := c.EmailMfaConfiguration; own != nil {
		m.subject, m.body = cmp.Or(own.Subject, m.subject), cmp.Or(own.Message, m.body)
	}
	return m
}

// signInMessage has a code that stands for a password.
func (p *Pool) signInMessage(u *user, byText bool, digits string) *message {
	m := &message{source: messageChallenge, user: u.copy(), to: u.Attributes["email"], byText: byText, code: digits,
		subject: "Your sign-in code", body: "Your sign-in code is {####}."}
	if byText {
		m.to, m.subject = u.Attributes["phone_number"], textSubject
	}
	return m
}

// textSubject is what the inbox shows in the place of a subject, which a text message does not have.
const textSubject = "Text message"

func smsTemplate(c *Configuration) string {
	if m := c.SmsMfaConfiguration; m != nil && m.SmsAuthenticationMessage != "" {
		return m.SmsAuthenticationMessage
	}
	return cmp.Or(c.SmsAuthenticationMessage, "Your authentication code is {####}.")
}
