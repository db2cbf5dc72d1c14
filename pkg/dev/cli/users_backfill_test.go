package main

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"cognitossr/pkg/appuser"
)

// pageOfAll has two users without an id, of whom one has not confirmed the address yet, and on the next page one with
// an id and one created by an administrator.
const pageOfAll = `{"Users":[` + adaJSON + `,
	{"Username":"new-name","UserStatus":"UNCONFIRMED","Attributes":[{"Name":"sub","Value":"new-sub"}]}],"PaginationToken":"more"}`

const lastPageOfAll = `{"Users":[{"Username":"old-name","UserStatus":"CONFIRMED","Attributes":[{"Name":"sub","Value":"old-sub"},{"Name":"custom:app_user_id","Value":"0190-old"}]},
	{"Username":"made-name","UserStatus":"FORCE_CHANGE_PASSWORD","Attributes":[{"Name":"sub","Value":"made-sub"},{"Name":"email","Value":"made@example.com"}]}]}`

// poolWithGaps is a pool of these users. It returns the ids that are given, by user name.
func poolWithGaps(t *testing.T) (*cognitoAPI, map[string]string) {
	t.Helper()
	api, given := newCognitoAPI(t), map[string]string{}
	api.answers["ListUsers"] = func(input map[string]any) (int, string) {
		if input["PaginationToken"] == nil {
			return http.StatusOK, pageOfAll
		}
		return http.StatusOK, lastPageOfAll
	}
	api.answer("AdminGetUser", `{"Username":"somebody","UserAttributes":[{"Name":"email","Value":"a@example.com"}]}`)
	api.answers["AdminUpdateUserAttributes"] = func(input map[string]any) (int, string) {
		attributes := input["UserAttributes"].([]any)
		attribute := attributes[0].(map[string]any)
		if len(attributes) != 1 || attribute["Name"] != appuser.Attribute {
			t.Errorf("sets %v", attributes)
		}
		given[input["Username"].(string)] = attribute["Value"].(string)
		return http.StatusOK, "{}"
	}
	return api, given
}

func TestBackfillOnlyListsUntilToldTo_R80(t *testing.T) {
	api, given := poolWithGaps(t)
	out, err := api.runUsers("", "backfill")
	if err != nil || !strings.Contains(out, "ada-sub") || !strings.Contains(out, "made-sub") ||
		strings.Contains(out, "old-sub") || strings.Contains(out, "new-sub") {
		t.Errorf("output %q, %v", out, err)
	}
	if !strings.Contains(out, "2 users without") || !strings.Contains(out, "--yes") {
		t.Errorf("output %q does not say how many and what to do", out)
	}
	if want := []string{"ListUsers " + testPool, "ListUsers " + testPool + " more"}; !slices.Equal(api.calls, want) ||
		len(given) != 0 {
		t.Errorf("calls %q, want %q", api.calls, want)
	}
}

func TestBackfillGivesEachOneAnID_R80(t *testing.T) {
	api, given := poolWithGaps(t)
	out, err := api.runUsers("", "backfill", "--yes")
	if err != nil || !strings.Contains(out, "2 users were assigned") {
		t.Errorf("output %q, %v", out, err)
	}
	if len(given) != 2 || given["ada-name"] == "" || given["made-name"] == "" || given["ada-name"] == given["made-name"] {
		t.Errorf("given %v", given)
	}
	out, err = api.runUsers("", "backfill", "--yes", "--json")
	var users []map[string]any
	if jsonErr := json.Unmarshal([]byte(out), &users); err != nil || jsonErr != nil || len(users) != 2 {
		t.Errorf("output %s, %v, %v", out, err, jsonErr)
	}
}

func TestBackfillNeverChangesAnID(t *testing.T) {
	tests := []struct {
		name   string
		answer func(*cognitoAPI)
	}{
		{"the trigger was faster than the list", func(api *cognitoAPI) {
			api.answer("AdminGetUser", `{"Username":"ada-name","UserAttributes":[{"Name":"custom:app_user_id","Value":"0190-new"}]}`)
		}},
		{"the user is gone", func(api *cognitoAPI) { api.refuse("AdminGetUser", "UserNotFoundException") }},
		{"everybody has one", func(api *cognitoAPI) {
			api.answer("ListUsers", strings.ReplaceAll(lastPageOfAll, "FORCE_CHANGE_PASSWORD", "UNCONFIRMED"))
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			api, given := poolWithGaps(t)
			tt.answer(api)
			if out, err := api.runUsers("", "backfill", "--yes"); err != nil || !strings.Contains(out, "0 users") ||
				len(given) != 0 {
				t.Errorf("output %q, %v; given %v", out, err, given)
			}
		})
	}
	api, _ := poolWithGaps(t)
	api.answer("ListUsers", `{"Users":[]}`)
	if out, err := api.runUsers("", "backfill"); err != nil || !strings.Contains(out, "Every confirmed user has") {
		t.Errorf("output %q, %v", out, err)
	}
}

func TestBackfillSaysHowFarItCame(t *testing.T) {
	for code, want := range map[string]string{
		"TooManyRequestsException": "continues where it stopped", "AccessDeniedException": "AdminUpdateUserAttributes",
		"InvalidParameterException": "have the attribute " + appuser.Attribute,
		"InternalErrorException":    "ada-sub",
	} {
		api, _ := poolWithGaps(t)
		api.refuse("AdminUpdateUserAttributes", code)
		_, err := api.runUsers("", "backfill", "--yes")
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "0 of 2") ||
			strings.Contains(err.Error(), "@") {
			t.Errorf("%s: error %v, want %q", code, err, want)
		}
	}
}
