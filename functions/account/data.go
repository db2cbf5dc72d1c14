package main

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"cognitossr/pkg/auth"
	"cognitossr/pkg/paths"
	"cognitossr/pkg/sensitive"
	"cognitossr/pkg/userapi"
	"cognitossr/pkg/web"
	"cognitossr/templates"
)

func (a account) dataPage(w http.ResponseWriter, r *http.Request, _ *auth.Identity, _ sensitive.Text) error {
	return web.WritePage(w, r, http.StatusOK, templates.AccountData(templates.AccountDataView{Layout: web.Layout(r, "")}))
}

// export is what a visitor downloads: what the user pool lets a user read of themselves. It has no password, which the
// pool stores as a verifier that nobody can read.
type export struct {
	ExportedAt    time.Time         `json:"exported_at"`
	Site          string            `json:"site"`
	Subject       string            `json:"sub"`
	Username      string            `json:"username"`
	Attributes    map[string]string `json:"attributes"`
	Groups        []string          `json:"groups"`
	SecondFactors []string          `json:"second_factors"`
	Passkeys      []exportedPasskey `json:"passkeys"`
	ThisSignIn    exportedSignIn    `json:"this_sign_in"`
}

type exportedPasskey struct {
	ID        string    `json:"id"`
	Name      string    `json:"name"`
	CreatedAt time.Time `json:"created_at"`
}

type exportedSignIn struct {
	SignedInAt time.Time `json:"signed_in_at"`
	ExpiresAt  time.Time `json:"tokens_expire_at"`
}

// exportData is a form and no link, so that no other site can make a browser download anything.
func (a account) exportData(w http.ResponseWriter, r *http.Request, identity *auth.Identity, token sensitive.Text) error {
	c := change{a, w, r, identity, actionExport, paths.AccountData}
	var user userapi.User
	var passkeys []userapi.Passkey
	err := c.carryOut(func(ctx context.Context) (err error) {
		if user, err = a.api.User(ctx, token); err != nil || !a.factors.passkeys {
			return err
		}
		passkeys, err = a.api.Passkeys(ctx, token)
		return err
	})
	if err != nil {
		return c.failed(err)
	}
	data := export{
		ExportedAt: a.Now().UTC().Truncate(time.Second), Site: a.Config.BaseURL, Subject: identity.Subject(),
		Username:   user.Username,
		Attributes: user.Attributes, Groups: append([]string{}, identity.Groups()...),
		SecondFactors: append([]string{}, user.MFA...),
		Passkeys:      []exportedPasskey{},
		ThisSignIn:    exportedSignIn{SignedInAt: identity.AuthTime(), ExpiresAt: identity.ExpiresAt()},
	}
	for _, passkey := range passkeys {
		data.Passkeys = append(data.Passkeys, exportedPasskey{ID: passkey.ID, Name: passkey.Name, CreatedAt: passkey.Created})
	}
	return writeExport(w, data)
}

func writeExport(w http.ResponseWriter, data export) error {
	body, err := json.MarshalIndent(data, "", "  ")
	if err != nil {
		return web.Fail(web.CodeInternal, err)
	}
	header := w.Header()
	header.Set("Content-Type", "application/json; charset=utf-8")
	header.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	header.Set("Content-Disposition", `attachment; filename="my-data.json"`)
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write(append(body, '\n'))
	return nil
}
