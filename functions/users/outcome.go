package main

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"cognitossr/pkg/language"
	"cognitossr/pkg/paths"
	"cognitossr/pkg/useradmin"
	"cognitossr/pkg/web"
)

// problemOf returns why Cognito refuses an action and, if the state of the account tells, what to do instead.
func problemOf(say language.Language, err error) string {
	var state *useradmin.StateError
	if errors.As(err, &state) {
		return string(say.ProblemRefusedInstead(string(state.Instead(say))))
	}
	return string(say.ProblemRefused())
}

// redirect sends the browser to the page that shows the result of the change, which is encrypted in its address. A
// deleted user has no page.
func (c change) redirect(w http.ResponseWriter, result string) error {
	path, about := userPath(c.subject), c.subject
	if c.action.name == actionDelete && result == web.ResultDone {
		path, about = paths.Users, ""
	}
	redirectTo(w, c.cipher, path, about, c.action.name, result)
	return nil
}

func redirectTo(w http.ResponseWriter, cipher stateCipher, path, about, action, result string) {
	encrypted := cipher.encrypt(outcomePurpose(about), action+" "+result)
	web.Redirect(w, path+"?done="+url.QueryEscape(encrypted))
}

// outcome is the result of an earlier request. Its zero value means none.
type outcome struct {
	action action
	result string
}

// outcomeFrom reads an outcome. A value that was not encrypted for this page is ignored.
func outcomeFrom(r *http.Request, cipher stateCipher, subject string) outcome {
	text, err := cipher.decrypt(outcomePurpose(subject), r.URL.Query().Get("done"))
	if err != nil {
		return outcome{}
	}
	name, result, _ := strings.Cut(text, " ")
	if name == actionCreate {
		return outcome{action{done: language.Language.InviteDone}, result}
	}
	action, known := actionNamed(name)
	if !known {
		return outcome{}
	}
	return outcome{action, result}
}

// sentences returns the texts for the page of a user, or for the list.
func (o outcome) sentences(say language.Language, user useradmin.User) (notice, problem string) {
	switch o.result {
	case web.ResultDone:
		return string(o.action.done(say)), ""
	case web.ResultPartial:
		return "", string(say.ProblemPartial())
	case web.ResultRefused:
		return "", problemOf(say, o.action.refusal(user))
	}
	return "", ""
}

func outcomePurpose(subject string) string { return "outcome\n" + subject }
