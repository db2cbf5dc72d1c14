package main

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"cognitossr/pkg/useradmin"
	"cognitossr/pkg/web"
	"cognitossr/templates"
)

// pageSize is how many users a page shows.
const pageSize = 20

// list answers GET /admin/users. Of the query it reads q (what addresses begin with), page (the sealed mark of a page) and done (a sealed outcome), each once.
func (u users) list(w http.ResponseWriter, r *http.Request) error {
	admin, err := administrator(r)
	if err != nil {
		return err
	}
	seal, err := u.sealer(r, admin)
	if err != nil {
		return web.Fail(web.CodeInternal, err)
	}
	parameters := r.URL.Query()
	query := useradmin.Query{Attribute: useradmin.ByEmail, Operator: useradmin.BeginsWith, Limit: pageSize}
	if query.Text, err = once(parameters, "q"); err != nil {
		return err
	}
	mark, err := once(parameters, "page")
	if err != nil {
		return err
	}
	if mark != "" {
		if query.After, err = seal.open(pagePurpose(query.Text), mark); err != nil {
			return web.Fail(web.CodeBadRequest, err)
		}
	}
	found, err := u.search(r.Context(), query)
	if err != nil {
		return failure(err)
	}
	view, err := listView(r, seal, query, found)
	if err != nil {
		return web.Fail(web.CodeInternal, err)
	}
	view.Notice, view.Problem = outcomeFrom(r, seal, "")
	return web.WritePage(w, r, http.StatusOK, templates.Users(view))
}

func (u users) search(ctx context.Context, query useradmin.Query) (useradmin.Page, error) {
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	return u.pool.List(ctx, query)
}

func listView(r *http.Request, seal sealer, query useradmin.Query, found useradmin.Page) (templates.UsersView, error) {
	view := templates.UsersView{Layout: web.Layout(r, "Users"), Query: query.Text, Continued: query.After != ""}
	for _, user := range found.Users {
		view.Rows = append(view.Rows, templates.UserRow{
			Subject: user.Subject, Email: user.Email, Status: user.Status, Enabled: user.Enabled, Created: user.Created,
		})
	}
	if found.Next == "" {
		return view, nil
	}
	mark, err := seal.seal(pagePurpose(query.Text), found.Next)
	view.NextPage = mark
	return view, err
}

// pagePurpose binds the mark of a page to the search that it goes on with (SEC-099).
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
