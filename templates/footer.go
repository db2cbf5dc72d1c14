package templates

import (
	"github.com/a-h/templ"

	"cognitossr/pkg/language"
)

// descriptions is the text that search engines show below the title, in each language. It is true of every site, with
// sign-up or without.
var descriptions = perLanguage(func(l language.Language) string {
	return `<meta name="description" content="` + templ.EscapeString(l.SiteDescription(brand)) + `">`
})

// The footers of pages, in each language. They have the links that a visitor looks for before trusting a site with a
// password, as far as the site sets them, and links to the page in each language: to the page itself, whose parameter
// package web remembers. An error page, the page that asks an administrator, and that of a new key for an app are
// answers to what must not be repeated by a link; from there the links lead to another page.
var (
	footers     = perLanguage(footerWith(""))
	homeFooters = perLanguage(footerWith("/"))
	userFooters = perLanguage(footerWith("/admin/users"))
	appFooters  = perLanguage(footerWith("/account/authenticator"))
)

// footer returns the footer of a page.
func footer(l language.Language, current section) templ.Component {
	switch current {
	case failureSection:
		return homeFooters[l]
	case usersSection:
		return userFooters[l]
	case setupSection:
		return appFooters[l]
	}
	return footers[l]
}

// perLanguage makes constant markup once, without the copies that expressions in a template make on every page.
func perLanguage(markup func(language.Language) string) (all []templ.Component) {
	for _, l := range language.All() {
		all = append(all, constant(markup(l)))
	}
	return all
}

func footerWith(page string) func(language.Language) string {
	return func(l language.Language) string {
		markup := `<footer class="site"><p>` + templ.EscapeString(brand) + `</p><nav aria-label="` + templ.EscapeString(l.NavFooter()) + `"><ul>`
		markup += footerLink(privacyPage, l.Privacy()) + footerLink(termsPage, l.Terms()) + footerLink(helpPage, l.Help())
		for _, other := range language.All() {
			markup += `<li><a href="` + page + `?lang=` + other.Code() + `" lang="` + other.Code() + `" hreflang="` + other.Code() + `"`
			if other == l {
				markup += ` aria-current="true"`
			}
			markup += `>` + templ.EscapeString(other.LanguageName()) + `</a></li>`
		}
		return markup + `</ul></nav></footer>`
	}
}

func footerLink(address string, label language.Text) string {
	if address == "" {
		return ""
	}
	return `<li><a href="` + templ.EscapeString(string(safeLink(address))) + `">` + templ.EscapeString(label) + `</a></li>`
}
