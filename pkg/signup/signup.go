// Package signup decides who may sign up: everybody, or people with an e-mail address of certain domains. It must not
// know the events of the user pool, make calls, or keep an address.
package signup

import (
	"errors"
	"fmt"
	"strings"
)

// Variable is the environment variable that holds the list of domains.
const Variable = "ALLOWED_EMAIL_DOMAINS"

// ProvidersVariable is the environment variable that holds the names of the identity providers that answer for the
// addresses of their users, separated by spaces.
const ProvidersVariable = "COGNITO_TRUSTED_PROVIDERS"

// Refusal is what people who may not sign up are told. It contains neither the list nor the address. Cognito shows it
// as "PreSignUp failed with error ...", and sends it to the site in that form when somebody comes from another
// provider.
const Refusal = "This e-mail address cannot be registered here. " +
	"Please use another one, or ask the operator of this site."

// Domains is a list of domains whose addresses may sign up. An empty one restricts nobody.
type Domains struct{ allowed map[string]bool }

// ParseDomains reads a list, separated by spaces or commas. One invalid entry is an error, which names all of them: an
// entry that matches no address would keep people out, and ignoring it could let everybody in.
func ParseDomains(list string) (Domains, error) {
	d := Domains{allowed: map[string]bool{}}
	entries := strings.FieldsFunc(list, func(c rune) bool { return c == ' ' || c == ',' })
	if list != "" && len(entries) == 0 {
		return Domains{}, fmt.Errorf("%s: %q names no domain; leave it out to let everybody register", Variable, list)
	}
	var problems []error
	for _, entry := range entries {
		domain := lower(entry)
		if !isDomain(domain) {
			problems = append(problems, fmt.Errorf("%s: %q is not the domain of an e-mail address: "+
				"write what comes after the @, as in example.com, without @, https:// and *, "+
				"and other letters as in xn--bcher-kva.example", Variable, entry))
		}
		d.allowed[domain] = true
	}
	if err := errors.Join(problems...); err != nil {
		return Domains{}, err
	}
	return d, nil
}

// Restricted reports whether there is a list.
func (d Domains) Restricted() bool { return len(d.allowed) > 0 }

// Allow reports whether the holder of an address may sign up. The domain must be on the list, in any case: a subdomain
// is another domain. Ambiguous addresses are rejected.
func (d Domains) Allow(address string) bool {
	if !d.Restricted() {
		return true
	}
	local, domain, found := strings.Cut(address, "@")
	return found && isLocalPart(local) && d.allowed[lower(domain)]
}

// lower converts only A to Z. strings.ToLower turns the Kelvin sign into a k, which would make another domain equal to
// one on the list.
func lower(text string) string {
	return strings.Map(func(c rune) rune {
		if 'A' <= c && c <= 'Z' {
			return c + 'a' - 'A'
		}
		return c
	}, text)
}

// isLocalPart accepts what may come before the @ without quotes (RFC 5322 section 3.2.3): no space, no quote, no second
// @, no line break. It rejects the characters of a route, as in ada%evil.test@example.com, and encoded words (RFC
// 2047): some mail servers read another address in them, and would deliver the code to it.
func isLocalPart(text string) bool {
	return text != "" && !strings.Contains(text, "=?") && !strings.ContainsFunc(text, func(c rune) bool {
		return !isLetterOrDigit(c) && !strings.ContainsRune("#$&'*+-/=?^_`{|}~.", c)
	})
}

// isDomain accepts a host name in lower case, with a dot and a top level that is not a number (RFC 1123 section 2.1).
func isDomain(text string) bool {
	labels := strings.Split(text, ".")
	if len(labels) < 2 || len(text) > 253 {
		return false
	}
	for _, label := range labels {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		if strings.ContainsFunc(label, func(c rune) bool { return c != '-' && !isLetterOrDigit(c) }) {
			return false
		}
	}
	top := labels[len(labels)-1]
	return 'a' <= top[0] && top[0] <= 'z'
}

func isLetterOrDigit(c rune) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}
