package api

import (
	"cmp"
	"maps"
	"slices"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

type termsInput struct {
	ClientId, TermsId, TermsName, TermsSource, Enforcement string
	Links                                                  map[string]string
}

func (a *API) termsOf(d pool.Document) any {
	shown := map[string]any{
		"TermsId": d.ID, "UserPoolId": a.pool.ID(), "ClientId": d.ClientID, "TermsName": d.Name,
		"CreationDate": epochOf(d.Created), "LastModifiedDate": epochOf(d.Modified),
	}
	maps.Copy(shown, d.Members)
	return map[string]any{"Terms": shown}
}

// createTerms keeps the links to a client's terms of use or privacy policy. The pages do not show them.
func (a *API) createTerms(in termsInput) (any, error) {
	if _, err := a.client(in.ClientId); err != nil {
		return nil, err
	}
	d := pool.Document{
		ID: pool.NewUUID(), ClientID: in.ClientId, Name: in.TermsName, Created: a.pool.Now(), Modified: a.pool.Now(),
		Members: map[string]any{"TermsSource": in.TermsSource, "Enforcement": in.Enforcement, "Links": in.Links},
	}
	err := a.pool.Kept.Terms.AddUnless(d.ID, d, func(others []pool.Document) error {
		if slices.ContainsFunc(others, func(o pool.Document) bool { return o.ClientID == d.ClientID && o.Name == d.Name }) {
			return pool.Refuse("TermsExistsException", "Terms of that name exist for the client.")
		}
		return nil
	})
	return a.termsOf(d), err
}

// describeTerms shows them.
func (a *API) describeTerms(in termsInput) (any, error) {
	d, err := a.pool.Kept.Terms.Get(in.TermsId)
	return a.termsOf(d), err
}

// updateTerms replaces what the input has.
func (a *API) updateTerms(in termsInput) (any, error) {
	d, err := a.pool.Kept.Terms.Change(in.TermsId, func(d *pool.Document) error {
		d.Members = maps.Clone(d.Members)
		for name, value := range map[string]string{"TermsSource": in.TermsSource, "Enforcement": in.Enforcement} {
			if value != "" {
				d.Members[name] = value
			}
		}
		if in.Links != nil {
			d.Members["Links"] = in.Links
		}
		d.Name, d.Modified = cmp.Or(in.TermsName, d.Name), a.pool.Now()
		return nil
	})
	return a.termsOf(d), err
}

// deleteTerms removes them.
func (a *API) deleteTerms(in termsInput) (any, error) {
	return nil, a.pool.Kept.Terms.Delete(in.TermsId)
}

// listTerms lists them without their links.
func (a *API) listTerms(in paged) (any, error) {
	terms, next, err := pageOf(a.pool.Kept.Terms.List(), in.page())
	return listed("Terms", terms, func(d pool.Document) map[string]any {
		return map[string]any{
			"TermsId": d.ID, "TermsName": d.Name, "Enforcement": d.Members["Enforcement"],
			"CreationDate": epochOf(d.Created), "LastModifiedDate": epochOf(d.Modified),
		}
	}, nextToken, next), err
}
