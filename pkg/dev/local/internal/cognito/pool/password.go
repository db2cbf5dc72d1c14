package pool

import (
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"cognitossr/pkg/dev/local/internal/cognito/srp"
)

// passwordHash is what is kept of a password: the salted secret of SRP, which is two SHA-256. That is too cheap for real
// accounts and right for these: they exist on a developer's machine only, and a slow hash would spend the two cores that
// a load test of 100 sign-ins a second has. The salt keeps equal passwords apart in a data file.
type passwordHash struct {
	Salt   []byte `json:"salt,omitempty"`
	Secret []byte `json:"secret,omitempty"`
	Sum    []byte `json:"sum,omitempty"` // SHA-256 of salt and password, in data files from before there was SRP
}

// set says that there is a password.
func (h passwordHash) set() bool { return len(h.Secret) > 0 || len(h.Sum) > 0 }

// identity is whose password a secret is of.
func (p *Pool) identity(username string) srp.Identity {
	_, short, _ := strings.Cut(p.settings.ID, "_")
	return srp.Identity{Pool: short, User: username}
}

// saltSize is in bytes, as AWS's.
const saltSize = 16

// setPassword replaces a user's password by one that does not run out. The caller holds mu.
func (p *Pool) setPassword(u *user, password string) {
	salt := p.random.bytes(saltSize)
	u.Password = passwordHash{Salt: salt, Secret: p.identity(u.Username).Secret(salt, password)}
	u.TempExpires = time.Time{}
}

// hasPassword says whether a password is the user's, and gives one of an old data file its secret. The caller holds mu.
func (p *Pool) hasPassword(u *user, password string) bool {
	h := u.Password
	if len(h.Secret) > 0 {
		return subtle.ConstantTimeCompare(h.Secret, p.identity(u.Username).Secret(h.Salt, password)) == 1
	}
	sum := sha256.Sum256(append(slices.Clone(h.Salt), password...))
	if len(h.Sum) == 0 || subtle.ConstantTimeCompare(h.Sum, sum[:]) != 1 {
		return false
	}
	until := u.TempExpires
	p.setPassword(u, password)
	u.TempExpires = until
	p.changed()
	return true
}

// maximumPasswordLength holds in every pool.
const maximumPasswordLength = 256

// PasswordRule is one line of the policy with the answer for a given password.
type PasswordRule struct {
	Text     string // for the hosted pages' check list
	Complain string // how the JSON API words it
	OK       bool
}

// symbols are the characters that count as one (developer guide, "Password policies"), besides a space within.
const symbols = "^$*.[]{}()?-\"!@#%&/\\,><':;|_~`+= "

// PasswordRules judges a password by each line of the policy.
func (p *Pool) PasswordRules(password string) []PasswordRule {
	return p.Configuration().Policies.PasswordPolicy.Rules(password)
}

// Rules judges a password by each line of the policy.
func (policy PasswordPolicy) Rules(password string) []PasswordRule {
	has := func(class func(rune) bool) bool { return strings.ContainsFunc(password, class) }
	rules := []PasswordRule{{
		fmt.Sprintf("At least %d characters", policy.MinimumLength), "Password not long enough",
		utf8.RuneCountInString(password) >= policy.MinimumLength,
	}}
	for _, class := range []struct {
		wanted bool
		PasswordRule
	}{
		{policy.RequireLowercase, PasswordRule{"A lower case letter", "Password must have lowercase characters",
			has(func(r rune) bool { return 'a' <= r && r <= 'z' })}},
		{policy.RequireUppercase, PasswordRule{"An upper case letter", "Password must have uppercase characters",
			has(func(r rune) bool { return 'A' <= r && r <= 'Z' })}},
		{policy.RequireNumbers, PasswordRule{"A number", "Password must have numeric characters",
			has(func(r rune) bool { return '0' <= r && r <= '9' })}},
		{policy.RequireSymbols, PasswordRule{"A symbol", "Password must have symbol characters",
			strings.ContainsAny(password, symbols)}},
	} {
		if class.wanted {
			rules = append(rules, class.PasswordRule)
		}
	}
	return rules
}

// temporaryPasswordValidity is how long a password works that an administrator gave.
func (p *Pool) temporaryPasswordValidity() time.Duration {
	return time.Duration(p.Configuration().Policies.PasswordPolicy.TemporaryPasswordValidityDays) * 24 * time.Hour
}

// checkPassword refuses a password that the API takes in no pool, and one outside the policy.
func (p *Pool) checkPassword(password string) error { return p.checkPasswordFor(password, "policy") }

// checkPasswordFor words the refusal with what AWS calls the policy: AdminCreateUser says "password policy".
func (p *Pool) checkPasswordFor(password, policy string) error {
	switch {
	case !passwordPattern.MatchString(password):
		return badPassword("Member must satisfy regular expression pattern: ^[\\S]+.*[\\S]+$")
	case utf8.RuneCountInString(password) > maximumPasswordLength:
		return badPassword(fmt.Sprintf("Member must have length less than or equal to %d", maximumPasswordLength))
	}
	for _, rule := range p.PasswordRules(password) {
		if !rule.OK {
			return Refuse(InvalidPassword, "Password did not conform with %s: %s", policy, rule.Complain)
		}
	}
	return nil
}

// passwordPattern is ^[\S]+.*[\S]+$ as Java reads it: two characters at the least, no blank at either end, and
// no end of a line within.
var passwordPattern = regexp.MustCompile(`^[^ \t\n\x0b\f\r]+[^\n\r\x{85}\x{2028}\x{2029}]*[^ \t\n\x0b\f\r]+\z`)

func badPassword(rule string) error {
	return Refuse(InvalidParameter, "1 validation error detected: Value at 'password' failed to satisfy constraint: %s", rule)
}

// attempts counts failed sign-ins. After five, Cognito waits one second before the next and doubles that with
// every further failure up to about 15 minutes (developer guide, "Authentication flow").
type attempts struct {
	failures int
	until    time.Time
}

const freeFailures = 5

func (a *attempts) locked(now time.Time) bool { return now.Before(a.until) }

func (a *attempts) fail(now time.Time) { a.failAfter(now, freeFailures) }

// failAfter is fail with another number of failures that cost nothing.
func (a *attempts) failAfter(now time.Time, free int) {
	a.failures++
	if a.failures >= free {
		a.until = now.Add(min(time.Second<<min(a.failures-free, 10), 15*time.Minute))
	}
}

func (a *attempts) succeed() { *a = attempts{} }
