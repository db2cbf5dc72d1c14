package pooladmin

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"cognitossr/pkg/useradmin"
)

func fileWith(t *testing.T, content string) *os.File {
	t.Helper()
	name := filepath.Join(t.TempDir(), "users")
	if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return reopened(t, name)
}

func reopened(t *testing.T, name string) *os.File {
	t.Helper()
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() })
	return file
}

// TestImportNamesEveryBadLine_U22: nothing is begun with a file in which anything is wrong.
func TestImportNamesEveryBadLine_U22(t *testing.T) {
	pool := newTestPool(t, 1)
	tests := []struct {
		name, content string
		format        Format
		want          []string // one part of each problem
	}{
		{"good", "email,groups\nnew@example.com,editors admin\n", CSV, nil},
		{"semicolons and a byte order mark", "\xef\xbb\xbfemail;groups\r\nnew@example.com;editors\r\n", CSV, nil},
		{"pasted addresses", "email\n mailto:new@example.com\n", CSV, nil},
		{"every line", "email,groups,enabled\nada,,\n,,\nnew@example.com,nope admin,yes\nNEW@example.com,,\nold@example.com\n", CSV, []string{
			`line 2: "ada" is not an e-mail`, "line 3: there is no address", `line 4: enabled is "yes"`,
			`line 4: there is no group "nope"`,
			`line 5: "NEW@example.com" stands in line 4`, "line 6: its number of columns is 1, and the header's is 3",
		}},
		{"header", "e-mail,groups,groups\nnew@example.com,,\n", CSV, []string{`names "e-mail", which is no attribute`,
			`names "groups" twice`, "no column email"}},
		{"unknown attribute", "email,custom:nope\nnew@example.com,1\n", CSV, []string{`names "custom:nope"`}},
		{"broken quotes", "email\n\"new@example.com\n", CSV, []string{"line 2: extraneous or missing"}},
		{"long values", "email,name\n" + strings.Repeat("a", 120) + "@example.com,\nnew@example.com," +
			strings.Repeat("a", 2049) + "\n", CSV, []string{"line 2: the address is longer", "line 3: name is longer"}},
		{"control characters", "email,name\nnew@example.com,\"a\nb\"\n", CSV,
			[]string{"line 2: name has a control character"}},
		{"objects", `{"email":"new@example.com","groups":["editors"],"enabled":true,"sub":"1"}` + "\n\n" +
			`{"email":"newer@example.com"}`, JSONLines, nil},
		{"as a spreadsheet saves it again", "email,email_verified,enabled\nnew@example.com,TRUE,FALSE\n", CSV, nil},
		{"a list", `[{"email":"a@example.com"}]`, JSONLines,
			[]string{"line 1: it is not a JSON object: it is of the type array"}},
		{"a name of a megabyte", "email," + strings.Repeat("h", 1<<20) + "\nnew@example.com,1\n", CSV,
			[]string{`hhhh…", which is no attribute`}},
		{"two objects in a line", `{"email":"a@example.com"}{"email":"b@example.com"}`, JSONLines,
			[]string{"line 1: it is not a JSON object"}},
		{"bad objects", "[]\n{\"email\":1}\n{\"email\":\"a@example.com\",\"groups\":[\"a b\"]}\n{\"mail\":\"b@example.com\"}\n", JSONLines, []string{
			"line 1: it is not a JSON object", `line 2: "1" is not an e-mail`, "line 3: groups: it is not a list",
			`line 4 names "mail"`, "line 4: there is no address",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			plan, err := Import{Pool: pool.Pool, Format: tt.format}.Check(t.Context(), fileWith(t, tt.content))
			if err != nil || len(plan.Problems) != len(tt.want) {
				t.Fatalf("problems %q, %v; want %q", plan.Problems, err, tt.want)
			}
			for i, want := range tt.want {
				if !strings.Contains(plan.Problems[i], want) || len(plan.Problems[i]) > 300 {
					t.Errorf("problem %q, want %q", plan.Problems[i], want)
				}
			}
		})
	}
	if _, err := (Import{Pool: pool.Pool, Format: CSV}).Check(t.Context(), fileWith(t, "")); err == nil {
		t.Error("an empty file: no error")
	}
}

const threeUsers = "email,groups,enabled,custom:app_user_id\nnew1@example.com,editors admin,,0190-1\nuser00000@example.com,editors,,\nnew2@example.com,,false,\n"

func (p *testPool) user(t *testing.T, address string) (useradmin.User, []string) {
	t.Helper()
	page, err := p.List(t.Context(), useradmin.Query{Attribute: useradmin.ByEmail, Operator: useradmin.Is,
		Text: address, Limit: 1})
	if err != nil || len(page.Users) != 1 {
		t.Fatalf("%s: %+v, %v", address, page, err)
	}
	groups, err := p.Groups(t.Context(), page.Users[0].Username)
	if err != nil {
		t.Fatal(err)
	}
	return page.Users[0], groups
}

func TestImport_U22(t *testing.T) {
	pool := newTestPool(t, 1)
	before, groupsBefore := pool.user(t, "user00000@example.com")
	file := fileWith(t, threeUsers)
	result, err := Import{Pool: pool.Pool, Format: CSV}.Run(t.Context(), file, false)
	if err != nil || result != (Imported{Created: 2, There: 1}) {
		t.Fatalf("%+v, %v", result, err)
	}
	first, groups := pool.user(t, "new1@example.com")
	if first.Status != useradmin.Confirmed || !first.EmailVerified || !first.Enabled || first.AppUserID != "0190-1" ||
		!slices.Equal(groups, []string{"admin", "editors"}) {
		t.Errorf("%+v in %q", first, groups)
	}
	if second, groups := pool.user(t, "new2@example.com"); second.Enabled || second.AppUserID == "" || len(groups) != 0 {
		t.Errorf("%+v in %q", second, groups)
	}
	if after, groups := pool.user(t, "user00000@example.com"); after != before || !slices.Equal(groups, groupsBefore) {
		t.Errorf("somebody who was there is changed: %+v in %q", after, groups)
	}
	if left, _ := filepath.Glob(file.Name() + ".*"); len(left) != 0 {
		t.Errorf("left behind: %q", left)
	}
}

// TestImportTakesFlagsInCapitals_U22: spreadsheets write true and false so.
func TestImportTakesFlagsInCapitals_U22(t *testing.T) {
	pool := newTestPool(t, 1)
	file := fileWith(t, "email,email_verified,enabled\nnew1@example.com,TRUE,FALSE\nnew2@example.com,False,True\n")
	if result, err := (Import{Pool: pool.Pool, Format: CSV}).Run(t.Context(), file, false); err != nil ||
		result.Created != 2 {
		t.Fatalf("%+v, %v", result, err)
	}
	for address, enabled := range map[string]bool{"new1@example.com": false, "new2@example.com": true} {
		if user, _ := pool.user(t, address); user.Enabled != enabled || user.EmailVerified == enabled {
			t.Errorf("%+v", user)
		}
	}
}

// TestImportKeepsNumbers_U22: an identifier of another system is as long as it likes.
func TestImportKeepsNumbers_U22(t *testing.T) {
	pool := newTestPool(t, 1)
	for written, want := range map[string]string{"9007199254740993": "9007199254740993",
		"12345678901234567890123": "12345678901234567890123", "1.50": "1.50"} {
		address := "n" + want + "@example.com"
		file := fileWith(t, `{"email":"`+address+`","custom:app_user_id":`+written+"}\n")
		result, err := Import{Pool: pool.Pool, Format: JSONLines}.Run(t.Context(), file, false)
		if user, _ := pool.user(t, address); err != nil || result.Created != 1 || user.AppUserID != want {
			t.Errorf("%s becomes %q: %+v, %v", written, user.AppUserID, result, err)
		}
	}
}

// TestImportLeavesFederatedUsersOut_U22: the provider brings them in again; a user of the pool would be a second one.
func TestImportLeavesFederatedUsersOut_U22(t *testing.T) {
	pool := newTestPool(t, 1)
	const content = "email,status,email_verified\nfederated@example.com,EXTERNAL_PROVIDER,false\nnew@example.com,UNCONFIRMED,false\n"
	plan, err := Import{Pool: pool.Pool, Format: CSV}.Check(t.Context(), fileWith(t, content))
	if err != nil || plan.Users != 1 || plan.Skipped != 1 || plan.NoReset != 1 {
		t.Errorf("%+v, %v", plan, err)
	}
	result, err := Import{Pool: pool.Pool, Format: CSV}.Run(t.Context(), fileWith(t, content), false)
	size, failed := pool.EstimatedSize(t.Context())
	if err != nil || failed != nil || result != (Imported{Created: 1, Skipped: 1}) || size != 2 {
		t.Errorf("%+v, %v; %d users, %v", result, err, size, failed)
	}
}

func TestImportInvites_U22(t *testing.T) {
	pool := newTestPool(t, 1)
	result, err := Import{Pool: pool.Pool, Format: JSONLines, Invite: true}.Run(t.Context(),
		fileWith(t, `{"email":"new@example.com"}`), false)
	if err != nil || result.Created != 1 {
		t.Fatalf("%+v, %v", result, err)
	}
	if user, _ := pool.user(t, "new@example.com"); user.Status != useradmin.ForceChangePassword ||
		user.CanInviteAgain() != nil {
		t.Errorf("%+v, want one who is invited", user)
	}
}

// TestImportContinues_U22 interrupts an import at every single call. What comes of it is the same.
func TestImportContinues_U22(t *testing.T) {
	for _, operation := range []string{"AdminCreateUser", "AdminSetUserPassword", "AdminAddUserToGroup", "AdminDisableUser"} {
		for call := 1; call <= 4; call++ {
			t.Run(fmt.Sprintf("%s %d", operation, call), func(t *testing.T) {
				pool := newTestPool(t, 1)
				file := fileWith(t, threeUsers)
				run := Import{Pool: pool.Pool, Format: CSV}
				pool.from(operation, call, "InternalErrorException")
				_, err := run.Run(t.Context(), file, false)
				pool.answerAll()
				if err == nil {
					return // it has no such call
				}
				if _, err := run.Run(t.Context(), fileWith(t, threeUsers+"x@example.com,,,\n"), false); err != nil {
					t.Errorf("an import of another file: %v", err)
				}
				pool.calls = map[string]int{}
				result, err := run.Run(t.Context(), file, false)
				if err != nil || result.There+result.Created+result.Failed != 3 {
					t.Errorf("%+v, %v", result, err)
				}
				if user, groups := pool.user(t, "new1@example.com"); user.Status != useradmin.Confirmed ||
					!slices.Equal(groups, []string{"admin", "editors"}) {
					t.Errorf("%+v in %q", user, groups)
				}
				if user, _ := pool.user(t, "new2@example.com"); user.Status != useradmin.Confirmed || user.Enabled {
					t.Errorf("%+v, want one who is disabled", user)
				}
			})
		}
	}
}

func TestImportOfChangedContent_U22(t *testing.T) {
	pool := newTestPool(t, 1)
	file := fileWith(t, threeUsers)
	run := Import{Pool: pool.Pool, Format: CSV}
	pool.from("AdminCreateUser", 2, "InternalErrorException")
	if _, err := run.Run(t.Context(), file, false); err == nil {
		t.Fatal("no error")
	}
	pool.answerAll()
	if err := os.WriteFile(file.Name(), []byte(threeUsers+"new3@example.com,,,\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := run.Run(t.Context(), reopened(t, file.Name()), false); !errors.Is(err, ErrOtherFile) {
		t.Errorf("error %v", err)
	}
	result, err := run.Run(t.Context(), reopened(t, file.Name()), true)
	if err != nil || result != (Imported{Created: 2, There: 2}) {
		t.Errorf("%+v, %v", result, err)
	}
}

func TestImportGoesOnAfterARefusedUser_U22(t *testing.T) {
	pool := newTestPool(t, 1)
	pool.refuse = func(operation string, number int) string {
		if operation == "AdminCreateUser" && number == 1 {
			return "UserLambdaValidationException"
		}
		return ""
	}
	var failed []string
	run := Import{Pool: pool.Pool, Format: CSV, Failed: func(line int, who string, err error) {
		failed = append(failed, fmt.Sprintf("%d %s %v", line, who, err))
	}}
	result, err := run.Run(t.Context(), fileWith(t, threeUsers), false)
	if err != nil || result != (Imported{Created: 1, There: 1, Failed: 1}) || len(failed) != 1 ||
		!strings.Contains(failed[0], "2 new1@example.com") {
		t.Errorf("%+v, %v, failed %q", result, err, failed)
	}
}

// TestImportStopsWhenToldTo_U22: what was stopped is no refusal of a user.
func TestImportStopsWhenToldTo_U22(t *testing.T) {
	pool := newTestPool(t, 1)
	ctx, stop := context.WithCancel(t.Context())
	run := Import{Pool: pool.Pool, Format: CSV, Progress: func(int) { stop() }}
	result, err := run.Run(ctx, fileWith(t, threeUsers), false)
	if err == nil || result != (Imported{Created: 1}) {
		t.Errorf("%+v, %v", result, err)
	}
}
