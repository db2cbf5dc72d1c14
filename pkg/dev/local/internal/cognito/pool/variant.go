package pool

import (
	"fmt"
	"math/rand/v2"
)

// Variant says how the pool answers where recordings of AWS differ between pools and years, or where there is
// none. The zero seed's variant has the recorded answer, the newer or stricter one where there are two.
type Variant struct {
	Seed uint64 `json:"seed"`

	EventID           bool   `json:"event_id"`            // tokens have event_id; those of some pools, 2022 to 2024, had none
	AtHashOnRefresh   bool   `json:"at_hash_on_refresh"`  // recorded with it in 2022 and 2024
	NonceOnRefresh    bool   `json:"nonce_on_refresh"`    // not recorded
	ClaimOrder        string `json:"claim_order"`         // "aws" as recorded, "sorted" or "shuffled"
	ScopeOrder        string `json:"scope_order"`         // "aws" as recorded, or "sorted"
	EscapedSlashes    bool   `json:"escaped_slashes"`     // tokens write \/ for a slash, as recorded
	SubForm           string `json:"sub_form"`            // "70", as in newer pools, which is no UUID of RFC 4122, or "uuid"
	MaskEnding        bool   `json:"mask_ending"`         // masked addresses keep their ending: a***@e***.com
	EmailAlias        bool   `json:"email_alias"`         // events after confirming have cognito:email_alias
	LengthFirst       bool   `json:"length_first"`        // a refused input tells the length before the pattern
	TokenAnswerOrder  string `json:"token_answer_order"`  // "aws": id_token first; or "shuffled"
	RedirectMismatch  string `json:"redirect_mismatch"`   // the token endpoint's word: unauthorized_client (2018) or invalid_grant
	ReuseRevokes      bool   `json:"reuse_revokes"`       // a replaced refresh token, used after its grace, ends its family; not recorded
	KeySetCached      bool   `json:"key_set_cached"`      // the key set may be cached for a day; not recorded
	WrongPassword     int    `json:"wrong_password"`      // status of the form after a wrong password: 200, or 400
	Unconfirmed       string `json:"unconfirmed"`         // a sign-in before confirming: "refused" (classic pages) or "code-page" (not recorded)
	TemporaryPassword string `json:"temporary_password"`  // forgotten while temporary: "refused" aloud, or "silent"
	FormToken         string `json:"form_token"`          // name of the forms' hidden token: _csrf (classic) or csrf (managed login)
	FormTokenRequired bool   `json:"form_token_required"` // a form without it is refused, as by AWS
	TwoForms          bool   `json:"two_forms"`           // the sign-in form stands twice in its page, as on the classic one
	ProviderUserName  string `json:"provider_user_name"`  // of a new user of a provider: "as-sent" (Google_A1, 2019), or "lower" (google_a1, 2026)
	QuotedCookie      bool   `json:"quoted_cookie"`       // cognito="..." as recorded in 2022
}

// VariantOf chooses by a seed. Zero is the variant that a pool has unless told otherwise.
func VariantOf(seed uint64) Variant {
	v := Variant{
		EventID: true, AtHashOnRefresh: true, NonceOnRefresh: true, ClaimOrder: "aws", ScopeOrder: "aws",
		EscapedSlashes: true,
		SubForm:        "70", EmailAlias: true, TokenAnswerOrder: "aws", RedirectMismatch: "unauthorized_client",
		KeySetCached:  true,
		WrongPassword: 200, Unconfirmed: "refused", TemporaryPassword: "refused", FormToken: "_csrf",
		ProviderUserName: "as-sent", QuotedCookie: true,
	}
	if seed == 0 {
		return v
	}
	chance := rand.New(rand.NewPCG(seed, 0))
	for _, yes := range []*bool{
		&v.EventID, &v.AtHashOnRefresh, &v.NonceOnRefresh, &v.EscapedSlashes, &v.MaskEnding, &v.EmailAlias, &v.LengthFirst,
		&v.ReuseRevokes, &v.KeySetCached, &v.FormTokenRequired, &v.TwoForms, &v.QuotedCookie,
	} {
		*yes = chance.IntN(2) == 0
	}
	for _, choice := range v.choices() {
		*choice.of = choice.from[chance.IntN(len(choice.from))]
	}
	v.WrongPassword = []int{200, 400}[chance.IntN(2)]
	v.Seed = seed
	return v
}

// choice is a member that takes one of several words.
type choice struct {
	name string
	of   *string
	from []string
}

func (v *Variant) choices() []choice {
	return []choice{
		{"claim_order", &v.ClaimOrder, []string{"aws", "sorted", "shuffled"}},
		{"scope_order", &v.ScopeOrder, []string{"aws", "sorted"}},
		{"sub_form", &v.SubForm, []string{"70", "uuid"}},
		{"token_answer_order", &v.TokenAnswerOrder, []string{"aws", "shuffled"}},
		{"redirect_mismatch", &v.RedirectMismatch, []string{"unauthorized_client", "invalid_grant"}},
		{"unconfirmed", &v.Unconfirmed, []string{"refused", "code-page"}},
		{"temporary_password", &v.TemporaryPassword, []string{"refused", "silent"}},
		{"form_token", &v.FormToken, []string{"_csrf", "csrf"}},
		{"provider_user_name", &v.ProviderUserName, []string{"as-sent", "lower"}},
	}
}

func (v *Variant) check() error {
	for _, c := range v.choices() {
		known := false
		for _, word := range c.from {
			known = known || *c.of == word
		}
		if !known {
			return fmt.Errorf("%s must be one of %v", c.name, c.from)
		}
	}
	if v.WrongPassword != 200 && v.WrongPassword != 400 {
		return fmt.Errorf("wrong_password must be 200 or 400")
	}
	return nil
}
