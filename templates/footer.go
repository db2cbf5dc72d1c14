package templates

import (
	"context"
	"io"

	"github.com/a-h/templ"

	"cognitossr/pkg/language"
)

// markup writes constant pieces of a page and remembers the first error. What is here is written piece by piece on each
// page, which costs less than a template's expressions, and nothing when a function starts: most functions show none of
// it, and a language that nobody reads is not made.
type markup struct {
	w   io.Writer
	err error
}

func (m *markup) write(parts ...string) {
	for _, part := range parts {
		if m.err == nil {
			_, m.err = io.WriteString(m.w, part)
		}
	}
}

// description is the text that search engines show below the title. It is true of every site, with sign-up or without.
type description language.Language

// Render implements templ.Component.
func (d description) Render(_ context.Context, w io.Writer) error {
	m := markup{w: w}
	m.write(`<meta name="description" content="`, templ.EscapeString(language.Language(d).SiteDescription(brand)), `">`)
	return m.err
}

// footer returns the footer of a page. It has the links that a visitor looks for before trusting a site with a
// password, as far as the site sets them, and links to the page in each language: to the page itself, whose parameter
// package web remembers. An error page, the page that asks an administrator, and that of a new key for an app are
// answers to what must not be repeated by a link; from there the links lead to another page.
func footer(l language.Language, current section) templ.Component {
	switch current {
	case failureSection:
		return otherFooter{l, "/"}
	case usersSection:
		return otherFooter{l, "/admin/users"}
	case setupSection:
		return otherFooter{l, "/account/authenticator"}
	}
	return ownFooter(l)
}

// ownFooter leads to the page itself, and is not allocated; otherFooter leads to another one.
type (
	ownFooter   language.Language
	otherFooter struct {
		language language.Language
		page     string
	}
)

// Render implements templ.Component.
func (f ownFooter) Render(ctx context.Context, w io.Writer) error {
	return otherFooter{language.Language(f), ""}.Render(ctx, w)
}

// Render implements templ.Component.
func (f otherFooter) Render(_ context.Context, w io.Writer) error {
	l, m := f.language, markup{w: w}
	m.write(`<footer class="site"><p>`, templ.EscapeString(brand), `</p><nav aria-label="`,
		templ.EscapeString(l.NavFooter()), `"><ul>`)
	m.link(privacyPage, l.Privacy())
	m.link(termsPage, l.Terms())
	m.link(helpPage, l.Help())
	m.languages(l, f.page)
	m.write(`</ul></nav></footer>`)
	return m.err
}

func (m *markup) link(address string, label language.Text) {
	if address != "" {
		m.write(`<li><a href="`, templ.EscapeString(string(safeLink(address))), `">`, templ.EscapeString(label), `</a></li>`)
	}
}

// languages writes the links to a page in each language.
func (m *markup) languages(current language.Language, page string) {
	for l := range language.Each {
		m.write(`<li><a href="`, page, `?lang=`, l.Code(), `" lang="`, l.Code(), `" hreflang="`, l.Code(), `"`)
		if l == current {
			m.write(` aria-current="true"`)
		}
		m.write(`>`, templ.EscapeString(l.LanguageName()), `</a></li>`)
	}
}
