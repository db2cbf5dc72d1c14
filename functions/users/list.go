package main

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"

	"cognitossr/pkg/auth"
	"cognitossr/pkg/useradmin"
	"cognitossr/pkg/web"
	"cognitossr/templates"
)

// pageSize is how many users a page shows.
const pageSize = 20

// list serves GET /admin/users. Of the query it reads the selection, page (an encrypted pagination token) and done (an
// encrypted outcome), each once.
func (u users) list(w http.ResponseWriter, r *http.Request, admin *auth.Identity) error {
	cipher, err := u.stateCipher(r, admin)
	if err != nil {
		return web.Fail(web.CodeInternal, err)
	}
	parameters := r.URL.Query()
	selection, err := selected(parameters)
	if err != nil {
		return err
	}
	selection.Limit = pageSize
	token, err := once(parameters, "page")
	if err != nil {
		return err
	}
	if token != "" {
		if selection.After, err = cipher.decrypt(pagePurpose(selection), token); err != nil {
			return web.Fail(web.CodeBadRequest, err)
		}
	}
	found, err := u.search(r, admin, selection)
	status := http.StatusOK
	if errors.Is(err, useradmin.ErrNoGroup) {
		status = http.StatusUnprocessableEntity
	} else if err != nil {
		return failure(err)
	}
	view := listView(r, cipher, selection, found)
	view.WrongGroup = status != http.StatusOK
	view.Notice, view.Problem = outcomeFrom(r, cipher, "").sentences(view.Language, useradmin.User{})
	return web.WritePage(w, r, status, templates.Users(view))
}

// listed is what the list shows.
type listed struct {
	useradmin.Page
	groups useradmin.GroupNames
	size   int // of the pool, about; 0: unknown
}

// search makes at most five calls, of which the longest chain is two, where Cognito looks at the only condition. The
// number of users is worth no error, and stands on the first page of all users alone.
func (u users) search(r *http.Request, admin *auth.Identity, selection useradmin.Selection) (found listed, err error) {
	err = u.readAs(r.Context(), admin, func(ctx context.Context) error {
		grouped, counted := make(chan error, 1), make(chan error, 1)
		go func() {
			var err error
			found.groups, err = u.pool.AllGroups(ctx)
			grouped <- err
		}()
		go func() {
			var size int
			var err error
			if selection.All() && selection.After == "" {
				size, err = u.pool.EstimatedSize(ctx)
			}
			if err == nil {
				found.size = size
			}
			counted <- err
		}()
		var err error
		found.Page, err = u.pool.Select(ctx, selection)
		if err := <-counted; err != nil {
			u.Event(r, slog.LevelWarn, "failure", "pool-size", "cause", err.Error())
		}
		return errors.Join(<-grouped, err)
	})
	return found, err
}

func listView(r *http.Request, cipher stateCipher, selection useradmin.Selection, found listed) templates.UsersView {
	view := templates.UsersView{
		Layout: web.Layout(r, ""), Selection: fields(selection), Groups: found.groups.Names, Size: found.size,
		Continued: selection.After != "",
	}
	for _, user := range found.Users {
		view.Rows = append(view.Rows, templates.UserRow{
			Subject: user.Subject, Email: user.Email, Name: user.Name, Status: user.Status, Enabled: user.Enabled,
			Created: user.Created,
		})
	}
	if found.Next != "" {
		view.NextPage = cipher.encrypt(pagePurpose(selection), found.Next)
	}
	return view
}

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
