package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cognitossr/pkg/dev/scaffold"
)

func TestNewSaysWhatItWroteAndWhatComesNext(t *testing.T) {
	root, _ := project(t)
	declared, err := os.ReadFile(filepath.Join(root, "terraform", "variables_auth.tf"))
	if err != nil || !strings.Contains(string(declared), "variable \"user_groups\"") {
		t.Fatalf("user_groups is not where it is said to be: %v", err)
	}
	const ofGroup = `add { name = "auditors" } to the default of user_groups in terraform/variables_auth.tf`
	tests := []struct {
		name       string
		request    scaffold.Request
		says, omit []string
	}{
		{
			"page for a group", scaffold.Request{Name: "audit", Route: "GET /audit/{id}", Auth: "group:auditors"},
			[]string{"functions/audit/main.go", "./build.sh test ./functions/audit", "shows /audit/7",
				"pkg/language/texts", ofGroup}, nil,
		},
		{"page for administrators", scaffold.Request{Name: "audit", Route: "GET /audit", Auth: "group:admin"}, nil,
			[]string{ofGroup}},
		{"API", scaffold.Request{Name: "audit", Route: "GET /audit", API: true}, []string{"./build.sh dev"},
			[]string{"pkg/language"}},
		{
			"form with a table", scaffold.Request{Name: "my-list", Route: "GET /list", Form: true, Table: true},
			[]string{"./build.sh deploy", "terraform/own_my_list.tf", "functions/delete-account"}, nil,
		},
		{"trigger", scaffold.Request{Name: "greet", Trigger: "post_authentication"},
			[]string{"./build.sh invoke greet", "after a sign-in"}, []string{"shows"}},
		{"schedule", scaffold.Request{Name: "digest", Schedule: "rate(1 day)"},
			[]string{"./build.sh invoke digest", "runs it now"}, []string{"./build.sh dev  "}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f, err := scaffold.New(scaffold.Site{Root: root, SAM: renderSAM}, test.request)
			if err != nil {
				t.Fatal(err)
			}
			var out strings.Builder
			announceFunction(&out, f, scaffold.Written{Made: []string{"functions/audit/main.go"},
				Changed: []string{"functions/routes.json"}})
			for _, want := range test.says {
				if !strings.Contains(out.String(), want) {
					t.Errorf("it does not say %q:\n%s", want, out.String())
				}
			}
			for _, omitted := range test.omit {
				if strings.Contains(out.String(), omitted) {
					t.Errorf("it says %q:\n%s", omitted, out.String())
				}
			}
		})
	}
}
