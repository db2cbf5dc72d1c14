package authtest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"fmt"
	"strings"
	"sync"
)

// Want is what a verifier must say of a token.
type Want string

// The outcomes of a case.
const (
	Accepted Want = "accepted"
	Expired  Want = "expired" // refused, but a refresh may follow
	NotYet   Want = "not yet" // refused, but the session is kept
	Unknown  Want = "unknown" // refused, because the pool publishes no such key; a refresh may follow
	Invalid  Want = "invalid"
)

// Kind is what a token is presented as.
type Kind string

// The kinds of token.
const (
	AsAccess Kind = "access"
	AsID     Kind = "id"
)

// Case is one token of the attack corpus.
type Case struct {
	Rule    string // the requirement that it tries
	ID      string // of the attack, such as T-01; X- are further ones, F- recorded of Cognito
	Name    string
	Kind    Kind
	Token   string
	Want    Want
	Beside  Want   // what to say of it next to a good token of the other kind, where that differs from Want; else ""
	Reason  string // the reason code, where it matters; else ""
	Admin   bool   // whether an accepted token makes its user a member of the group "admin"
	Fetches int    // how often a verifier that has the key set may fetch it
	Exact   bool   // holds only in the second in which the corpus was made, and so needs a stopped clock
}

// parts are the attacks on each requirement. SEC-024 is the one that there is one verifier for good tokens: the
// controls.
var parts = []struct {
	rule string
	make func(*lab) []Case
}{
	{"SEC-024", controls}, {"SEC-024", recordedTokens}, {"SEC-025", forms}, {"SEC-025", encodings},
	{"SEC-026", algorithms}, {"SEC-026", signatures}, {"SEC-026", paddings}, {"SEC-027", headerMembers},
	{"SEC-028", keyIDs}, {"SEC-029", jsonTexts}, {"SEC-030", expiries}, {"SEC-030", expiredAndWrong},
	{"SEC-030", otherTimes}, {"SEC-031", issuers}, {"SEC-032", audiences},
	{"SEC-033", subjects}, {"SEC-033", addresses}, {"SEC-033", claimTypes}, {"SEC-034", groupClaims},
}

// Corpus makes the attack corpus for a pool: tokens put together as text, most of them with a true signature by the
// pool's own key, so that nothing but the rule in question can refuse them. It includes the tokens that must be
// accepted, without which it would prove nothing.
func Corpus(p *Pool) []Case {
	l := &lab{Pool: p, payload: p.AccessPayload(nil), good: p.Access(nil), attackers: attackers()}
	var all []Case
	for _, part := range parts {
		cases := part.make(l)
		for i := range cases {
			cases[i].Rule = part.rule
		}
		all = append(all, cases...)
	}
	for i := range all {
		if all[i].Kind == "" {
			all[i].Kind = AsAccess
		}
		if all[i].Want == "" {
			all[i].Want = Invalid
		}
	}
	return all
}

// attackerKeys are keys that are not the pool's.
type attackerKeys struct {
	rsa *rsa.PrivateKey
	ec  *ecdsa.PrivateKey
}

// attackers makes the attacker's keys once a process.
var attackers = sync.OnceValue(func() attackerKeys {
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(fmt.Sprintf("making the attacker's RSA key: %v", err))
	}
	ecKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(fmt.Sprintf("making the attacker's EC key: %v", err))
	}
	return attackerKeys{rsaKey, ecKey}
})

// lab is what the cases are made from.
type lab struct {
	*Pool
	attackers attackerKeys
	payload   string // of a good access token
	good      string // an access token
}

// with makes an access token with other claims.
func (l *lab) with(claims Claims) string { return l.Access(claims) }

// signed makes a token with a true signature.
func (l *lab) signed(header, payload string) string { return l.Sign(1, header, payload) }

// headed makes a token with another header and a true signature.
func (l *lab) headed(header string) string { return l.signed(header, l.payload) }

// algorithm is a header with another "alg", as JSON text.
func (l *lab) algorithm(alg string) string { return `{"kid":"` + l.Kid(1) + `","alg":` + alg + `}` }

// plus is the usual header with further members.
func (l *lab) plus(members string) string {
	return `{"kid":"` + l.Kid(1) + `","alg":"RS256",` + members + `}`
}

// front puts members in front of the payload of an access token.
func (l *lab) front(members string) string {
	return l.signed(l.Header(1), "{"+members+","+l.payload[1:])
}

// claim makes an access token in which a claim's value is this JSON text.
func (l *lab) claim(name, value string) string {
	payload := l.AccessPayload(Claims{name: nil})
	return l.signed(l.Header(1), `{"`+name+`":`+value+","+payload[1:])
}

// idClaim makes an ID token in which a claim's value is this JSON text.
func (l *lab) idClaim(name, value string) string {
	payload := l.IDPayload(Claims{name: nil})
	return l.Sign(0, l.Header(0), `{"`+name+`":`+value+","+payload[1:])
}

// each makes a case of every value.
func each(id, name string, values []string, token func(string) string) (cases []Case) {
	for _, value := range values {
		shown := value
		if len(shown) > 40 {
			shown = shown[:40] + "..."
		}
		cases = append(cases, Case{ID: id, Name: name + " " + fmt.Sprintf("%q", shown), Token: token(value)})
	}
	return cases
}

// controls must be accepted: a verifier that refuses everything would pass the rest.
func controls(l *lab) []Case {
	spaced := strings.NewReplacer(`{`, "{ ", `:`, " : ", `,`, "\n,\t").Replace(`{"kid":"` + l.Kid(1) + `","alg":"RS256"}`)
	many := make([]string, 60)
	for i := range many {
		many[i] = fmt.Sprintf("department-of-rather-long-names-and-even-longer-%02d", i)
	}
	idKeyToken := l.Sign(0, l.Header(0), l.payload)
	return []Case{
		{ID: "C-01", Name: "access token, one group (R-62)", Token: l.good, Want: Accepted},
		{ID: "C-02", Name: "ID token", Token: l.ID(nil), Kind: AsID, Want: Accepted},
		{ID: "C-03", Name: "the other key of the set", Token: idKeyToken, Want: Accepted},
		{ID: "C-04", Name: "admin", Token: l.with(Claims{"cognito:groups": []string{"readers", "admin"}}),
			Want: Accepted, Admin: true},
		{ID: "C-05", Name: "no groups (R-62)", Token: l.with(Claims{"cognito:groups": nil}), Want: Accepted},
		{ID: "C-06", Name: "empty groups (R-62)", Token: l.with(Claims{"cognito:groups": []string{}}), Want: Accepted},
		{ID: "C-07", Name: "60 groups (R-62)", Token: l.with(Claims{"cognito:groups": many}), Want: Accepted},
		{ID: "C-08", Name: "unknown claims of every type",
			Token: l.front(`"custom:a":"b","n":-1.5e+3,"z":[],"y":{"a":[null,true,false,{}]}`), Want: Accepted},
		{ID: "C-09", Name: "unicode and emoji", Token: l.with(Claims{"custom:name": "Ærøskøbing 北京 👩‍👩‍👧"}), Want: Accepted},
		{ID: "C-10", Name: "unicode by escapes", Token: l.front(`"custom:name":"\u00c6\ud83d\udc69\u200d \"\\\/\b\f\n\r\t"`), Want: Accepted},
		{ID: "C-11", Name: "white space in header and payload",
			Token: l.signed(spaced, " \t\r\n"+strings.ReplaceAll(l.payload, `,"`, ` , "`)+"\n"), Want: Accepted},
		{ID: "C-12", Name: "escapes in known names and values",
			Token: l.signed(`{"\u006bid":"`+l.Kid(1)+`","alg":"\u0052S256"}`,
				strings.Replace(l.payload, `"token_use"`, `"token\u005fuse"`, 1)), Want: Accepted},
		{ID: "C-13", Name: "typ JWT", Token: l.headed(l.plus(`"typ":"JWT"`)), Want: Accepted},
		{ID: "C-14", Name: "audience of an ID token as array of one", Token: l.idClaim("aud", `["`+l.ClientID+`"]`),
			Kind: AsID, Want: Accepted},
		{ID: "C-15", Name: "azp of this client", Token: l.with(Claims{"azp": l.ClientID}), Want: Accepted},
		{ID: "C-16", Name: "no auth_time", Token: l.with(Claims{"auth_time": nil}), Want: Accepted},
		{ID: "C-17", Name: "8 levels", Token: l.front(`"deep":` + nested(7)), Want: Accepted},
		{ID: "C-18", Name: "200 members", Token: l.front(manyMembers(200)), Want: Accepted},
		{ID: "C-19", Name: "the same name in two objects", Token: l.front(`"a":{"iss":1},"b":{"iss":2}`), Want: Accepted},
	}
}

// nested is arrays in arrays.
func nested(levels int) string { return strings.Repeat("[", levels) + strings.Repeat("]", levels) }

// manyMembers is so many members of an object.
func manyMembers(count int) string {
	members := make([]string, count)
	for i := range members {
		members[i] = fmt.Sprintf(`"m%d":0`, i)
	}
	return strings.Join(members, ",")
}
