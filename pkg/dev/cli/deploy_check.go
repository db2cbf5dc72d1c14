//go:build !noaws

package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsconfig "github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// checkRoute looks whether --route names a function that can be brought alone. One that waits for a setting cannot:
// without the setting the plan would have nothing to say, as if all were done, and with a new one the function would
// be there and no pool would call it.
func (d deployer) checkRoute() error {
	if _, err := chosen(d.table, d.names()); err != nil {
		return err
	}
	if function, _ := d.table.Function(d.route); function.Setting != "" {
		return fmt.Errorf("the function %s comes and goes with %s, and the user pool has to know: deploy without --route", function.Name, function.Setting)
	}
	return nil
}

// checkSettings looks for what is missing before anything is built: a name, an AWS account, and a state that is of this
// site.
func (d deployer) checkSettings(ctx context.Context) error {
	name, err := d.terraform.evaluate(ctx, "var.name", d.arguments(""))
	if err != nil {
		return err
	}
	if name == "" {
		return errNoName
	}
	region, err := d.terraform.evaluate(ctx, "var.aws_region", d.arguments(""))
	if err != nil {
		return err
	}
	deployed, err := d.terraform.outputs(ctx)
	if err != nil {
		return err
	}
	if err := (site{name: name, region: region}).mixedUp(deployed); err != nil {
		return err
	}
	account, err := d.account(ctx, region)
	if err != nil {
		return err
	}
	if err := (site{account: account}).mixedUp(deployed); err != nil {
		return err
	}
	fmt.Fprintf(d.out, "Site %s, region %s, account %s\n", name, region, account)
	return nil
}

// callerIdentity asks AWS whose credentials these are, in the region of the deployment.
func callerIdentity(ctx context.Context, region string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	settings, err := awsSettings(ctx, region, awsconfig.WithRetryMaxAttempts(2))
	if err != nil {
		return "", err
	}
	identity, err := sts.NewFromConfig(settings).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if unknown := new(net.DNSError); errors.As(err, &unknown) && unknown.IsNotFound {
		return "", fmt.Errorf("AWS has no region %s, or this machine has no network: check aws_region", region)
	}
	if err != nil {
		return "", fmt.Errorf("AWS does not accept the credentials in region %s: %s; a newer region must be enabled in the account first (%s)",
			region, howToGetCredentials, reasonOfAWS(err))
	}
	return aws.ToString(identity.Account), nil
}
