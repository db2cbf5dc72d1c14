// Package deployment reads the settings of a deployed site from Terraform's outputs or from the environment of its
// functions. It must not call AWS or change anything. Only the command-line tool uses it; no function links it.
package deployment

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"strings"

	"cognitossr/pkg/config"
)

// Deployment holds the settings of a deployed site. A member is empty if its source does not have it.
type Deployment struct {
	Source                 string // where the settings come from, for messages
	SiteURL                string // the site's origin
	UserPoolID             string
	ClientID               string
	HostedURL              string // the origin of Cognito's pages
	Issuer                 string
	IssuerType             config.IssuerType
	SecondRegion           string // of the pool's replica; "" where there is none
	Failover               bool   // the functions use the replica
	JWKSURL                string
	JWKS                   string // the key set that was shipped with the deployment, as JSON
	ClientSecretParameter  string
	AccountClientID        string // of the client that visitors' own accounts are changed with; "" where there is none
	AccountSecretParameter string
	HasClientSecret        bool // the secret itself is in the environment
	SessionMaxAge          string
	SignOutTable           string   // the table of ended sessions; "" where instant sign-out is off
	CallbackURLs           []string // as Terraform configured them; nil if the source does not have them
	LogoutURLs             []string
	Functions              map[string]string // name in routes.json to name of the Lambda function
}

// Region is the AWS region of the user pool.
func (d Deployment) Region() string {
	region, _, found := strings.Cut(d.UserPoolID, "_")
	if !found {
		return ""
	}
	return region
}

// ErrNone means that a source has no deployment.
var ErrNone = errors.New("nothing is deployed")

// FromEnvironment reads the variables of a function. It returns ErrNone if COGNITO_USER_POOL_ID is not set.
func FromEnvironment(getenv func(string) string) (Deployment, error) {
	d := Deployment{
		Source:                "the environment",
		SiteURL:               getenv("BASE_URL"),
		UserPoolID:            getenv("COGNITO_USER_POOL_ID"),
		ClientID:              getenv("COGNITO_CLIENT_ID"),
		AccountClientID:       getenv("COGNITO_ACCOUNT_CLIENT_ID"),
		HostedURL:             getenv("COGNITO_DOMAIN"),
		Issuer:                getenv("COGNITO_ISSUER"),
		IssuerType:            config.IssuerType(getenv("COGNITO_ISSUER_TYPE")),
		SecondRegion:          getenv("COGNITO_REGION"),
		Failover:              getenv("COGNITO_REGION") != "",
		JWKSURL:               getenv("COGNITO_JWKS_URL"),
		JWKS:                  getenv("COGNITO_JWKS"),
		ClientSecretParameter: getenv("COGNITO_CLIENT_SECRET_PARAMETER"),
		HasClientSecret:       getenv("COGNITO_CLIENT_SECRET") != "",
		SessionMaxAge:         getenv("SESSION_MAX_AGE"),
		SignOutTable:          getenv("INSTANT_SIGN_OUT_TABLE"),
	}
	if d.UserPoolID == "" {
		return Deployment{}, fmt.Errorf("reading the environment: %w: COGNITO_USER_POOL_ID is not set", ErrNone)
	}
	return d.withDefaults(), nil
}

// withDefaults adds the values that package config derives, too.
func (d Deployment) withDefaults() Deployment {
	d.IssuerType = cmp.Or(d.IssuerType, config.IssuerOriginal)
	if d.Issuer == "" && d.Region() != "" {
		d.Issuer = config.IssuerOf(d.UserPoolID, d.IssuerType)
	}
	if d.JWKSURL == "" && d.Issuer != "" {
		d.JWKSURL = d.Issuer + "/.well-known/jwks.json"
	}
	return d
}

// outputs are the outputs in terraform/outputs.tf that this package reads.
type outputs struct {
	SiteURL               output[string]            `json:"site_url"`
	UserPoolID            output[string]            `json:"user_pool_id"`
	ClientID              output[string]            `json:"user_pool_client_id"`
	AccountClientID       output[string]            `json:"account_client_id"`
	HostedURL             output[string]            `json:"hosted_ui_url"`
	Issuer                output[string]            `json:"issuer"`
	IssuerType            output[config.IssuerType] `json:"issuer_type"`
	SecondRegion          output[string]            `json:"second_region"`
	Failover              output[bool]              `json:"failover"`
	JWKSURL               output[string]            `json:"jwks_url"`
	ClientSecretParameter output[string]            `json:"client_secret_parameter"`
	AccountParameter      output[string]            `json:"account_client_secret_parameter"`
	SignOutTable          output[string]            `json:"instant_sign_out_table"`
	CallbackURLs          output[[]string]          `json:"callback_urls"`
	LogoutURLs            output[[]string]          `json:"logout_urls"`
	Functions             output[map[string]string] `json:"function_names"`
}

type output[T any] struct {
	Value T `json:"value"`
}

// FromTerraform reads the JSON that "terraform output -json" prints. It returns ErrNone if they have no user pool.
func FromTerraform(data []byte) (Deployment, error) {
	var o outputs
	if err := json.Unmarshal(data, &o); err != nil {
		return Deployment{}, fmt.Errorf("reading Terraform's outputs: %w", err)
	}
	if o.UserPoolID.Value == "" {
		return Deployment{}, fmt.Errorf("reading Terraform's outputs: %w: there is no user_pool_id", ErrNone)
	}
	return Deployment{
		Source:                 "Terraform's outputs",
		SiteURL:                o.SiteURL.Value,
		UserPoolID:             o.UserPoolID.Value,
		ClientID:               o.ClientID.Value,
		AccountClientID:        o.AccountClientID.Value,
		HostedURL:              o.HostedURL.Value,
		Issuer:                 o.Issuer.Value,
		IssuerType:             cmp.Or(o.IssuerType.Value, config.IssuerOriginal),
		SecondRegion:           o.SecondRegion.Value,
		Failover:               o.Failover.Value,
		JWKSURL:                o.JWKSURL.Value,
		ClientSecretParameter:  o.ClientSecretParameter.Value,
		AccountSecretParameter: o.AccountParameter.Value,
		SignOutTable:           o.SignOutTable.Value,
		CallbackURLs:           o.CallbackURLs.Value,
		LogoutURLs:             o.LogoutURLs.Value,
		Functions:              o.Functions.Value,
	}, nil
}

// Terraform runs terraform output in the folder of a root module. It returns ErrNone if nothing was applied there.
func Terraform(ctx context.Context, dir string) (Deployment, error) {
	program, err := exec.LookPath("terraform")
	if err != nil {
		return Deployment{}, fmt.Errorf("%w as far as is known: the terraform command was not found, see "+
			"https://developer.hashicorp.com/terraform/install", ErrNone)
	}
	var problem bytes.Buffer
	command := exec.CommandContext(ctx, program, "-chdir="+dir, "output", "-json", "-no-color")
	command.Stderr = &problem
	data, err := command.Output()
	if err != nil {
		return Deployment{}, fmt.Errorf("terraform output: %w: %s", err, strings.TrimSpace(problem.String()))
	}
	return FromTerraform(data)
}
