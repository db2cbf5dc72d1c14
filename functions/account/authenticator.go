package main

import (
	"context"
	"net/http"
	"strings"

	"cognitossr/pkg/auth"
	"cognitossr/pkg/language"
	"cognitossr/pkg/paths"
	"cognitossr/pkg/sensitive"
	"cognitossr/pkg/userapi"
	"cognitossr/pkg/web"
	"cognitossr/templates"
)

func (a account) authenticatorPage(w http.ResponseWriter, r *http.Request, _ *auth.Identity, token sensitive.Text) error {
	if !a.factors.authenticator {
		return web.Fail(web.CodeNotFound, nil)
	}
	var user userapi.User
	err := a.read(w, r, func(ctx context.Context) (err error) {
		user, err = a.api.User(ctx, token)
		return err
	})
	if err != nil {
		return err
	}
	return web.WritePage(w, r, http.StatusOK, templates.AccountAuthenticator(templates.AccountAuthenticatorView{
		Layout: web.Layout(r, ""), On: user.HasSoftwareToken(), Again: web.IsSet(r, againParameter),
		Required: a.factors.required,
	}))
}

// appCode is the length of the codes of apps: Cognito takes no other.
//
// Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifySoftwareToken.html
const appCode = 6

// beginAuthenticator shows a new key. One that is set up works until the new one is confirmed.
func (a account) beginAuthenticator(w http.ResponseWriter, r *http.Request, identity *auth.Identity,
	token sensitive.Text) error {
	if !a.factors.authenticator {
		return web.Fail(web.CodeNotFound, nil)
	}
	var key sensitive.Text
	err := a.read(w, r, func(ctx context.Context) (err error) {
		key, err = a.api.AssociateSoftwareToken(ctx, token)
		return err
	})
	if err != nil {
		return web.WithReturnTo(paths.AccountAuthenticator, err)
	}
	return a.showSetup(w, r, identity, http.StatusOK, key, nil)
}

// showSetup shows the key as a picture and as text. It is in the form, too, so that a mistyped code does not cost the
// visitor a new key; the user pool compares codes with its own copy, never with this one.
func (a account) showSetup(w http.ResponseWriter, r *http.Request, identity *auth.Identity, status int,
	key sensitive.Text, problem language.Func) error {
	shown := key.Reveal() // to the visitor, whose key it is
	link, err := keyURI(siteName(a.Config.BaseURL), identity.Email(), shown)
	if err != nil {
		return web.WithReturnTo(paths.AccountAuthenticator, web.Fail(web.CodeBusy, err))
	}
	code, err := draw(link)
	if err != nil {
		return web.WithReturnTo(paths.AccountAuthenticator, web.Fail(web.CodeInternal, err))
	}
	layout := web.Layout(r, "")
	return web.WritePage(w, r, status, templates.AccountAuthenticatorSetup(templates.AccountAuthenticatorSetupView{
		Layout: layout, Key: shown, Link: link, Code: code, Problem: problem.In(layout.Language),
	}))
}

func (a account) confirmAuthenticator(w http.ResponseWriter, r *http.Request, identity *auth.Identity,
	token sensitive.Text) error {
	key := sensitive.New(r.PostForm.Get("key"))
	if !a.factors.authenticator || !isKey(key.Reveal()) {
		web.Redirect(w, paths.AccountAuthenticator)
		return nil
	}
	problem := func(text language.Func) error {
		return a.showSetup(w, r, identity, http.StatusUnprocessableEntity, key, text)
	}
	code, well := digits(r.PostForm.Get("code"), appCode, appCode)
	if !well {
		return problem(language.Language.AppCodeDigits)
	}
	c := change{a, w, r, identity, actionAuthenticatorOn, paths.AccountAuthenticator + again}
	err := c.carryOut(func(ctx context.Context) error {
		if err := a.api.VerifySoftwareToken(ctx, token, code, ""); err != nil {
			return err
		}
		return a.api.SetSoftwareToken(ctx, token, true)
	})
	switch name := userapi.Code(err); {
	case err == nil:
		return a.done(w, doneAuthenticatorOn)
	case name == "EnableSoftwareTokenMFAException", name == "CodeMismatchException":
		return problem(language.Language.AppCodeWrong)
	case name == "ExpiredCodeException":
		return problem(language.Language.AppCodeUsed)
	case name == "SoftwareTokenMFANotFoundException": // the page is an old one, of a key that was confirmed before
		web.Redirect(w, paths.AccountAuthenticator)
		return nil
	}
	return c.failed(err)
}

// removeAuthenticator is not offered where the user pool requires a second factor: setting up another app replaces the
// first.
func (a account) removeAuthenticator(w http.ResponseWriter, r *http.Request, identity *auth.Identity,
	token sensitive.Text) error {
	if !a.factors.authenticator || a.factors.required {
		web.Redirect(w, paths.AccountAuthenticator)
		return nil
	}
	c := change{a, w, r, identity, actionAuthenticatorOff, paths.AccountAuthenticator}
	if err := c.carryOut(func(ctx context.Context) error { return a.api.SetSoftwareToken(ctx, token, false) }); err != nil {
		return c.failed(err)
	}
	return a.done(w, doneAuthenticatorOff)
}

// siteName is what an app shows above the codes: the host of the site.
func siteName(baseURL string) string {
	_, host, _ := strings.Cut(baseURL, "://")
	name, _, _ := strings.Cut(host, ":")
	return name
}
