//go:build unix

package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/aws/smithy-go"

	"cognitossr/pkg/dev/brand"
	"cognitossr/pkg/dev/managedlogin"
)

// brand gives the rehearsal the project's own.
func (d *rehearsal) brand(t *testing.T) {
	t.Helper()
	for _, name := range []string{"brand.json", "brand/icon.svg", "brand/login.css"} {
		content, err := os.ReadFile(filepath.Join("../../../templates", name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(filepath.Join(d.folder, "templates", "brand"), 0o700); err != nil {
			t.Fatal(err)
		}
		d.write(t, "templates/"+name, string(content))
	}
}

// classicPool has a domain with the classic pages.
type classicPool struct{ managedlogin.API }

func (classicPool) DescribeUserPool(context.Context, *idp.DescribeUserPoolInput,
	...func(*idp.Options)) (*idp.DescribeUserPoolOutput, error) {
	return &idp.DescribeUserPoolOutput{UserPool: &types.UserPoolType{Domain: aws.String("demo")}}, nil
}

func (classicPool) DescribeUserPoolDomain(context.Context, *idp.DescribeUserPoolDomainInput,
	...func(*idp.Options)) (*idp.DescribeUserPoolDomainOutput, error) {
	return &idp.DescribeUserPoolDomainOutput{DomainDescription: &types.DomainDescriptionType{ManagedLoginVersion: aws.Int32(1)}}, nil
}

// managedPool has managed login, and no style yet.
type managedPool struct {
	classicPool
	made   *[]string
	refuse error
}

func (managedPool) DescribeUserPoolDomain(context.Context, *idp.DescribeUserPoolDomainInput,
	...func(*idp.Options)) (*idp.DescribeUserPoolDomainOutput, error) {
	return &idp.DescribeUserPoolDomainOutput{DomainDescription: &types.DomainDescriptionType{ManagedLoginVersion: aws.Int32(2)}}, nil
}

func (managedPool) DescribeManagedLoginBrandingByClient(
	context.Context, *idp.DescribeManagedLoginBrandingByClientInput, ...func(*idp.Options),
) (*idp.DescribeManagedLoginBrandingByClientOutput, error) {
	return nil, &smithy.GenericAPIError{Code: "ResourceNotFoundException"}
}

func (m managedPool) CreateManagedLoginBranding(
	_ context.Context, in *idp.CreateManagedLoginBrandingInput, _ ...func(*idp.Options),
) (*idp.CreateManagedLoginBrandingOutput, error) {
	*m.made = append(*m.made, *in.UserPoolId+" "+*in.ClientId)
	return &idp.CreateManagedLoginBrandingOutput{}, m.refuse
}

// withClients adds the app clients to what Terraform says.
func (d *rehearsal) withClients(t *testing.T) {
	t.Helper()
	outputs := strings.Replace(d.read(t, "outputs-after"), "{",
		`{"user_pool_client_id": {"value": "one"}, "account_client_id": {"value": "two"}, `, 1)
	d.write(t, "outputs-after", outputs)
}

// TestDeploymentGivesManagedLoginTheBrand: a client without a style has no pages (F-32).
func TestDeploymentGivesManagedLoginTheBrand_F32(t *testing.T) {
	var made []string
	d := newRehearsal(t, deployFlags{autoApprove: true})
	d.withClients(t)
	d.styles = func(_ context.Context, region string) (managedlogin.API, error) {
		if region != "eu-west-1" {
			t.Errorf("asked in %s", region)
		}
		return managedPool{made: &made}, nil
	}
	if err := d.run(t.Context()); err != nil || !slices.Equal(made, []string{"eu-west-1_Pool one", "eu-west-1_Pool two"}) {
		t.Errorf("%v, made %q\n%s", err, made, d.said)
	}
	made = nil
	d.planOnly = true
	if err := d.run(t.Context()); err != nil || made != nil {
		t.Errorf("with a plan alone: %v, made %q", err, made)
	}
}

func TestDeploymentSaysThatPagesAreMissing(t *testing.T) {
	var made []string
	d := newRehearsal(t, deployFlags{autoApprove: true})
	d.withClients(t)
	d.styles = func(context.Context, string) (managedlogin.API, error) {
		return managedPool{made: &made, refuse: &smithy.GenericAPIError{Code: "AccessDeniedException", Message: "no"}}, nil
	}
	err := d.run(t.Context())
	if err == nil || !strings.Contains(err.Error(), "STYLE-DENIED") ||
		!strings.Contains(err.Error(), "the site is deployed, but") {
		t.Errorf("%v", err)
	}
}

// TestDeploymentRefusesABrandEarly: before anything is changed.
func TestDeploymentRefusesABrandEarly(t *testing.T) {
	d := newRehearsal(t, deployFlags{autoApprove: true})
	d.write(t, brand.File, strings.Replace(d.read(t, brand.File), `"radius"`, `"radios"`, 1))
	var refused *brand.Error
	if err := d.run(t.Context()); !errors.As(err, &refused) {
		t.Errorf("%v", err)
	}
	if called := d.calls(t, ""); len(called) != 0 {
		t.Errorf("Terraform was called: %q", called)
	}
}
