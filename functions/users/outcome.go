package main

import (
	"net/http"
	"net/url"
	"strings"

	"cognitossr/pkg/web"
	"cognitossr/templates"
)

var doneNotices = map[string]string{
	templates.ActionDisable:       "The user was disabled and signed out.",
	templates.ActionEnable:        "The user can sign in again.",
	templates.ActionResetPassword: "The password was reset, and a code was sent.",
	templates.ActionSignOut:       "The user was signed out on all devices.",
	templates.ActionAddAdmin:      "The user is an administrator now.",
	templates.ActionRemoveAdmin:   "The user is no longer an administrator.",
	templates.ActionDelete:        "The user was deleted.",
}

const (
	problemPartial = "The change was made only in part. Look at the account and do it again."
	problemRefused = "Cognito does not allow that for the account in its present state. Nothing was changed."
)

// redirect sends the browser to the page that says what came of an action, sealed in its address. A deleted user has no page of its own.
func (u users) redirect(w http.ResponseWriter, seal sealer, subject, action, result string) error {
	path, about := userPath(subject), subject
	if action == templates.ActionDelete && result == web.ResultDone {
		path, about = "/admin/users", ""
	}
	sealed, err := seal.seal(outcomePurpose(about), action+" "+result)
	if err != nil {
		return web.Fail(web.CodeInternal, err)
	}
	web.Redirect(w, path+"?done="+url.QueryEscape(sealed))
	return nil
}

// outcomeFrom reads what an earlier request has done. Anything that was not sealed for this page says nothing.
func outcomeFrom(r *http.Request, seal sealer, subject string) (notice, problem string) {
	outcome, err := seal.open(outcomePurpose(subject), r.URL.Query().Get("done"))
	if err != nil {
		return "", ""
	}
	action, result, _ := strings.Cut(outcome, " ")
	switch result {
	case web.ResultDone:
		return doneNotices[action], ""
	case web.ResultPartial:
		return "", problemPartial
	case web.ResultRefused:
		return "", problemRefused
	}
	return "", ""
}

func outcomePurpose(subject string) string { return "outcome\n" + subject }
