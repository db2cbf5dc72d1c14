package local

import (
	"slices"
	"testing"

	"cognitossr/pkg/routes"
)

func TestFunctionsHaveTheirTables(t *testing.T) {
	notes := routes.Function{Name: "notes", Routes: []string{"GET /notes"}, Auth: "user", Policy: "notes",
		Environment: []string{"MY_NOTES_TABLE", "AWS_ENDPOINT_URL_DYNAMODB"}}
	tests := []struct {
		name  string
		given map[string]string
		want  []string
	}{
		{"the local one", nil, []string{"AWS_ENDPOINT_URL_DYNAMODB=http://cognito", "MY_NOTES_TABLE=own-my-notes-table"}},
		{"the developer's own", map[string]string{"MY_NOTES_TABLE": "x", "AWS_ENDPOINT_URL_DYNAMODB": "http://x"},
			[]string{"AWS_ENDPOINT_URL_DYNAMODB=http://x", "MY_NOTES_TABLE=x"}},
	}
	for _, test := range tests {
		s := &Stack{CognitoURL: "http://cognito", options: Options{Getenv: func(name string) string { return test.given[name] }}}
		got := s.ownEnvironment(notes)
		slices.Sort(got)
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: %q", test.name, got)
		}
	}
}
