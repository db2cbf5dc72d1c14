package hosted

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// standInPath is the page that stands in for an identity provider.
const standInPath = "/_local/provider/"

// standIn plays a provider on a page of this server. Its codes work once.
type standIn struct {
	*Domain
	provider pool.IdentityProvider
}

// AuthorizeURL is the page.
func (s standIn) AuthorizeURL(_ context.Context, state, _, loginHint string) (string, error) {
	q := url.Values{"state": {state}}
	if loginHint != "" {
		q.Set("login_hint", loginHint)
	}
	return standInPath + url.PathEscape(s.provider.ProviderName) + "?" + q.Encode(), nil
}

// Claims is what was said on the page. It takes its time where that was wished.
func (s standIn) Claims(ctx context.Context, code, nonce string) (map[string]string, error) {
	step, ok := s.pool.Challenges.Take(code, pool.AwaitsExchange)
	if !ok || step.Name != s.provider.ProviderName || step.Provider.Nonce != nonce {
		return nil, errors.New("the code is unknown or was used")
	}
	if step.Provider.Slow {
		s.faults.waitSlowly(ctx)
	}
	return step.Provider.Claims, nil
}

// standInStep finds the sign-in that left for the stand-in, whose state the page carries.
func (d *Domain) standInStep(w http.ResponseWriter, r *http.Request) (standIn, pool.ChallengeSession, bool) {
	step, open := d.pool.Challenges.Find(r.URL.Query().Get("state"), pool.AwaitsProvider)
	found, known := d.pool.Kept.IdentityProviders.Find(r.PathValue("name"))
	if !open || !known || step.Name != found.ProviderName {
		d.fail(w, r, http.StatusBadRequest, "This sign-in is over. Go back to the site and begin again.")
		return standIn{}, step, false
	}
	return standIn{d, found}, step, true
}

func (d *Domain) standInForm(w http.ResponseWriter, r *http.Request) {
	if s, _, ok := d.standInStep(w, r); ok {
		s.show(w, r, http.StatusOK, url.Values{"email": {r.URL.Query().Get("login_hint")}}, "")
	}
}

// standInView is what the page shows.
type standInView struct {
	view
	Provider string
	Known    []knownPerson
	Given    map[string]string
	Claims   []field // other attributes of the provider that the pool maps, with what was typed
}

// knownPerson is somebody who signed in with the provider before.
type knownPerson struct {
	Subject, Email string
	Fields         []field
}

func (s standIn) show(w http.ResponseWriter, r *http.Request, status int, typed url.Values, problem string) {
	v := standInView{view: s.newView(w, r, "This page stands in for "+s.provider.ProviderName),
		Provider: s.provider.ProviderName, Given: map[string]string{}}
	v.Error = problem
	for name := range typed {
		v.Given[name] = typed.Get(name)
	}
	for _, claim := range s.otherClaims() {
		v.Claims = append(v.Claims, field{claim, typed.Get("claim." + claim)})
	}
	for _, person := range s.pool.PeopleOf(s.provider.ProviderName) {
		v.Known = append(v.Known, s.known(person))
	}
	v.view = s.finished(v.view)
	s.showPage(w, status, "standin", v)
}

// known fills the form with what the pool has of a person.
func (s standIn) known(person pool.Person) knownPerson {
	u := person.User
	verified := "no"
	if strings.EqualFold(u.Attributes["email_verified"], "true") {
		verified = "yes"
	}
	fields := []field{{"subject", person.ID}, {"email", u.Email()}, {"verified", verified}}
	for _, claim := range s.otherClaims() {
		for attribute, from := range s.provider.AttributeMapping {
			if from == claim {
				fields = append(fields, field{"claim." + claim, u.Attributes[attribute]})
			}
		}
	}
	return knownPerson{person.ID, u.Email(), fields}
}

// otherClaims are those that the pool maps besides id and address.
func (s standIn) otherClaims() []string {
	var list []string
	for attribute, claim := range s.provider.AttributeMapping {
		if attribute != "username" && attribute != "email" && attribute != "email_verified" && claim != s.provider.IDClaim() {
			list = append(list, claim)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// standInAnswer goes back as the provider would: with a code, or with a refusal.
func (d *Domain) standInAnswer(w http.ResponseWriter, r *http.Request) {
	s, step, ok := d.standInStep(w, r)
	if !ok {
		return
	}
	state := url.QueryEscape(r.URL.Query().Get("state"))
	answer := r.PostForm.Get("answer")
	if answer == "refuse" {
		redirect(w, providerResponsePath+"?error=access_denied&error_description=The+sign-in+was+refused&state="+state)
		return
	}
	claims, problem := s.claims(r.PostForm)
	if problem != "" {
		s.show(w, r, http.StatusBadRequest, r.PostForm, problem)
		return
	}
	code := d.pool.Challenges.Open(pool.ChallengeSession{
		Challenge: pool.AwaitsExchange, Name: s.provider.ProviderName,
		Provider: &pool.ProviderSignIn{Nonce: step.Provider.Nonce, Claims: claims, Slow: answer == "slow"},
	}, providerValidity)
	redirect(w, providerResponsePath+"?code="+code+"&state="+state)
}

// maximumSubject is the length of an id that fits into a user name together with the provider's name.
const maximumSubject = 90

// claims are what the form says about the person, by the provider's names. Without an id, it is made of the address: the
// same address is the same person.
func (s standIn) claims(form url.Values) (claims map[string]string, problem string) {
	subject, email := strings.TrimSpace(form.Get("subject")), strings.TrimSpace(form.Get("email"))
	switch {
	case subject == "" && email == "":
		return nil, "Enter an id or an e-mail address."
	case len(subject) > maximumSubject || strings.ContainsFunc(subject, func(r rune) bool { return !pool.InName(r) }):
		return nil, fmt.Sprintf("An id has at most %d characters and no spaces.", maximumSubject)
	case email != "" && !pool.LooksLikeEmail(email):
		return nil, "Enter an e-mail address such as ada@example.com, or none."
	case subject == "":
		subject = madeUpSubject(email)
	}
	claims = map[string]string{}
	for _, claim := range s.otherClaims() {
		claims[claim] = form.Get("claim." + claim)
	}
	mapping := s.provider.AttributeMapping
	if email != "" {
		claims[mapping["email"]] = email
		claims[mapping["email_verified"]] = fmt.Sprint(form.Get("verified") != "no")
	}
	delete(claims, "") // what the pool does not map
	claims[s.provider.IDClaim()] = subject
	return claims, ""
}

// madeUpSubject has the 21 digits of Google's ids.
func madeUpSubject(email string) string {
	sum := sha256.Sum256([]byte(strings.ToLower(email)))
	return fmt.Sprintf("1%020d", binary.BigEndian.Uint64(sum[:]))
}
