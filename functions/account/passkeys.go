package main

import (
	"context"
	"net/http"

	"cognitossr/pkg/auth"
	"cognitossr/pkg/paths"
	"cognitossr/pkg/sensitive"
	"cognitossr/pkg/userapi"
	"cognitossr/pkg/web"
	"cognitossr/templates"
)

// passkeysPage lists the passkeys. They are added on the user pool's own page, whose domain they belong to.
func (a account) passkeysPage(w http.ResponseWriter, r *http.Request, _ *auth.Identity, token sensitive.Text) error {
	if !a.factors.passkeys {
		return web.Fail(web.CodeNotFound, nil)
	}
	var passkeys []userapi.Passkey
	err := a.read(w, r, func(ctx context.Context) (err error) {
		passkeys, err = a.api.Passkeys(ctx, token)
		return err
	})
	if err != nil {
		return err
	}
	view := templates.AccountPasskeysView{Layout: web.Layout(r, ""), AddURL: a.oauth.AddPasskeyURL(paths.AccountPasskeys)}
	for _, passkey := range passkeys {
		view.Passkeys = append(view.Passkeys, templates.PasskeyRow{ID: passkey.ID, Name: passkey.Name,
			Created: passkey.Created})
	}
	return web.WritePage(w, r, http.StatusOK, templates.AccountPasskeys(view))
}

// maxPasskeyID is the length in bytes of the longest credential id.
//
// Source: https://www.w3.org/TR/webauthn-3/#credential-id
const maxPasskeyID = 1400

func (a account) removePasskey(w http.ResponseWriter, r *http.Request, identity *auth.Identity, token sensitive.Text) error {
	id := r.PostForm.Get("id")
	if !a.factors.passkeys || id == "" || len(id) > maxPasskeyID {
		web.Redirect(w, paths.AccountPasskeys)
		return nil
	}
	c := change{a, w, r, identity, actionPasskey, paths.AccountPasskeys}
	err := c.carryOut(func(ctx context.Context) error { return a.api.DeletePasskey(ctx, token, id) })
	if err != nil && userapi.Code(err) != "ResourceNotFoundException" { // another tab was faster
		return c.failed(err)
	}
	return a.done(w, donePasskey)
}
