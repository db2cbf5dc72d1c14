// Package managedlogin gives the pages of managed login the brand of the site. Cognito shows them to no visitor of an
// app client that has no style ("Login pages unavailable"), and version 5 of Terraform's provider cannot make one.
//
// It changes styles and nothing else. Every call can be repeated: what is there already is compared first.
package managedlogin

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/document"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"cognitossr/pkg/awsclient"
	"cognitossr/pkg/dev/brand"
)

// API is the part of *cognitoidentityprovider.Client that this package uses.
type API interface {
	DescribeUserPool(context.Context, *idp.DescribeUserPoolInput, ...func(*idp.Options)) (*idp.DescribeUserPoolOutput, error)
	DescribeUserPoolDomain(context.Context, *idp.DescribeUserPoolDomainInput,
		...func(*idp.Options)) (*idp.DescribeUserPoolDomainOutput, error)
	DescribeManagedLoginBrandingByClient(context.Context, *idp.DescribeManagedLoginBrandingByClientInput,
		...func(*idp.Options)) (*idp.DescribeManagedLoginBrandingByClientOutput, error)
	CreateManagedLoginBranding(context.Context, *idp.CreateManagedLoginBrandingInput,
		...func(*idp.Options)) (*idp.CreateManagedLoginBrandingOutput, error)
	UpdateManagedLoginBranding(context.Context, *idp.UpdateManagedLoginBrandingInput,
		...func(*idp.Options)) (*idp.UpdateManagedLoginBrandingOutput, error)
}

// Client is an app client that shows pages to visitors.
type Client struct{ Name, ID string }

// Styles are the styles of a user pool's app clients.
type Styles struct {
	Cognito    API
	UserPoolID string
	Clients    []Client
	Brand      brand.Brand
	Keep       bool // a style that is there stays, whatever it looks like
	Out        io.Writer
}

// Apply makes or updates the style of each client, where a domain of the pool is on managed login. Its error is an
// *Error where Cognito refused something.
func (s Styles) Apply(ctx context.Context) error {
	managed, err := s.managed(ctx)
	if err != nil {
		return refused("looking for managed login", err)
	}
	if !managed {
		return nil // the classic pages have the style sheet that Terraform sends
	}
	for _, client := range s.Clients {
		done, err := s.apply(ctx, client)
		if err != nil {
			return refused(fmt.Sprintf("giving the pages of the %s client (%s) the brand", client.Name, client.ID), err)
		}
		fmt.Fprintf(s.Out, "Pages of managed login, %s client: %s\n", client.Name, done)
	}
	return nil
}

// managedLogin is the version of a domain that has managed login; 1 has the classic pages.
const managedLogin = 2

func (s Styles) managed(ctx context.Context) (bool, error) {
	pool, err := s.Cognito.DescribeUserPool(ctx, &idp.DescribeUserPoolInput{UserPoolId: aws.String(s.UserPoolID)})
	if err != nil {
		return false, err
	}
	if pool.UserPool == nil {
		return false, errNothing
	}
	for _, name := range []*string{pool.UserPool.CustomDomain, pool.UserPool.Domain} {
		if aws.ToString(name) == "" {
			continue
		}
		domain, err := s.Cognito.DescribeUserPoolDomain(ctx, &idp.DescribeUserPoolDomainInput{Domain: name})
		if err != nil {
			return false, err
		}
		if domain.DomainDescription != nil && aws.ToInt32(domain.DomainDescription.ManagedLoginVersion) == managedLogin {
			return true, nil
		}
	}
	return false, nil
}

// errNothing is a success that says nothing.
var errNothing = errors.New("the answer describes nothing")

const (
	notFound = "ResourceNotFoundException"
	exists   = "ManagedLoginBrandingExistsException"
)

// apply returns what was done.
func (s Styles) apply(ctx context.Context, client Client) (string, error) {
	held, err := s.held(ctx, client)
	if awsclient.Code(err) == notFound {
		_, err = s.Cognito.CreateManagedLoginBranding(ctx, &idp.CreateManagedLoginBrandingInput{
			UserPoolId: aws.String(s.UserPoolID), ClientId: aws.String(client.ID),
			Settings: document.NewLazyDocument(s.Brand.ManagedSettings()), Assets: s.assets(),
		})
		if awsclient.Code(err) != exists {
			return "style made", err
		}
		held, err = s.held(ctx, client) // somebody was faster
	}
	switch {
	case err != nil:
		return "", err
	case s.Keep:
		return "style kept as it is", nil
	case s.has(held):
		return "style up to date", nil
	}
	_, err = s.Cognito.UpdateManagedLoginBranding(ctx, &idp.UpdateManagedLoginBrandingInput{
		UserPoolId: aws.String(s.UserPoolID), ManagedLoginBrandingId: held.ManagedLoginBrandingId,
		Settings: document.NewLazyDocument(s.Brand.ManagedSettings()), Assets: s.assets(),
	})
	return "style updated", err
}

func (s Styles) held(ctx context.Context, client Client) (*types.ManagedLoginBrandingType, error) {
	output, err := s.Cognito.DescribeManagedLoginBrandingByClient(ctx, &idp.DescribeManagedLoginBrandingByClientInput{
		UserPoolId: aws.String(s.UserPoolID), ClientId: aws.String(client.ID),
	})
	if err != nil {
		return nil, err
	}
	if output.ManagedLoginBranding == nil || output.ManagedLoginBranding.ManagedLoginBrandingId == nil {
		return nil, errNothing
	}
	return output.ManagedLoginBranding, nil
}

func (s Styles) assets() (assets []types.AssetType) {
	for _, a := range s.Brand.ManagedAssets() {
		assets = append(assets, types.AssetType{
			Category: types.AssetCategoryType(a.Category), ColorMode: types.ColorSchemeModeType(a.ColorMode),
			Extension: types.AssetExtensionType(a.Extension), Bytes: a.Bytes,
		})
	}
	return assets
}

// has reports whether a style shows the brand. Cognito adds its own values to what it was sent.
func (s Styles) has(held *types.ManagedLoginBrandingType) bool {
	for _, want := range s.assets() {
		if !slices.ContainsFunc(held.Assets, func(a types.AssetType) bool {
			return a.Category == want.Category && a.ColorMode == want.ColorMode && a.Extension == want.Extension &&
				bytes.Equal(a.Bytes, want.Bytes)
		}) {
			return false
		}
	}
	if held.Settings == nil {
		return false
	}
	text, err := held.Settings.MarshalSmithyDocument()
	var settings any
	return err == nil && json.Unmarshal(text, &settings) == nil && contains(settings, s.Brand.ManagedSettings())
}

// contains reports whether all that is wanted is in what is there. Numbers come back in another form: 8 as 8.0.
func contains(there, want any) bool {
	switch w := want.(type) {
	case map[string]any:
		members, ok := there.(map[string]any)
		for name, value := range w {
			ok = ok && contains(members[name], value)
		}
		return ok
	case []any:
		elements, ok := there.([]any)
		ok = ok && len(elements) == len(w)
		for i := range w {
			ok = ok && contains(elements[i], w[i])
		}
		return ok
	case int:
		return there == float64(w)
	}
	return there == want
}

// Error is a call that Cognito did not take.
type Error struct {
	Code  string // one of the STYLE- codes; its meaning never changes
	Doing string
	Next  string // what to do about it
	cause error
}

// Error implements error.
func (e *Error) Error() string {
	return fmt.Sprintf("%s: %s (%v); %s", e.Code, e.Doing, awsclient.Cause(e.cause), e.Next)
}

// Unwrap returns the SDK's error.
func (e *Error) Unwrap() error { return e.cause }

// Rights are the actions that Apply needs, on the user pool and, for its domain, on everything.
const Rights = "cognito-idp:DescribeUserPool, DescribeUserPoolDomain, DescribeManagedLoginBrandingByClient, CreateManagedLoginBranding and UpdateManagedLoginBranding"

// Codes of errors, by what Cognito answers.
var codes = map[string]struct{ code, next string }{
	notFound: {"STYLE-CLIENT-MISSING",
		"run ./build.sh deploy again: Terraform makes the app client anew"},
	"LimitExceededException": {"STYLE-LIMIT", "delete a style that no client needs: a user pool has room for 20"},
	"InvalidParameterException": {"STYLE-REFUSED",
		"Cognito has changed what it takes: run ./build.sh deploy --keep-styles, make the style in the console, and report this"},
	"FeatureUnavailableInTierException": {"STYLE-TIER",
		`managed login needs user_pool_tier = "ESSENTIALS" or "PLUS", or domain_managed_login_version = 1`},
	"ConcurrentModificationException": {"STYLE-CONCURRENT",
		"somebody changes the style at this moment: run ./build.sh deploy again"},
}

func refused(doing string, err error) error {
	code := awsclient.Code(err)
	e := &Error{Code: "STYLE-UNAVAILABLE", Doing: doing,
		Next: "run ./build.sh deploy again: what is done already stays", cause: err}
	if known, ok := codes[code]; ok {
		e.Code, e.Next = known.code, known.next
	} else if awsclient.IsDenied(code) {
		e.Code, e.Next = "STYLE-DENIED", "allow "+Rights+" to whoever deploys, and run ./build.sh deploy again"
	}
	return e
}
