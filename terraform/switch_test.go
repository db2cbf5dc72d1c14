package terraform_test

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// Each switch is applied on the one before, and the order of the steps is looked at: what the functions are told must
// answer by then, and what answered must go on. It takes minutes, so it is part of "./build.sh check --full" only; the
// graph shows the same in TestAddressesAnswerBeforeTheyAreTold_N27, and here an apply keeps to it.
func TestSwitchesKeepTheSiteUp_N27(t *testing.T) {
	if os.Getenv("FULL") != "1" {
		t.Log("not part of this run; ./build.sh check --full, or FULL=1, includes it")
		return
	}
	t.Parallel()
	emulator := startEmulator(t)
	emulator.createZone(t, "example.com")
	s := newStack(t, emulator.Environ()...)
	base := []string{"name=demo", "deletion_protection=INACTIVE", "hosted_zone=example.com", "cdn_drain_seconds=1"}
	// One function stands for all: that each of them waits the graph shows.
	var applied []string
	for _, target := range []string{"module.api.aws_apigatewayv2_api.this",
		"module.api.aws_apigatewayv2_api_mapping.this", "module.user_pool", `module.function["home"]`, "module.edge",
		"aws_route53_record.site", "aws_route53_record.auth"} {
		applied = append(applied, "-target="+target)
	}
	apply := func(variables []string) string {
		return s.must(t, slices.Concat([]string{"apply", "-auto-approve", "-input=false"}, applied, asFlags(variables))...)
	}
	apply(base)

	const told, record = `module.function["home"].aws_lambda_function.this: Modifying`, `aws_route53_record.site["A"]: `
	const api, mapping, edge = "module.api.aws_apigatewayv2_api.this: ", "module.api.aws_apigatewayv2_api_mapping.this[0]: ", "module.edge[0].aws_cloudfront_distribution.this: "
	const drained = "module.edge[0].terraform_data.drained: "
	const client = "module.user_pool.aws_cognito_user_pool_client.site: Modifications complete"
	const custom, prefix, authRecord = "module.user_pool.aws_cognito_user_pool_domain.custom[0]: ", "module.user_pool.aws_cognito_user_pool_domain.prefix[0]: ", `aws_route53_record.auth["A"]: `
	domain, moved := slices.Concat(base, []string{"site_domain=shop.example.com"}), []string{"site_domain_in_use=false"}
	auth := []string{"auth_domain=auth.shop.example.com"}
	for _, step := range []struct {
		name      string
		variables []string
		order     []string
		never     []string
	}{
		{"site_domain", domain, []string{mapping + "Creation complete", record + "Creation complete", client, told},
			[]string{api}},
		{"auth_domain", slices.Concat(domain, auth),
			[]string{custom + "Creation complete", authRecord + "Creation complete", told},
			[]string{prefix, record, mapping}},
		{"auth_domain is left", slices.Concat(domain, auth, []string{"auth_domain_in_use=false"}), []string{told},
			[]string{prefix, custom, authRecord}},
		{"no auth_domain", domain, []string{authRecord + "Destruction complete", custom + "Destroying"},
			[]string{prefix, told}},
		{"cdn", slices.Concat(domain, []string{"cdn=true"}), []string{edge + "Creation complete", record + "Modifying"},
			[]string{api, mapping}},
		{"no cdn", domain, []string{record + "Modifications complete", drained + "Destruction complete",
			edge + "Destroying"}, []string{api, mapping}},
		{"closed", slices.Concat(domain, []string{"default_address_open=false"}), []string{api + "Modifying", client},
			[]string{mapping, record}},
		{"moved back", slices.Concat(domain, moved), []string{api + "Modifications complete", client, told},
			[]string{mapping, record}},
		{"no site_domain", base, []string{mapping + "Destruction complete"}, []string{api, told}},
	} {
		t.Run(step.name, func(t *testing.T) {
			said := apply(step.variables)
			_, steps, _ := strings.Cut(said, "\nPlan: ")
			at := 0
			for _, want := range step.order {
				found := strings.Index(steps[at:], want)
				if found < 0 {
					t.Fatalf("no %q after what must come before it:\n%s", want, steps)
				}
				at += found
			}
			for _, unwanted := range step.never {
				if strings.Contains(steps, unwanted) {
					t.Errorf("%q is touched:\n%s", unwanted, steps)
				}
			}
		})
	}
}
