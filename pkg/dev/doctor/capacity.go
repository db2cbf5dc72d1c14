package doctor

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/servicequotas"
)

// QuotaAPI is the part of *servicequotas.Client that this package uses.
type QuotaAPI interface {
	ListServiceQuotas(context.Context, *servicequotas.ListServiceQuotasInput,
		...func(*servicequotas.Options)) (*servicequotas.ListServiceQuotasOutput, error)
}

// Visitors who each sign in once a day, see 20 pages and stay for half an hour, which is two refreshes with tokens of 15
// minutes. 15 % of the day comes in one hour, and its peaks are twice the mean.
const (
	pagesOfAVisit     = 20
	refreshesOfAVisit = 2
	registrations     = 0.01 // of visitors
	busiestHour       = 0.15 // of the day
	peak              = 2.0
	secondsOfARequest = 0.01
)

// Need is what visitors need of one quota in their busiest moments.
type Need struct {
	Quota  string  // part of its name at AWS
	What   string  // for messages
	Amount float64 // calls a second; of Concurrency functions at work at once
}

// Quotas of the needs.
const (
	quotaSignIn      = "UserAuthentication" // sign-ins with a password, and refreshes at the token endpoint
	quotaFederation  = "UserFederation"
	quotaCreation    = "UserCreation"
	quotaConcurrency = "concurrent executions"
)

// Needs are those of so many visitors a day. terraform/README.md has a table of them, "How many visitors".
func Needs(visitors int) []Need {
	perSecond := func(count float64) float64 { return float64(visitors) * count * busiestHour / 3600 * peak }
	return []Need{
		{quotaSignIn, "sign-ins with a password and refreshes", perSecond(1 + refreshesOfAVisit)},
		{quotaFederation, "sign-ins with an identity provider, if all use one", perSecond(1)},
		{quotaCreation, "registrations", perSecond(registrations)},
		{quotaConcurrency, "functions at work at once", perSecond(pagesOfAVisit) * secondsOfARequest},
	}
}

// askQuotas reads the account's quotas. One that AWS does not name stays unknown.
func (a *AWS) askQuotas(ctx context.Context, f *Facts) error {
	if f.Visitors == 0 || a.Quotas == nil {
		return nil
	}
	f.Quotas = map[string]float64{}
	settings, err := a.Lambda.GetAccountSettings(ctx, &lambda.GetAccountSettingsInput{})
	if err != nil {
		return err
	}
	if settings.AccountLimit != nil && settings.AccountLimit.UnreservedConcurrentExecutions != nil {
		f.Quotas[quotaConcurrency] = float64(*settings.AccountLimit.UnreservedConcurrentExecutions)
	}
	input := &servicequotas.ListServiceQuotasInput{ServiceCode: aws.String("cognito-idp")}
	for {
		output, err := a.Quotas.ListServiceQuotas(ctx, input)
		if err != nil {
			return err
		}
		for _, quota := range output.Quotas {
			for _, name := range []string{quotaSignIn, quotaFederation, quotaCreation} {
				if quota.Value != nil && strings.Contains(aws.ToString(quota.QuotaName), name) {
					f.Quotas[name] = *quota.Value
				}
			}
		}
		if input.NextToken = output.NextToken; input.NextToken == nil {
			return nil
		}
	}
}

// checkQuotas compares what visitors need with the account's quotas.
func checkQuotas(f Facts) []Finding {
	if f.Visitors == 0 {
		return nil
	}
	var findings []Finding
	for _, need := range Needs(f.Visitors) {
		has, known := f.Quotas[need.Quota]
		says := fmt.Sprintf("%d visitors a day need %.1f %s", f.Visitors, need.Amount, need.What)
		if need.Quota != quotaConcurrency {
			says += " a second"
		}
		switch {
		case !known:
			findings = append(findings, found(CodeQuotaUnknown, "%s; what the account has (%s) is unknown.", says,
				need.Quota)...)
		case need.Amount > has:
			findings = append(findings, found(CodeQuota, "%s, and the account has %.0f (%s).", says, has, need.Quota)...)
		}
	}
	return findings
}
