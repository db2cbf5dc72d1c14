package pool

import (
	"crypto/subtle"
	"strings"
	"time"
)

// codePurpose says what a mailed code is good for.
type codePurpose string

const (
	forSignUp   codePurpose = "sign-up"
	forPassword codePurpose = "password"
)

// attributeCode is the purpose of a code that verifies an address or a number.
func attributeCode(attribute string) codePurpose { return codePurpose("attribute " + attribute) }

// codeValidity is how long a code works (Cognito quotas: sign-up and attribute 24 h, password 1 h).
func codeValidity(purpose codePurpose) time.Duration {
	if purpose == forPassword {
		return time.Hour
	}
	return 24 * time.Hour
}

type code struct {
	digits  string
	sentTo  recipient
	expires time.Time
}

// Delivery tells where a code went, with the address or number masked (AWS: CodeDeliveryDetails).
type Delivery struct {
	Destination string
	ByText      bool // to the user's number; else to the address
}

// newCode makes a new code, which replaces the one before, and the message with it. source is that of the event about
// the message. The caller holds mu, and sends the message without it.
func (p *Pool) newCode(u *user, purpose codePurpose, source string, to recipient) (Delivery, *message) {
	c := &code{digits: p.random.digits(), sentTo: to, expires: p.clock.Now().Add(codeValidity(purpose))}
	u.codes[purpose] = c
	return p.deliveryTo(to), p.verificationMessage(u, source, to, c.digits)
}

func (p *Pool) deliveryTo(r recipient) Delivery {
	if r.byText() {
		return Delivery{maskNumber(r.to), true}
	}
	return Delivery{Destination: p.maskEmail(r.to)}
}

// sentTo checks a code and says where it was sent. A code works once: the caller deletes it when all went well, and
// holds mu.
func (p *Pool) sentTo(u *user, purpose codePurpose, digits string) (recipient, error) {
	c, ok := u.codes[purpose]
	if !ok || !p.clock.Now().Before(c.expires) {
		return recipient{}, errExpiredCode
	}
	if subtle.ConstantTimeCompare([]byte(c.digits), []byte(digits)) != 1 {
		return recipient{}, errCodeMismatch
	}
	return c.sentTo, nil
}

// arrived notes that a code reached the user at an address or number, which is verified by it, unless the user has
// another one by now, or it is another user's alias. The caller holds mu.
func (p *Pool) arrived(u *user, attribute, sentTo string) {
	verified := attribute + "_verified"
	if sentTo == "" || u.Attributes[attribute] != sentTo || p.claimAlias(u, attribute, sentTo, false) != nil {
		return
	}
	if !isTrue(u.Attributes[verified]) {
		u.Attributes[verified] = "true"
		p.touch(u)
	}
}

// maskEmail writes an address the way AWS shows where a code went: a***@e***. The caller holds mu.
func (p *Pool) maskEmail(address string) string {
	return maskEmail(address, p.Behaviour.Variant().MaskEnding)
}

func maskEmail(address string, ending bool) string {
	masked := ""
	for i, r := range address {
		if i == 0 {
			masked = string(r) + "***"
		}
		if r != '@' || i+1 == len(address) {
			continue
		}
		masked += "@" + address[i+1:i+2] + "***"
		if dot := strings.LastIndexByte(address[i:], '.'); ending && dot > 1 {
			masked += address[i+dot:]
		}
		return masked
	}
	return masked
}

// hourCount limits how often something may be done to one user in an hour.
type hourCount struct {
	since time.Time
	n     int
}

// The hourly limits of one user (Cognito quotas).
const (
	confirmsAnHour = 15
	resendsAnHour  = 5
	forgotsAnHour  = 20
	changesAnHour  = 5
)

// within counts one more and says whether that is still allowed. The caller holds mu.
func (p *Pool) within(u *user, what string, limit int) bool {
	now := p.clock.Now()
	c, ok := u.hourly[what]
	if !ok || now.Sub(c.since) >= time.Hour || now.Before(c.since) {
		c = &hourCount{since: now}
		u.hourly[what] = c
	}
	c.n++
	return c.n <= limit
}
