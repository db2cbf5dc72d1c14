// Package view is the data that package web provides and the site's pages show: the frame of every page, and the
// content of an error page. It must hold data only and import nothing but the languages, so that pages do not depend on
// requests, cookies or tokens.
package view

import "cognitossr/pkg/language"

// Layout is what every page needs for its frame.
type Layout struct {
	Title         string // of the window; "": the page's own
	SignedInAs    string // the e-mail address of the visitor; "" when signed out
	Administrator bool   // the visitor may manage users
	FormToken     string // goes into every form as form_token
	Failover      bool   // users are served from a second Region, where some things are not possible
	Neutral       bool   // the frame does not say whether anybody is signed in: error pages contain nothing about a visitor
	Language      language.Language
}

// Failure is the content of an error page. Heading and Message are sentences of the site, never a path, a query or the
// text of an error.
type Failure struct {
	Layout
	Status    int    // of HTTP
	Code      string // as in the log line, AUTH-...; "": no code
	Heading   string
	Message   string
	RequestID string   // as in the log line; "": no request ID
	Actions   []Action // the next steps that are offered; empty: the home page
	Form      Form     // what was sent and not handled, to be sent again; without an action: nothing is kept
}

// Form is a form as it was sent. It contains the visitor's text, not the site's.
type Form struct {
	Action string // a path of this site
	Fields []Field
	Note   string // what to do before sending it again, or that it cannot be sent again; "": nothing
}

// Field is a field of a form. Names may repeat.
type Field struct {
	Name, Value string
}

// Action is a next step that an error page offers.
type Action struct {
	Label   string
	URL     string // a path of this site or an https URL; anything else leads home
	Primary bool   // the one that most visitors want
	NewTab  bool   // it opens in a new tab, so that this page stays open
}
