package api

import (
	"bytes"
	"encoding/json"
	"slices"

	"cognitossr/pkg/dev/local/internal/cognito/branding"
	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

type brandingInput struct {
	ClientId, ManagedLoginBrandingId string
	UseCognitoProvidedValues         bool
	ReturnMergedResources            bool
	Settings                         json.RawMessage
	Assets                           []branding.Asset
}

type brandingType struct {
	ManagedLoginBrandingId, UserPoolId string
	UseCognitoProvidedValues           bool
	Settings                           any `json:",omitempty"`
	Assets                             []branding.Asset
	CreationDate, LastModifiedDate     epoch
}

// maximumBrandings is how many styles a pool has (developer guide, Quotas).
const maximumBrandings = 20

var errValuesOrSettings = pool.Refuse(pool.InvalidParameter,
	"useCognitoProvidedValues or settings should be specified (but not both)")

// set writes an input into a style. What the input does not name stays as it is.
func (in brandingInput) set(b *pool.Branding) error {
	if in.UseCognitoProvidedValues && in.Settings != nil {
		return errValuesOrSettings
	}
	if in.Settings != nil {
		if err := branding.CheckSettings(in.Settings); err != nil {
			return pool.Refuse(pool.InvalidParameter, "Invalid settings: %s", err)
		}
		b.Provided, b.Settings = false, bytes.Clone(in.Settings)
	}
	if in.UseCognitoProvidedValues {
		b.Provided, b.Settings = true, nil
	}
	for i, asset := range in.Assets {
		if err := branding.CheckAsset(asset); err != nil {
			return pool.Refuse(pool.InvalidParameter, "Invalid asset %d: %s", i+1, err)
		}
	}
	if in.Assets != nil {
		b.Assets = in.Assets
	}
	return nil
}

// createManagedLoginBranding gives the managed login pages of a client a style.
func (a *API) createManagedLoginBranding(in brandingInput) (any, error) {
	if _, err := a.client(in.ClientId); err != nil {
		return nil, err
	}
	if in.UseCognitoProvidedValues == (in.Settings != nil) {
		return nil, errValuesOrSettings
	}
	b := pool.Branding{ID: pool.NewUUID(), ClientID: in.ClientId, Created: a.pool.Now(), Modified: a.pool.Now()}
	if err := in.set(&b); err != nil {
		return nil, err
	}
	err := a.pool.Kept.Brandings.AddUnless(b.ID, b, func(others []pool.Branding) error {
		switch {
		case slices.ContainsFunc(others, func(o pool.Branding) bool { return o.ClientID == in.ClientId }):
			return pool.Refuse("ManagedLoginBrandingExistsException",
				"A ManagedLoginBranding already exists for client %s", in.ClientId)
		case len(others) >= maximumBrandings:
			return pool.Refuse(pool.LimitExceeded, "A user pool has at most %d managed login branding styles.",
				maximumBrandings)
		}
		return nil
	})
	return a.brandingAnswer(b, false), err
}

// brandingAnswer shows a style, merged with the default settings where that is asked for.
func (a *API) brandingAnswer(b pool.Branding, merged bool) any {
	shown := brandingType{
		ManagedLoginBrandingId: b.ID, UserPoolId: a.pool.ID(), UseCognitoProvidedValues: b.Provided,
		Assets:       append([]branding.Asset{}, b.Assets...),
		CreationDate: epochOf(b.Created), LastModifiedDate: epochOf(b.Modified),
	}
	switch {
	case merged:
		shown.Settings = branding.Merged(b.Settings)
	case b.Settings != nil:
		shown.Settings = b.Settings
	}
	return map[string]any{"ManagedLoginBranding": shown}
}

// describeManagedLoginBranding shows a style.
func (a *API) describeManagedLoginBranding(in brandingInput) (any, error) {
	b, err := a.pool.Kept.Brandings.Get(in.ManagedLoginBrandingId)
	return a.brandingAnswer(b, in.ReturnMergedResources), err
}

// describeManagedLoginBrandingByClient shows the style of a client.
func (a *API) describeManagedLoginBrandingByClient(in brandingInput) (any, error) {
	if _, err := a.client(in.ClientId); err != nil {
		return nil, err
	}
	b, ok := a.pool.Kept.BrandingOf(in.ClientId)
	if !ok {
		return nil, pool.Refuse(pool.ResourceNotFound, "ManagedLoginBranding for client %s does not exist.", in.ClientId)
	}
	return a.brandingAnswer(b, in.ReturnMergedResources), nil
}

// updateManagedLoginBranding changes what the input names of a style.
func (a *API) updateManagedLoginBranding(in brandingInput) (any, error) {
	b, err := a.pool.Kept.Brandings.Change(in.ManagedLoginBrandingId, func(b *pool.Branding) error {
		b.Modified = a.pool.Now()
		return in.set(b)
	})
	return a.brandingAnswer(b, false), err
}

// deleteManagedLoginBranding removes it. The client's pages are then unavailable.
func (a *API) deleteManagedLoginBranding(in brandingInput) (any, error) {
	return nil, a.pool.Kept.Brandings.Delete(in.ManagedLoginBrandingId)
}
