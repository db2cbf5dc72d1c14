package doctor

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"cognitossr/pkg/cognito"
	"cognitossr/pkg/dev/deployment"
)

func checkPool(f Facts) []Finding {
	if f.Pool == nil {
		return nil
	}
	var findings []Finding
	if f.Pool.DeviceTracking {
		findings = append(findings, found(CodeDeviceTracking, "The user pool tracks devices.")...)
	}
	if f.Pool.OwnUserNames {
		findings = append(findings, found(CodeUserNames,
			"Users of the pool have user names of their own, and the site's pages know an e-mail address only.")...)
	}
	if f.Pool.CaseSensitive {
		findings = append(findings, found(CodeUserNames,
			"The pool takes Ada@example.com and ada@example.com for two people.")...)
	}
	return findings
}

func checkClientLists(f Facts) []Finding {
	if f.Client == nil {
		return nil
	}
	return compareLists(f.Deployment, f.Client.CallbackURLs, f.Client.LogoutURLs, "the app client")
}

func checkFlow(f Facts) []Finding {
	if f.Client == nil {
		return nil
	}
	var findings []Finding
	if !slices.Equal(f.Client.Flows, []string{"code"}) {
		findings = append(findings, found(CodeClientFlow, "The app client allows the grants %q, but must allow only "+
			"the code grant.", f.Client.Flows)...)
	}
	for _, scope := range strings.Fields(cognito.Scopes) {
		if !slices.Contains(f.Client.Scopes, scope) {
			return append(findings, found(CodeClientScopes, "The app client does not allow the scope %s.", scope)...)
		}
	}
	return findings
}

// rotated reports whether "./build.sh rotate-secret" has replaced the secret. What Cognito says of the client's first
// secret then means nothing, and it says nothing of others.
func (f Facts) rotated() bool { return f.Parameter != nil && f.Parameter.Version > 1 }

func checkSecret(f Facts) []Finding {
	var findings []Finding
	if f.Client != nil && f.Client.Secret.Empty() && !f.rotated() {
		findings = found(CodeClientSecretless, "The app client has no secret, but the site authenticates with one.")
	}
	switch {
	case f.Parameter == nil:
	case f.Parameter.Missing:
		findings = append(findings, found(CodeParameterMissing, "There is no parameter %s.",
			f.Deployment.ClientSecretParameter)...)
	case f.Client != nil && !f.Client.Secret.Empty() && !f.rotated() &&
		f.Parameter.Value.Reveal() != f.Client.Secret.Reveal():
		findings = append(findings, found(CodeParameterDiffers, "The parameter %s does not hold the app client's "+
			"secret.", f.Deployment.ClientSecretParameter)...)
	}
	return findings
}

// longestAccess is how long pages that only verify tokens may be unaware of an administrator's change.
const longestAccess = time.Hour

func checkValidities(f Facts) []Finding {
	if f.Client == nil {
		return nil
	}
	var findings []Finding
	if f.Client.AccessValidity > longestAccess {
		findings = append(findings, found(CodeAccessValidity, "Access tokens are valid for %v.", f.Client.AccessValidity)...)
	}
	if f.Client.AccessValidity != f.Client.IDValidity {
		findings = append(findings, found(CodeValiditiesDiffer, "Access tokens are valid for %v, ID tokens for %v.",
			f.Client.AccessValidity, f.Client.IDValidity)...)
	}
	if cookies := sessionMaxAge(f.Deployment); cookies > f.Client.RefreshValidity {
		findings = append(findings, found(CodeRefreshValidity, "The site keeps sessions for %v, but refresh tokens "+
			"are valid for %v only.", cookies, f.Client.RefreshValidity)...)
	}
	return findings
}

// leastGrace is the grace period that two tabs need to refresh at the same time.
const leastGrace = 10 * time.Second

func checkRotation(f Facts) []Finding {
	if f.Client == nil {
		return nil
	}
	var findings []Finding
	if !f.Client.Revocation {
		findings = found(CodeRevocation, "The app client does not allow tokens to be revoked.")
	}
	switch {
	case !f.Client.Rotation:
		findings = append(findings, found(CodeRotation, "The app client does not rotate refresh tokens.")...)
	case f.Client.Grace < leastGrace:
		findings = append(findings, found(CodeGrace, "A rotated refresh token is refused after %v.", f.Client.Grace)...)
	}
	return findings
}

func checkDomain(f Facts) []Finding {
	if f.Pool != nil && len(f.Pool.Domains) == 0 {
		return found(CodeDomainMissing, "The user pool has no domain.")
	}
	var findings []Finding
	if f.Pool != nil && f.Deployment.HostedURL != "" && !slices.Contains(f.Pool.hosts(f.Deployment.Region()),
		hostOf(f.Deployment.HostedURL)) {
		findings = found(CodeDomainOther, "The site sends visitors to %s, but the user pool's domain is %s.",
			f.Deployment.HostedURL, strings.Join(f.Pool.hosts(f.Deployment.Region()), " and "))
	}
	if f.Domain == nil {
		return findings
	}
	if f.Domain.Status != "ACTIVE" {
		findings = append(findings, found(CodeDomainInactive, "The domain of the hosted pages is %s.", f.Domain.Status)...)
	}
	if f.Domain.Parent != "" && !f.Domain.ParentResolves {
		findings = append(findings, found(CodeDomainParent, "%s, the parent of the hosted pages' domain, has no "+
			"address.", f.Domain.Parent)...)
	}
	if region := certificateRegion(f.Domain.CertificateARN); region != "" && region != "us-east-1" {
		findings = append(findings, found(CodeDomainCertificate, "The certificate of the hosted pages' domain is in "+
			"%s.", region)...)
	}
	return findings
}

// hosts returns the host names of a pool's domains: a custom domain has dots, a prefix does not.
func (p *Pool) hosts(region string) []string {
	var hosts []string
	for _, domain := range p.Domains {
		if !strings.Contains(domain, ".") {
			domain += ".auth." + region + ".amazoncognito.com"
		}
		hosts = append(hosts, domain)
	}
	return hosts
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}

// certificateRegion is the fourth field of an ARN.
func certificateRegion(arn string) string {
	fields := strings.Split(arn, ":")
	if len(fields) < 6 {
		return ""
	}
	return fields[3]
}

func checkKeySet(f Facts) []Finding {
	if f.KeySet == nil {
		return nil
	}
	if f.KeySet.Unreachable != "" {
		return found(CodeKeysUnreachable, "%s cannot be read: %s.", f.Deployment.JWKSURL, f.KeySet.Unreachable)
	}
	live, err := deployment.Keys(f.KeySet.JSON)
	if err != nil {
		return found(CodeKeysBroken, "%s does not serve the key set of a user pool: %v.", f.Deployment.JWKSURL, err)
	}
	if f.Deployment.JWKS == "" {
		return found(CodeSeedMissing, "No key set is shipped with the deployment.")
	}
	seed, err := deployment.Keys([]byte(f.Deployment.JWKS))
	if err != nil {
		return nil // checkSeed reports it
	}
	for id, modulus := range live {
		if seed[id] != modulus {
			return found(CodeSeedStale, "The pool has a key that the deployment's key set lacks.")
		}
	}
	return nil
}

// clockTolerance is less than the clock skew that tokens and signatures allow.
const clockTolerance = 20 * time.Second

func checkClock(f Facts) []Finding {
	if f.Clock == nil || f.Clock.Abs() <= clockTolerance {
		return nil
	}
	way := "ahead of"
	if *f.Clock < 0 {
		way = "behind"
	}
	return found(CodeClock, "The clock of this machine is %v %s AWS.", f.Clock.Abs().Round(time.Second), way)
}

func checkSite(f Facts) []Finding {
	switch {
	case f.Site == nil:
		return nil
	case f.Site.Unreachable != "":
		return found(CodeSiteUnreachable, "%s does not answer: %s.", f.Deployment.SiteURL, f.Site.Unreachable)
	case f.Site.Status != http.StatusOK:
		return found(CodeSiteStatus, "%s returns status %d%s.", f.Deployment.SiteURL, f.Site.Status,
			logOf(f.Deployment, "home"))
	case f.Site.LoginStatus != http.StatusSeeOther:
		return found(CodeLoginStatus, "%s/auth/login returns status %d instead of 303%s.",
			f.Deployment.SiteURL, f.Site.LoginStatus, logOf(f.Deployment, "login"))
	}
	return checkLogin(f)
}

// logOf names the log group of a function, if the source has the function's name.
func logOf(d deployment.Deployment, function string) string {
	if name := d.Functions[function]; name != "" {
		return "; the log of the function is /aws/lambda/" + name
	}
	return ""
}

func checkFunctions(f Facts) []Finding {
	var findings []Finding
	for _, name := range f.MissingFunctions {
		findings = append(findings, found(CodeFunctionMissing, "There is no function %s.", name)...)
	}
	return findings
}

// checkLogin compares the redirect of the running function with the deployment.
func checkLogin(f Facts) []Finding {
	callback, _ := addresses(f.Deployment.SiteURL)
	to, err := url.Parse(f.Site.LoginTo)
	if err != nil {
		return found(CodeLoginElsewhere, "%s/auth/login does not redirect to a URL.", f.Deployment.SiteURL)
	}
	for _, part := range []struct{ name, got, want string }{
		{"the hosted pages at", to.Scheme + "://" + to.Host, f.Deployment.HostedURL},
		{"the app client", to.Query().Get("client_id"), f.Deployment.ClientID},
		{"the callback", to.Query().Get("redirect_uri"), callback},
	} {
		if part.got != part.want {
			return found(CodeLoginElsewhere, "%s/auth/login uses %s %q instead of %q.",
				f.Deployment.SiteURL, part.name, part.got, part.want)
		}
	}
	return nil
}
