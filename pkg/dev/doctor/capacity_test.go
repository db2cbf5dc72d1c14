package doctor

import (
	"fmt"
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"cognitossr/pkg/dev/deployment"
)

// Quotas are compared with what visitors need, and one that AWS does not tell is called unknown.
func TestQuotasBearTheVisitors_N47(t *testing.T) {
	const signIns, federation, creation, functions = quotaSignIn + ")", quotaFederation + ")", quotaCreation +
		")", quotaConcurrency + ")"
	for _, test := range []struct {
		visitors      int
		fail          map[string]string
		few, unknown  []string
		alsoDenied    bool
		withoutQuotas bool
	}{
		{visitors: 0},
		{visitors: 10_000, unknown: []string{creation}},
		{visitors: 1_000_000, few: []string{signIns, federation, functions}, unknown: []string{creation}},
		{visitors: 10_000, fail: map[string]string{"ListServiceQuotas": "AccessDeniedException"},
			unknown: []string{signIns, federation, creation}, alsoDenied: true},
		{visitors: 10_000, fail: map[string]string{"GetAccountSettings": "AccessDeniedException"},
			unknown: []string{signIns, federation, creation, functions}, alsoDenied: true},
		{visitors: 10_000, withoutQuotas: true, unknown: []string{signIns, federation, creation, functions}},
	} {
		t.Run(fmt.Sprint(test.visitors, test.fail), func(t *testing.T) {
			account := &fakeAccount{fail: test.fail}
			source := &AWS{Lambda: account, Quotas: account}
			if test.withoutQuotas {
				source.Quotas = nil
			}
			facts := Facts{Visitors: test.visitors, Deployment: deployment.Deployment{}}
			if err := source.askQuotas(t.Context(), &facts); (err != nil) != test.alsoDenied {
				t.Fatal(err)
			}
			findings := checkQuotas(facts)
			if len(findings) != len(test.few)+len(test.unknown) {
				t.Errorf("findings: %v", findings)
			}
			says := func(code Code, quotas []string) {
				for _, quota := range quotas {
					if !regexp.MustCompile(string(code) + ` [^{}]*` +
						regexp.QuoteMeta(quota)).MatchString(fmt.Sprint(findings)) {
						t.Errorf("no %s of %s in %v", code, quota, findings)
					}
				}
			}
			says(CodeQuota, test.few)
			says(CodeQuotaUnknown, test.unknown)
		})
	}
}

// The table of terraform/README.md is computed as the doctor computes.
func TestTableOfVisitorsIsComputed_N47(t *testing.T) {
	content, err := os.ReadFile("../../../terraform/README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(content), "\n## How many visitors\n")
	rows := map[string][]string{}
	for line := range strings.Lines(section) {
		if cells := strings.Split(line, "|"); len(cells) == 7 {
			rows[strings.TrimSpace(cells[5])] = cells[2:5]
		}
	}
	compared := 0
	for column, visitors := range []int{10_000, 100_000, 1_000_000} {
		for _, need := range Needs(visitors) {
			for has, cells := range rows {
				if !strings.Contains(has, need.Quota) &&
					(need.Quota != quotaConcurrency || !strings.Contains(has, "Lambda")) {
					continue
				}
				written, err := strconv.ParseFloat(strings.NewReplacer("(", "", ")", "", " ", "").Replace(cells[column]), 64)
				rounded := need.Amount
				if need.Quota == quotaConcurrency {
					rounded = math.Ceil(need.Amount) // there are no halves of functions
				}
				if compared++; err != nil || math.Abs(written-rounded) > max(0.02*rounded, 0.05) {
					t.Errorf("%s, %d visitors: the table has %s, computed are %.2f (%v)", need.Quota, visitors,
						cells[column], need.Amount, err)
				}
			}
		}
	}
	if compared != 12 {
		t.Errorf("%d cells of the table are of a quota, want 12", compared)
	}
}
