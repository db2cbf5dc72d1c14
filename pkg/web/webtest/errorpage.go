package webtest

import (
	"context"
	"fmt"
	"io"

	"github.com/a-h/templ"

	"cognitossr/pkg/view"
)

// ErrorPage is a plain error page, for tests of what belongs to no site. A site's own tests take the site's.
func ErrorPage(v view.Failure) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		escape := func(text string) string { return templ.EscapeString(text) }
		page := fmt.Sprintf("<!DOCTYPE html><html lang=\"en\"><title>%s</title><h1>%d %s</h1><p>%s</p><p>%s %s</p>",
			escape(v.Title), v.Status, escape(v.Heading), escape(v.Message), escape(v.Code), escape(v.RequestID))
		for _, action := range v.Actions {
			class := "button"
			if action.Primary {
				class += " primary"
			}
			page += fmt.Sprintf(`<a class="%s" href="%s">%s</a>`, class, escape(action.URL), escape(action.Label))
		}
		if v.FormToken != "" {
			page += fmt.Sprintf(`<p>%s</p><input name="form_token" value="%s">`, escape(v.SignedInAs), escape(v.FormToken))
		}
		page += fmt.Sprintf("<p>%s</p>", escape(v.Form.Note))
		if v.Form.Action != "" {
			page += fmt.Sprintf(`<form method="post" action="%s">`, escape(v.Form.Action))
			for _, field := range v.Form.Fields {
				page += fmt.Sprintf(`<input type="hidden" name="%s" value="%s">`, escape(field.Name), escape(field.Value))
			}
			page += `<button>Send again</button></form>`
		}
		_, err := io.WriteString(w, page)
		return err
	})
}
