package pool

import (
	"slices"
	"strings"
)

// recipient is where a code goes: to the value that an attribute of the user has, or shall have.
type recipient struct {
	attribute string // email or phone_number
	to        string
}

func (r recipient) byText() bool { return r.attribute == "phone_number" }

// recipientOf is what the user has under an attribute.
func recipientOf(u *user, attribute string) recipient {
	return recipient{attribute, u.Attributes[attribute]}
}

// signUpRecipient is where the code of a registration goes, if anywhere: to what the pool verifies by itself, and to the
// number where it verifies both.
//
// Source: https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html
func (p *Pool) signUpRecipient(u *user) (recipient, bool) {
	for _, attribute := range []string{"phone_number", "email"} {
		if u.Attributes[attribute] != "" && p.verifies(attribute) {
			return recipientOf(u, attribute), true
		}
	}
	return recipient{}, false
}

// verifies reports whether the pool sends codes to new values of an attribute by itself.
func (p *Pool) verifies(attribute string) bool {
	return slices.Contains(p.Configuration().AutoVerifiedAttributes, attribute)
}

// recoveryRecipient is where the code for a new password goes, if anywhere: the first of the pool's recovery mechanisms
// for which the user has something verified.
//
// Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AccountRecoverySettingType.html
func (p *Pool) recoveryRecipient(u *user) (recipient, bool) {
	mechanisms := slices.Clone(p.Configuration().AccountRecoverySetting.RecoveryMechanisms)
	slices.SortFunc(mechanisms, func(a, b RecoveryMechanism) int { return a.Priority - b.Priority })
	for _, mechanism := range mechanisms {
		attribute, sends := strings.CutPrefix(mechanism.Name, "verified_")
		if sends && u.Attributes[attribute] != "" && isTrue(u.Attributes[attribute+"_verified"]) {
			return recipientOf(u, attribute), true
		}
	}
	return recipient{}, false
}
