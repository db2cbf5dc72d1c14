package awsjson

import (
	"context"
	"strings"
	"testing"

	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	smithyendpoints "github.com/aws/smithy-go/endpoints"
)

// resolvers find addresses by the SDK's tables, one for each service.
var resolvers = map[string]func(ctx context.Context, region *string, fips, dual *bool) (smithyendpoints.Endpoint, error){
	"ssm": func(ctx context.Context, region *string, fips, dual *bool) (smithyendpoints.Endpoint, error) {
		return ssm.NewDefaultEndpointResolverV2().ResolveEndpoint(ctx,
			ssm.EndpointParameters{Region: region, UseFIPS: fips, UseDualStack: dual})
	},
	"cognito-idp": func(ctx context.Context, region *string, fips, dual *bool) (smithyendpoints.Endpoint, error) {
		return idp.NewDefaultEndpointResolverV2().ResolveEndpoint(ctx,
			idp.EndpointParameters{Region: region, UseFIPS: fips, UseDualStack: dual})
	},
}

// TestEndpointIsTheSDKs compares the addresses of regions with those that the SDK finds by its table.
func TestEndpointIsTheSDKs(t *testing.T) {
	for _, region := range []string{
		"eu-west-1", "us-east-1", "us-east-2", "us-west-2", "ap-southeast-7", "il-central-1", "ca-west-1",
		"us-gov-west-1", "us-gov-east-1", "cn-north-1", "cn-northwest-1", "eusc-de-east-1",
	} {
		for service, resolve := range resolvers {
			for _, fips := range []bool{false, true} {
				for _, dual := range []bool{false, true} {
					if fips && dual && service == "cognito-idp" && !strings.HasPrefix(region, "us-") {
						continue // the SDK makes up a name: user pools have no such address there
					}
					want, err := resolve(t.Context(), &region, &fips, &dual)
					if err != nil {
						t.Fatal(err)
					}
					on := map[bool]string{true: "true"}
					got, err := endpoint(environment(map[string]string{
						"AWS_USE_FIPS_ENDPOINT": on[fips], "AWS_USE_DUALSTACK_ENDPOINT": on[dual],
					}), service, "X", region)
					if err != nil || got != want.URI.String() {
						t.Errorf("%s in %s, FIPS %v, dual-stack %v: %q, %v; want %q", service, region, fips, dual, got,
							err, want.URI.String())
					}
				}
			}
		}
	}
}

func TestEndpointOfTheEnvironment(t *testing.T) {
	tests := []struct{ name, own, all, want string }{
		{"of the service", "http://127.0.0.1:9229", "", "http://127.0.0.1:9229"},
		{"of all services", "", "http://127.0.0.1:4566/", "http://127.0.0.1:4566"},
		{"of the service before all", "https://vpce.example.com:443", "http://127.0.0.1:4566", "https://vpce.example.com"},
		{"with a port that the scheme has anyway", "http://[::1]:80", "", "http://[::1]"},
		{"with a path", "https://example.com/path", "", ""},
		{"with a query", "https://example.com?x=1", "", ""},
		{"with a user", "https://user@example.com", "", ""},
		{"of another kind", "ftp://example.com", "", ""},
		{"without a scheme", "example.com", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := endpoint(environment(map[string]string{"AWS_ENDPOINT_URL_SSM": tt.own,
				"AWS_ENDPOINT_URL": tt.all}), "ssm", "SSM", "eu-west-1")
			if got != tt.want || (err == nil) != (tt.want != "") {
				t.Errorf("endpoint() = %q, %v; want %q", got, err, tt.want)
			}
		})
	}
}
