package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"net/http"
	"strconv"
	"time"

	"cognitossr/pkg/appuser"
	"cognitossr/pkg/auth"
	"cognitossr/pkg/language"
	"cognitossr/pkg/paths"
	"cognitossr/pkg/spreadsheet"
	"cognitossr/pkg/useradmin"
	"cognitossr/pkg/view"
	"cognitossr/pkg/web"
	"cognitossr/templates"
)

// Limits of a file. The gateway sends no answer before the function has all of it, so that nothing can be streamed; Lambda
// takes 6 MB of JSON, in which each byte of a text may need two, or six; Cognito gives out 60 users a call, and all callers
// of an account share its 30 calls a second, visitors who sign in included. So a file is what 20 calls give: less than
// a second's quota.
const (
	maxExported   = 20 * useradmin.MaxLimit // users
	maxExportSize = 1 << 20                 // bytes
	exportTime    = 5 * time.Second         // after which no further page is asked for
	exportTimeout = 8 * time.Second
)

// columns are those of ./build.sh users export without groups, which would take a call for each user.
var columns = []string{
	"sub", "username", "email", "email_verified", "name", "status", "enabled", "created", "modified", appuser.Attribute,
}

// export serves POST /admin/export: the users of a selection as CSV. It is a form, so that no other site makes a browser
// download them, and needs a recent sign-in, as what leaves the site cannot be taken back. A file that does not hold all
// of them is sent only to whoever has been told.
func (u users) export(w http.ResponseWriter, r *http.Request, admin *auth.Identity) error {
	if !web.HasValidFormToken(r) {
		web.Redirect(w, paths.Users)
		return nil
	}
	selection, err := selected(r.PostForm)
	if err != nil {
		return err
	}
	entry := web.AuditEntry{Action: actionExport}
	if u.isStale(admin) {
		entry.Result, entry.Reason = web.ResultDenied, "auth_time"
		if err := u.audit(r.Context(), admin, entry); err != nil {
			return err
		}
		return u.askForSignIn(w, r, paths.Users, language.Language.UserAll, view.Form{})
	}
	entry.Result = web.ResultStarted
	if err := u.audit(r.Context(), admin, entry); err != nil {
		return err
	}
	file, err := u.collect(r.Context(), admin, selection)
	entry.Result, _ = verdict(err)
	entry.Reason = auditReason(err)
	if err := u.audit(r.Context(), admin, entry); err != nil {
		return err
	}
	switch {
	case errors.Is(err, useradmin.ErrNoGroup):
		return web.Fail(web.CodeBadRequest, err)
	case err != nil:
		return failure(err)
	case file.cut && r.PostForm.Get("cut") != "yes":
		return web.WritePage(w, r, http.StatusOK, templates.ExportCut(templates.ExportCutView{
			Layout: web.Layout(r, ""), Selection: fields(selection), Count: file.count,
		}))
	}
	return file.write(w)
}

// userFile is the users of a selection, or the first of them.
type userFile struct {
	body  bytes.Buffer
	csv   *csv.Writer
	count int
	cut   bool // there are more
}

// collect reads the selection page by page.
func (u users) collect(ctx context.Context, admin *auth.Identity, selection useradmin.Selection) (*userFile, error) {
	file := &userFile{}
	file.csv = csv.NewWriter(&file.body)
	file.csv.UseCRLF = true // RFC 4180
	selection.Limit = useradmin.MaxLimit
	started := u.Now()
	err := u.readWithin(ctx, exportTimeout, admin, func(ctx context.Context) error {
		if err := file.line(columns); err != nil {
			return err
		}
		for {
			page, err := u.pool.Select(ctx, selection)
			if err != nil {
				return err
			}
			if err := file.add(page.Users); err != nil {
				return err
			}
			selection.After = page.Next
			file.cut = file.cut || page.Next != "" && (file.count >= maxExported || u.Now().Sub(started) > exportTime)
			if page.Next == "" || file.cut {
				return nil
			}
		}
	})
	return file, err
}

func (f *userFile) add(users []useradmin.User) error {
	for _, user := range users {
		before := f.body.Len()
		if err := f.line(cells(user)); err != nil {
			return err
		}
		if f.body.Len() > maxExportSize {
			f.body.Truncate(before)
			f.cut = true
			return nil
		}
		f.count++
	}
	return nil
}

func (f *userFile) line(cells []string) error {
	if err := f.csv.Write(cells); err != nil {
		return err
	}
	f.csv.Flush()
	return f.csv.Error()
}

// cells are the columns of a user. Whatever a user has chosen is no formula (SEC-100).
func cells(u useradmin.User) []string {
	return []string{
		spreadsheet.Cell(u.Subject), spreadsheet.Cell(u.Username), spreadsheet.Cell(u.Email),
		strconv.FormatBool(u.EmailVerified),
		spreadsheet.Cell(u.Name), spreadsheet.Cell(u.Status), strconv.FormatBool(u.Enabled),
		u.Created.UTC().Format(time.RFC3339), u.Modified.UTC().Format(time.RFC3339), spreadsheet.Cell(u.AppUserID),
	}
}

func (f *userFile) write(w http.ResponseWriter) error {
	name := "users.csv"
	if f.cut {
		name = "users-first-" + strconv.Itoa(f.count) + ".csv"
	}
	header := w.Header()
	header.Set("Content-Type", "text/csv; charset=utf-8; header=present")
	header.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	header.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write(f.body.Bytes())
	return nil
}
