package main

import (
	"net/http"
	"reflect"
	"strings"
	"testing"

	"cognitossr/pkg/invitation"
)

// TestInvitationInWords: language and message go to the trigger that words the mail, for a new user and for one who is
// invited again; what the trigger would leave out is refused before anybody is created.
func TestInvitationInWords_U37(t *testing.T) {
	for name, found := range map[string]string{
		"a new user": `{"Users":[]}`,
		"again":      `{"Users":[` + strings.Replace(adaJSON, `"CONFIRMED"`, `"FORCE_CHANGE_PASSWORD"`, 1) + `]}`,
	} {
		t.Run(name, func(t *testing.T) {
			api := newCognitoAPI(t)
			api.answer("ListUsers", found)
			var metadata any
			api.answers["AdminCreateUser"] = func(input map[string]any) (int, string) {
				metadata = input["ClientMetadata"]
				return http.StatusOK, `{"User":` + adaJSON + `}`
			}
			_, err := api.runUsers("", "invite", "ada@example.com", "--language", "de", "--message", "Hallo!")
			if want := map[string]any{"lang": "de", "invitation_message": "Hallo!"}; err != nil ||
				!reflect.DeepEqual(metadata, want) {
				t.Errorf("%v, %v; want %v", metadata, err, want)
			}
		})
	}
	for want, args := range map[string][]string{
		"the site does not speak it":        {"--language", "tlh"},
		"it is longer than 1000 characters": {"--message", strings.Repeat("a", invitation.MaxMessage+1)},
	} {
		api := newCognitoAPI(t)
		if _, err := api.runUsers("", append([]string{"invite", "ada@example.com"}, args...)...); err == nil ||
			!strings.Contains(err.Error(), want) || len(api.calls) != 0 {
			t.Errorf("%v after %q, want %q", err, api.calls, want)
		}
	}
}
