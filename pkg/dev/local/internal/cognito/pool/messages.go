package pool

import (
	"cmp"
	"strings"
)

// verificationMail has a code for sign-up, a new password or a new address, in the pool's words.
func (p *Pool) verificationMail(address, digits string) Mail {
	template := p.Configuration().VerificationMessageTemplate
	return Mail{
		To: address, Code: digits,
		Subject: cmp.Or(template.EmailSubject, "Your verification code"),
		Body:    withCode(cmp.Or(template.EmailMessage, "Your verification code is {####}."), digits),
	}
}

// invitationMail has the temporary password of somebody whom an administrator made.
func (p *Pool) invitationMail(address, password string) Mail {
	var template InviteMessageTemplate
	if own := p.Configuration().AdminCreateUserConfig.InviteMessageTemplate; own != nil {
		template = *own
	}
	body := cmp.Or(template.EmailMessage, "Your username is {username} and temporary password is {####}.")
	return Mail{
		To:      address,
		Subject: cmp.Or(template.EmailSubject, "Your temporary password"),
		Body:    strings.NewReplacer("{username}", address, "{####}", password).Replace(body),
	}
}
