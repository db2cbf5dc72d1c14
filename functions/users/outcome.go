package main

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"cognitossr/pkg/paths"
	"cognitossr/pkg/useradmin"
	"cognitossr/pkg/web"
)

const (
	problemPartial = "The change was made only in part. Look at the account and do it again."
	problemRefused = "Cognito does not allow that for the account in its present state. Nothing was changed."
)

// problemOf says why Cognito refuses an action and, where the state of the account tells, what to do instead.
func problemOf(err error) string {
	var state *useradmin.StateError
	if errors.As(err, &state) {
		return problemRefused + " " + state.WayOn
	}
	return problemRefused
}

// redirect sends the browser to the page that says what came of the change, encrypted in its address. A deleted user
// has no page.
func (c change) redirect(w http.ResponseWriter, result string) error {
	path, about := userPath(c.subject), c.subject
	if c.action.name == actionDelete && result == web.ResultDone {
		path, about = paths.Users, ""
	}
	encrypted := c.cipher.encrypt(outcomePurpose(about), c.action.name+" "+result)
	web.Redirect(w, path+"?done="+url.QueryEscape(encrypted))
	return nil
}

// outcome is what an earlier request has done. Its zero value says nothing.
type outcome struct {
	action action
	result string
}

// outcomeFrom reads an outcome. Anything that was not encrypted for this page says nothing.
func outcomeFrom(r *http.Request, cipher stateCipher, subject string) outcome {
	text, err := cipher.decrypt(outcomePurpose(subject), r.URL.Query().Get("done"))
	if err != nil {
		return outcome{}
	}
	name, result, _ := strings.Cut(text, " ")
	action, known := actionNamed(name)
	if !known {
		return outcome{}
	}
	return outcome{action, result}
}

// sentences are those for a page about a user, or about nobody in particular.
func (o outcome) sentences(user useradmin.User) (notice, problem string) {
	switch o.result {
	case web.ResultDone:
		return o.action.done, ""
	case web.ResultPartial:
		return "", problemPartial
	case web.ResultRefused:
		return "", problemOf(o.action.refusal(user))
	}
	return "", ""
}

func outcomePurpose(subject string) string { return "outcome\n" + subject }
