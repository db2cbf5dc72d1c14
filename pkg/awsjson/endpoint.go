package awsjson

import (
	"errors"
	"net/url"
	"strings"
)

// partition is a group of regions with a domain of its own. Its services are also reachable by IPv6, below the second
// domain, if there is one.
type partition struct{ prefix, domain, dualStack string }

// partitions other than that of most regions.
//
// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html, and the SDK's table, with which a test
// compares the addresses
var partitions = []partition{
	{"cn-", "amazonaws.com.cn", "api.amazonwebservices.com.cn"},
	{"eusc-", "amazonaws.eu", "api.amazonwebservices.eu"},
	{"us-gov-", "amazonaws.com", "api.aws"},
}

var common = partition{"", "amazonaws.com", "api.aws"}

var errEndpoint = errors.New("the endpoint in the environment is not a URL of scheme and host alone")

// endpoint is the origin that a service is called at: the one in the environment, or that of the region.
//
// Sources: https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html,
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-endpoints.html
func endpoint(getenv func(string) string, service, variable, region string) (string, error) {
	for _, name := range []string{"AWS_ENDPOINT_URL_" + variable, "AWS_ENDPOINT_URL"} {
		if address := getenv(name); address != "" {
			return origin(address)
		}
	}
	of := common
	for _, p := range partitions {
		if strings.HasPrefix(region, p.prefix) {
			of = p
		}
	}
	pools := service == "cognito-idp" // whose usual address has IPv6 in most regions, and whose FIPS addresses are all apart
	host, domain, dualStack := service, of.domain, isOn(getenv("AWS_USE_DUALSTACK_ENDPOINT")) && !(pools && of == common)
	if dualStack {
		domain = of.dualStack
	}
	if isOn(getenv("AWS_USE_FIPS_ENDPOINT")) && (dualStack || pools || of.prefix != "us-gov-") { // where all others are FIPS endpoints
		host += "-fips"
	}
	return "https://" + host + "." + region + "." + domain, nil
}

func isOn(value string) bool { return strings.EqualFold(value, "true") }

// origin is the address of a URL without a path, and without the port that its scheme has anyway: net/http would send
// it, and services leave it out of the signature.
func origin(address string) (string, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" ||
		u.Fragment != "" {
		return "", errEndpoint
	}
	switch u.Scheme {
	case "https":
		return "https://" + strings.TrimSuffix(u.Host, ":443"), nil
	case "http":
		return "http://" + strings.TrimSuffix(u.Host, ":80"), nil
	}
	return "", errEndpoint
}
