package main

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"unicode"

	"cognitossr/pkg/auth"
	"cognitossr/pkg/language"
	"cognitossr/pkg/paths"
	"cognitossr/pkg/sensitive"
	"cognitossr/pkg/signup"
	"cognitossr/pkg/userapi"
	"cognitossr/pkg/web"
	"cognitossr/templates"
)

func (a account) emailPage(w http.ResponseWriter, r *http.Request, identity *auth.Identity, _ sensitive.Text) error {
	return a.showEmail(w, r, identity, http.StatusOK, "", nil)
}

func (a account) showEmail(w http.ResponseWriter, r *http.Request, identity *auth.Identity, status int, address string,
	problem language.Func) error {
	layout := web.Layout(r, "")
	return web.WritePage(w, r, status, templates.AccountEmail(templates.AccountEmailView{
		Layout: layout, Email: identity.Email(), Again: web.IsSet(r, againParameter),
		New: address, Problem: problem.In(layout.Language),
	}))
}

// requestEmail has a code mailed to the new address. The answer is the same for an address that belongs to another
// user: nobody learns here who has an account.
func (a account) requestEmail(w http.ResponseWriter, r *http.Request, identity *auth.Identity, token sensitive.Text) error {
	address := strings.TrimSpace(r.PostForm.Get("email"))
	problem := func(text language.Func) error {
		return a.showEmail(w, r, identity, http.StatusUnprocessableEntity, address, text)
	}
	switch {
	case !signup.IsAddress(address):
		return problem(language.Language.AccountEmailMalformed)
	case strings.EqualFold(address, identity.Email()):
		return problem(language.Language.AccountEmailSame)
	case !a.domains.Allow(address):
		return problem(language.Language.AccountEmailDomain)
	}
	c := change{a, w, r, identity, actionRequestEmail, paths.AccountEmail + again}
	err := c.carryOut(func(ctx context.Context) error {
		return a.api.UpdateEmail(ctx, token, address, web.Layout(r, "").Language)
	})
	switch code := userapi.Code(err); {
	case err == nil, code == "AliasExistsException", code == "UsernameExistsException":
		web.Redirect(w, paths.AccountEmailCode)
		return nil
	case code == "InvalidParameterException":
		return problem(language.Language.AccountEmailRefused)
	case code == "CodeDeliveryFailureException":
		return problem(language.Language.AccountEmailNotSent)
	case code == "LimitExceededException":
		return problem(language.Language.AccountEmailTooMany)
	}
	return c.failed(err)
}

func (a account) emailCodePage(w http.ResponseWriter, r *http.Request, identity *auth.Identity, _ sensitive.Text) error {
	return a.showEmailCode(w, r, identity, http.StatusOK, nil)
}

func (a account) showEmailCode(w http.ResponseWriter, r *http.Request, identity *auth.Identity, status int,
	problem language.Func) error {
	layout := web.Layout(r, "")
	return web.WritePage(w, r, status, templates.AccountEmailCode(templates.AccountEmailCodeView{
		Layout: layout, Email: identity.Email(), Again: web.IsSet(r, againParameter), Problem: problem.In(layout.Language),
	}))
}

// verifyEmail takes the mailed code. The tokens of the session still name the old address, so that the browser signs in
// anew, by Cognito's own session: nobody is asked for anything.
func (a account) verifyEmail(w http.ResponseWriter, r *http.Request, identity *auth.Identity, token sensitive.Text) error {
	problem := func(text language.Func) error {
		return a.showEmailCode(w, r, identity, http.StatusUnprocessableEntity, text)
	}
	code, well := digits(r.PostForm.Get("code"), minCode, maxCode)
	if !well {
		return problem(language.Language.AccountCodeDigits)
	}
	c := change{a, w, r, identity, actionVerifyEmail, paths.AccountEmailCode + again}
	err := c.carryOut(func(ctx context.Context) error { return a.api.VerifyEmail(ctx, token, code) })
	switch name := userapi.Code(err); {
	case err == nil:
		return a.changed(w, r, identity, token, doneEmail, paths.Login+"?return_to="+url.QueryEscape(paths.Account))
	case name == "CodeMismatchException", name == "ExpiredCodeException":
		// One text for both: Cognito answers a wrong code with the second where it has sent none, because the address
		// is another user's.
		return problem(language.Language.AccountCodeWrong)
	case name == "AliasExistsException":
		return problem(language.Language.AccountCodeTaken)
	case name == "LimitExceededException", name == "TooManyFailedAttemptsException":
		return problem(language.Language.AccountTooManyAttempts)
	}
	return c.failed(err)
}

// Lengths of mailed codes: they have six digits, and Cognito may make them longer.
const (
	minCode = 4
	maxCode = 12
)

// digits reads a code as people write it: apps and mails show "123 456".
func digits(text string, shortest, longest int) (sensitive.Text, bool) {
	bare := strings.Map(func(c rune) rune {
		if unicode.IsSpace(c) || c == '-' {
			return -1
		}
		return c
	}, text)
	wrong := strings.ContainsFunc(bare, func(c rune) bool { return c < '0' || c > '9' })
	return sensitive.New(bare), !wrong && len(bare) >= shortest && len(bare) <= longest
}
