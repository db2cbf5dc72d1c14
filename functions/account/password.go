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

func (a account) passwordPage(w http.ResponseWriter, r *http.Request, identity *auth.Identity, _ sensitive.Text) error {
	return a.showPassword(w, r, identity, http.StatusOK, nil, nil)
}

func (a account) showPassword(w http.ResponseWriter, r *http.Request, identity *auth.Identity, status int,
	current, proposed language.Func) error {
	layout := web.Layout(r, "")
	return web.WritePage(w, r, status, templates.AccountPassword(templates.AccountPasswordView{
		Layout: layout, Email: identity.Email(), Again: web.IsSet(r, againParameter),
		CurrentProblem: current.In(layout.Language), NewProblem: proposed.In(layout.Language),
	}))
}

// changePassword needs the current password besides the authorization: whoever finds an open browser does not know it.
func (a account) changePassword(w http.ResponseWriter, r *http.Request, identity *auth.Identity, token sensitive.Text) error {
	current, proposed := sensitive.New(r.PostForm.Get("current_password")), sensitive.New(r.PostForm.Get("new_password"))
	problem := func(ofCurrent, ofNew language.Func) error {
		return a.showPassword(w, r, identity, http.StatusUnprocessableEntity, ofCurrent, ofNew)
	}
	switch {
	case current.Empty():
		return problem(language.Language.AccountPasswordNoCurrent, nil)
	case proposed.Empty():
		return problem(nil, language.Language.AccountPasswordNoNew)
	case current.Reveal() == proposed.Reveal():
		return problem(nil, language.Language.AccountPasswordSame)
	}
	c := change{a, w, r, identity, actionPassword, paths.AccountPassword + again}
	err := c.carryOut(func(ctx context.Context) error { return a.api.ChangePassword(ctx, token, current, proposed) })
	switch code := userapi.Code(err); {
	case err == nil:
		return a.changed(w, r, identity, token, donePassword, paths.Account)
	case userapi.IsTokenRefused(err):
		return c.failed(err)
	case code == "NotAuthorizedException":
		return problem(language.Language.AccountPasswordWrong, nil)
	case code == "LimitExceededException", code == "TooManyFailedAttemptsException":
		return problem(language.Language.AccountTooManyAttempts, nil)
	case code == "InvalidPasswordException":
		return problem(nil, missingIn(err))
	case code == "PasswordHistoryPolicyViolationException":
		return problem(nil, language.Language.AccountPasswordUsed)
	case code == "InvalidParameterException":
		return problem(nil, language.Language.AccountPasswordRefused)
	}
	return c.failed(err)
}

// missingIn says what a password lacks, by the ends of Cognito's own sentences.
func missingIn(err error) language.Func {
	said := userapi.MessageOf(err)
	for _, rule := range []struct {
		says  string
		means language.Func
	}{
		{"not long enough", language.Language.AccountPasswordShort},
		{"lowercase", language.Language.AccountPasswordLower},
		{"uppercase", language.Language.AccountPasswordUpper},
		{"numeric", language.Language.AccountPasswordDigit},
		{"symbol", language.Language.AccountPasswordSign},
	} {
		if strings.Contains(said, rule.says) {
			return rule.means
		}
	}
	return language.Language.AccountPasswordRules
}
