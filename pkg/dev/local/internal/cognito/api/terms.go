package api

import (
	"context"
	"maps"
	"slices"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

type termsInput struct {
	UserPoolId, ClientId, TermsId, TermsName, TermsSource, Enforcement string
	Links                                                              map[string]string
	MaxResults                                                         *int
	NextToken                                                          string
}

var errNoTerms = pool.Refuse(pool.ResourceNotFound, "Terms do not exist.")

func (a *API) termsOf(d pool.Document) map[string]any {
	shown := map[string]any{
		"TermsId": d.ID, "UserPoolId": a.pool.ID(), "ClientId": d.ClientID, "TermsName": d.Name,
		"CreationDate": epochOf(d.Created), "LastModifiedDate": epochOf(d.Modified),
	}
	maps.Copy(shown, d.Members)
	return shown
}

// createTerms keeps the links to a client's terms of use or privacy policy. The pages do not show them.
func (a *API) createTerms(_ context.Context, in termsInput) (any, error) {
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
	return map[string]any{"Terms": a.termsOf(d)}, err
}

// describeTerms shows them.
func (a *API) describeTerms(_ context.Context, in termsInput) (any, error) {
	d, ok := a.pool.Kept.Terms.Find(in.TermsId)
	if !ok {
		return nil, errNoTerms
	}
	return map[string]any{"Terms": a.termsOf(d)}, nil
}

// updateTerms replaces what the input has.
func (a *API) updateTerms(_ context.Context, in termsInput) (any, error) {
	d, ok := a.pool.Kept.Terms.Find(in.TermsId)
	if !ok {
		return nil, errNoTerms
	}
	d.Members = maps.Clone(d.Members)
	for name, value := range map[string]string{"TermsSource": in.TermsSource, "Enforcement": in.Enforcement} {
		if value != "" {
			d.Members[name] = value
		}
	}
	if in.Links != nil {
		d.Members["Links"] = in.Links
	}
	if in.TermsName != "" {
		d.Name = in.TermsName
	}
	d.Modified = a.pool.Now()
	a.pool.Kept.Terms.Set(d.ID, d)
	return map[string]any{"Terms": a.termsOf(d)}, nil
}

// deleteTerms removes them.
func (a *API) deleteTerms(_ context.Context, in termsInput) (any, error) {
	if !a.pool.Kept.Terms.Delete(in.TermsId) {
		return nil, errNoTerms
	}
	return nil, nil
}

// listTerms lists them without their links.
func (a *API) listTerms(_ context.Context, in termsInput) (any, error) {
	terms, next, err := pageOf(a.pool.Kept.Terms.List(), in.MaxResults, in.NextToken)
	list := []map[string]any{}
	for _, d := range terms {
		list = append(list, map[string]any{
			"TermsId": d.ID, "TermsName": d.Name, "Enforcement": d.Members["Enforcement"],
			"CreationDate": epochOf(d.Created), "LastModifiedDate": epochOf(d.Modified),
		})
	}
	return struct {
		Terms     []map[string]any
		NextToken string `json:",omitempty"`
	}{list, next}, err
}
