package main

import (
	"net/http"
	"net/url"
	"strings"

	"cognitossr/pkg/web"
	"cognitossr/templates"
)

// Results of a change, as they stand in the audit log and, sealed, in the address of the page that comes after it.
const (
	resultStarted = "started" // about to be made
	resultDone    = "done"
	resultPartial = "partial" // begun, and neither finished nor taken back
	resultDenied  = "denied"  // not allowed by the rules of this site
	resultRefused = "refused" // Cognito does not allow it for this user at present
	resultFailed  = "failed"  // no usable answer; not made as far as we know
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

// redirect sends the browser to the page that says what came of an action. A deleted user has no page of its own.
func (u users) redirect(w http.ResponseWriter, seal sealer, subject, action, result string) error {
	path, about := userPath(subject), subject
	if action == templates.ActionDelete && result == resultDone {
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
	case resultDone:
		return doneNotices[action], ""
	case resultPartial:
		return "", problemPartial
	case resultRefused:
		return "", problemRefused
	}
	return "", ""
}

func outcomePurpose(subject string) string { return "outcome\n" + subject }
