package main

import (
	"net/http"
	"net/url"
	"time"

	"cognitossr/pkg/auth"
	"cognitossr/pkg/lambda"
	"cognitossr/pkg/language"
	"cognitossr/pkg/paths"
	"cognitossr/pkg/view"
	"cognitossr/pkg/web"
	"cognitossr/templates"
)

// Limits of trust in tokens: how old a sign-in may be for a destructive change, and how long the pool may take to
// say that the caller still is an administrator.
const (
	freshFor    = 15 * time.Minute
	liveTimeout = 2 * time.Second
)

// isStale reports whether a sign-in is too long ago for what needs a recent one.
func (u users) isStale(admin *auth.Identity) bool { return u.Now().Sub(admin.AuthTime()) > freshFor }

// askForSignIn answers what needs a new sign-in, which leads back to a page. Unlike other failure pages, this one also
// links to that page, and may keep a form.
func (u users) askForSignIn(w http.ResponseWriter, r *http.Request, back string, label language.Func, kept view.Form) error {
	told := web.EntryOf(web.CodeReauthenticate)
	say, _ := web.LanguageOf(r)
	heading := string(told.Heading(say))
	u.Event(r, told.Level, told.Event, "auth_time")
	query, keeps := url.Values{"return_to": {back}, "fresh": {"1"}}, kept.Action != ""
	return web.WritePage(w, r, told.Status, templates.Failure(templates.FailureView{
		Layout: web.Layout(r, heading), Status: told.Status, Code: string(web.CodeReauthenticate), Heading: heading,
		Message:   string(told.Visitor(say)),
		RequestID: lambda.RequestID(r.Context()), Form: kept,
		Actions: []templates.Action{
			{Label: string(say.SignIn()), URL: paths.Login + "?" + query.Encode(), Primary: !keeps, NewTab: keeps},
			{Label: string(label(say)), URL: back},
		},
	}))
}
