// Package view is the data that package web fills and the site's pages show: the frame of every page, and what an error page says.
// It must hold data alone and import nothing, so that pages depend on no part of the library that knows requests, cookies or tokens.
package view

// Layout is what every page needs for its frame.
type Layout struct {
	Title      string // of the window; "": the page's own
	SignedInAs string // the e-mail address of the visitor; "" when signed out
	FormToken  string // goes into every form as form_token
	Neutral    bool   // the frame says neither who is signed in nor that nobody is: error pages hold nothing about a visitor
}

// Failure is every error page. Heading and Message are the site's own sentences, never a path, a query or an error's text.
type Failure struct {
	Layout
	Status    int    // of HTTP
	Code      string // as in the log line, AUTH-...; "": no code
	Heading   string
	Message   string
	RequestID string   // as in the log line; "": no request ID
	Actions   []Action // the next steps that are offered; empty: the home page
	Form      Form     // what was sent and not handled, to be sent again; without an action: nothing
}

// Form is a form as it was sent. What is in it is the visitor's text, not the site's.
type Form struct {
	Action string // a path of this site
	Fields []Field
	Note   string // what to do before sending it again; "": nothing
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
	NewTab  bool   // it opens a tab of its own, so that this page stays
}
