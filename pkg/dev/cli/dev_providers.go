package main

import (
	"fmt"
	"io"
	"maps"
	"net/url"
	"slices"
	"strings"

	"cognitossr/pkg/dev/local"
)

const providerHelp = "an identity provider to sign in with, as Google or Okta; a page stands in for it. One on this machine is\n" +
	"reached with NAME,issuer=URL,client_id=ID,client_secret=SECRET. May be given several times"

// parseProviders reads the values of --provider.
func parseProviders(values []string) ([]local.Provider, error) {
	var list []local.Provider
	for _, value := range values {
		name, rest, _ := strings.Cut(value, ",")
		p := local.Provider{Name: name}
		for member := range strings.SplitSeq(rest, ",") {
			key, text, _ := strings.Cut(member, "=")
			switch key {
			case "":
			case "type":
				p.Type = text
			case "issuer":
				p.Issuer = text
			case "client_id":
				p.ClientID = text
			case "client_secret":
				p.ClientSecret = text
			default:
				return nil, wrongUse{fmt.Errorf("--provider %s: %q: want type, issuer, client_id and client_secret after the name, as in Okta,issuer=http://127.0.0.1:9000", name, key)}
			}
		}
		if p.Issuer != "" && !local.OnThisMachine(p.Issuer) {
			return nil, fmt.Errorf("--provider %s: issuer=%s is not on this machine; without an issuer a page stands in for the provider", name, p.Issuer)
		}
		list = append(list, p)
	}
	return list, nil
}

func announceProviders(out io.Writer, stack *local.Stack, options local.Options) {
	issuers := map[string]string{}
	for _, p := range options.Providers {
		issuers[p.Name] = p.Issuer
	}
	if d := options.Deployment; d != nil {
		for _, p := range d.Pool.Providers {
			issuers[p.ProviderName] = p.ProviderDetails["oidc_issuer"]
		}
	}
	if len(issuers) > 0 {
		fmt.Fprintln(out)
	}
	heading := "  Sign in with"
	for _, name := range slices.Sorted(maps.Keys(issuers)) {
		how := "a page stands in for it"
		if local.OnThisMachine(issuers[name]) {
			how = issuers[name]
		}
		fmt.Fprintf(out, "%-16s %s/auth/login?idp=%s   (%s)\n", heading, stack.SiteURL, url.QueryEscape(name), how)
		heading = ""
	}
}
