package web

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"strings"

	"cognitossr/pkg/auth"
	"cognitossr/pkg/sensitive"
	"cognitossr/pkg/session"
)

// FormField is the name of the form field that holds the form token.
const FormField = "form_token"

// A form token proves that a form comes from a page of a session. It is derived from the ID of the sign-in, which all
// its tokens share, so that it stays valid when they are renewed, and which no other site and no script can read.
// After a dot it identifies the user; that part proves nothing, but distinguishes a form of the same user's earlier
// session from one of another user.
func formToken(s auth.Session) string {
	var room [proofSize + 1 + ownerSize]byte
	token := append(appendDigest(room[:0], proofSize, "form\n", s.OriginJTI, "\n", s.Subject), '.')
	return string(appendDigest(token, ownerSize, "form of\n", s.Subject))
}

func formOwner(subject string) string {
	return string(appendDigest(nil, ownerSize, "form of\n", subject))
}

// rawFormToken is for a session whose ID is unknown: its access token does not verify, or token revocation is off in
// the user pool.
func rawFormToken(access sensitive.Text) string {
	return string(appendDigest(nil, proofSize, "form\n", access.Reveal()))
}

// Lengths of the two parts, in characters of base64url, four for three bytes.
const (
	proofSize = 24
	ownerSize = 8
)

// appendDigest does not allocate for parts of the usual length: each page of a signed-in visitor has a token.
func appendDigest(to []byte, size int, parts ...string) []byte {
	var room [4096]byte
	text := room[:0]
	for _, part := range parts {
		text = append(text, part...)
	}
	sum := sha256.Sum256(text)
	return base64.RawURLEncoding.AppendEncode(to, sum[:size/4*3])
}

// formTokenOf returns the token for the forms of a session, which may have expired.
func (d Deps) formTokenOf(r *http.Request, access sensitive.Text) string {
	s, err := d.Verifier.SessionIgnoringExpiry(r.Context(), access.Reveal())
	if err != nil || s.OriginJTI == "" {
		return rawFormToken(access)
	}
	return formToken(s)
}

// identityFormToken is formTokenOf for a session that is verified already.
func identityFormToken(identity *auth.Identity, access sensitive.Text) string {
	if identity.Access.OriginJTI() == "" {
		return rawFormToken(access)
	}
	return formToken(auth.Session{Subject: identity.Subject(), OriginJTI: identity.Access.OriginJTI()})
}

// hasFormToken reports whether a form holds the token of the session in whose name it is sent, if there is a session.
func (d Deps) hasFormToken(r *http.Request) bool {
	_, presence := d.Cookies(r).Tokens()
	return presence != session.Present || d.ofSession(r) // without a session nothing can be done in a user's name
}

// ofSession reports whether a form holds the token of the session whose cookies come with it, at whatever age.
func (d Deps) ofSession(r *http.Request) bool {
	tokens, presence := d.Cookies(r).Tokens()
	if presence != session.Present || r.ParseForm() != nil {
		return false
	}
	given := r.PostForm.Get(FormField)
	// A page that was rendered while the pool's keys were unavailable has the raw one.
	return same(given, d.formTokenOf(r, tokens.Access)) || same(given, rawFormToken(tokens.Access))
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// HasValidFormToken reports whether a form holds the token of the session that it is sent in. It then comes from a page
// of this sign-in, which is more than checkOrigin asks for: a change that is destructive asks for both.
func HasValidFormToken(r *http.Request) bool {
	token := Layout(r, "").FormToken
	return token != "" && r.ParseForm() == nil && same(r.PostForm.Get(FormField), token)
}

// ofAnotherUser reports whether a form was rendered for a user other than the visitor, who has signed in since, in
// another tab for example.
func ofAnotherUser(r *http.Request, v *visitor) bool {
	owner := ownerOf(r)
	return owner != "" && !same(owner, formOwner(v.identity.Subject()))
}

// ownerOf says for whom a form was made; "" where it was made for nobody, or does not say it.
func ownerOf(r *http.Request) string {
	if !isFormSubmission(r) || r.ParseForm() != nil {
		return ""
	}
	_, owner, _ := strings.Cut(r.PostForm.Get(FormField), ".")
	if len(owner) != ownerSize {
		return ""
	}
	return owner
}
