package doctor

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"cognitossr/pkg/config"
	"cognitossr/pkg/dev/deployment"
	"cognitossr/pkg/paths"
)

// addresses returns the URLs that the site sends, which the app client must allow.
func addresses(siteURL string) (callback, signedOut string) {
	return siteURL + paths.Callback, siteURL + paths.SignedOut
}

func checkSettings(f Facts) []Finding {
	var missing []string
	d := f.Deployment
	for _, setting := range []struct{ name, value string }{
		{"the site's address (site_url, BASE_URL)", d.SiteURL},
		{"the app client's id (user_pool_client_id, COGNITO_CLIENT_ID)", d.ClientID},
		{"the hosted pages' address (hosted_ui_url, COGNITO_DOMAIN)", d.HostedURL},
	} {
		if setting.value == "" {
			missing = append(missing, setting.name)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	return found(CodeSettingMissing, "%s does not say %s.", d.Source, strings.Join(missing, ", "))
}

func checkURLs(f Facts) []Finding {
	var findings []Finding
	for _, address := range []string{f.Deployment.SiteURL, f.Deployment.HostedURL} {
		if problem := originProblem(address); address != "" && problem != "" {
			findings = append(findings, found(CodeSiteURL, "The address %q %s.", address, problem)...)
		}
	}
	return findings
}

func originProblem(address string) string {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "":
		return "is not a URL"
	case u.Path != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil:
		return "has more than scheme, host and port"
	case u.Host != strings.ToLower(u.Host):
		return "has upper-case letters in its host"
	case u.Scheme != "https" && !(u.Scheme == "http" && config.IsLoopback(u.Hostname())):
		return "does not use https"
	}
	return ""
}

func isLoopbackURL(address string) bool {
	u, err := url.Parse(address)
	return err == nil && config.IsLoopback(u.Hostname())
}

func checkConfiguredLists(f Facts) []Finding {
	if f.Client != nil || f.Deployment.CallbackURLs == nil && f.Deployment.LogoutURLs == nil {
		return nil // the settings at AWS take precedence, and are checked instead
	}
	return compareLists(f.Deployment, f.Deployment.CallbackURLs, f.Deployment.LogoutURLs, "Terraform's outputs")
}

// compareLists compares exactly, as Cognito does.
func compareLists(d deployment.Deployment, callbacks, logouts []string, where string) []Finding {
	if d.SiteURL == "" {
		return nil
	}
	var findings []Finding
	callback, signedOut := addresses(d.SiteURL)
	if !slices.Contains(callbacks, callback) {
		findings = append(findings, found(CodeCallbackMissing, "The site sends %s, which is not among the allowed "+
			"callback URLs in %s%s.", callback, where, nearest(callback, callbacks))...)
	}
	if !slices.Contains(logouts, signedOut) {
		findings = append(findings, found(CodeLogoutMissing, "The site sends %s, which is not among the allowed "+
			"sign-out URLs in %s%s.", signedOut, where, nearest(signedOut, logouts))...)
	}
	for _, allowed := range callbacks {
		if isLoopbackURL(allowed) && !isLoopbackURL(d.SiteURL) {
			findings = append(findings, found(CodeCallbackLoopback, "The callback URL %s, on the visitor's own machine, "+
				"is allowed in %s.", allowed, where)...)
		}
	}
	return findings
}

// nearest finds an entry with a difference that is easily overlooked: case, a trailing slash, the scheme, www.
func nearest(want string, allowed []string) string {
	plain := func(address string) string {
		address = strings.TrimRight(strings.ToLower(address), "/")
		_, address, _ = strings.Cut(address, "://")
		address = strings.TrimPrefix(address, "www.")
		return strings.NewReplacer("127.0.0.1", "localhost").Replace(address)
	}
	for _, candidate := range allowed {
		if plain(candidate) == plain(want) {
			return fmt.Sprintf(" (%s is, which is not the same)", candidate)
		}
	}
	return ""
}

func checkSecretSetting(f Facts) []Finding {
	if f.Deployment.ClientSecretParameter == "" && !f.Deployment.HasClientSecret {
		return found(CodeSecretSetting, "%s has neither the client's secret nor the name of its parameter.",
			f.Deployment.Source)
	}
	return nil
}

func checkSeed(f Facts) []Finding {
	if f.Deployment.JWKS == "" {
		return nil
	}
	if _, err := deployment.Keys([]byte(f.Deployment.JWKS)); err != nil {
		return found(CodeSeedBroken, "The deployment's key set cannot be used: %v.", err)
	}
	return nil
}

// sessionMaxAge is the maximum age of the site's session cookies.
func sessionMaxAge(d deployment.Deployment) time.Duration {
	if age, err := time.ParseDuration(d.SessionMaxAge); err == nil {
		return age
	}
	return config.DefaultSessionMaxAge
}
