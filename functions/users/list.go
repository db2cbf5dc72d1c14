package main

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"cognitossr/pkg/auth"
	"cognitossr/pkg/useradmin"
	"cognitossr/pkg/web"
	"cognitossr/templates"
)

// pageSize is how many users a page shows.
const pageSize = 20

// list serves GET /admin/users. Of the query it reads q (what addresses begin with, or a sub), page (an encrypted
// pagination token) and done (an encrypted outcome), each once.
func (u users) list(w http.ResponseWriter, r *http.Request, admin *auth.Identity) error {
	cipher, err := u.stateCipher(r, admin)
	if err != nil {
		return web.Fail(web.CodeInternal, err)
	}
	parameters := r.URL.Query()
	text, err := once(parameters, "q")
	if err != nil {
		return err
	}
	query := useradmin.Search(text)
	query.Limit = pageSize
	token, err := once(parameters, "page")
	if err != nil {
		return err
	}
	if token != "" {
		if query.After, err = cipher.decrypt(pagePurpose(query.Text), token); err != nil {
			return web.Fail(web.CodeBadRequest, err)
		}
	}
	found, err := u.search(r.Context(), admin, query)
	if err != nil {
		return failure(err)
	}
	view := listView(r, cipher, query, found)
	view.Notice, view.Problem = outcomeFrom(r, cipher, "").sentences(view.Language, useradmin.User{})
	return web.WritePage(w, r, http.StatusOK, templates.Users(view))
}

func (u users) search(ctx context.Context, admin *auth.Identity, query useradmin.Query) (found useradmin.Page, err error) {
	err = u.readAs(ctx, admin, func(ctx context.Context) error {
		found, err = u.pool.List(ctx, query)
		return err
	})
	return found, err
}

func listView(r *http.Request, cipher stateCipher, query useradmin.Query, found useradmin.Page) templates.UsersView {
	view := templates.UsersView{Layout: web.Layout(r, ""), Query: query.Text, Continued: query.After != ""}
	for _, user := range found.Users {
		view.Rows = append(view.Rows, templates.UserRow{
			Subject: user.Subject, Email: user.Email, Status: user.Status, Enabled: user.Enabled, Created: user.Created,
		})
	}
	if found.Next != "" {
		view.NextPage = cipher.encrypt(pagePurpose(query.Text), found.Next)
	}
	return view
}

// pagePurpose binds a pagination token to the search that it continues (SEC-099).
func pagePurpose(text string) string { return "page\n" + strconv.Itoa(pageSize) + "\n" + text }

// once reads a parameter that may be absent but not repeated.
func once(parameters url.Values, name string) (string, error) {
	values := parameters[name]
	if len(values) > 1 {
		return "", web.Fail(web.CodeBadRequest, nil)
	}
	if len(values) == 0 {
		return "", nil
	}
	return values[0], nil
}
