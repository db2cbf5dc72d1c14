package pooladmin

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"cognitossr/pkg/useradmin"
)

// checkExported looks whether a file has each of the users once, with the groups of usersFile.
func checkExported(t *testing.T, name string, format Format, users int) {
	t.Helper()
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	note := func(address, groups string) {
		if _, twice := found[address]; twice {
			t.Errorf("%s is there twice", address)
		}
		found[address] = groups
	}
	if format == JSONLines {
		for line := range strings.Lines(string(content)) {
			var r Record
			if err := json.Unmarshal([]byte(line), &r); err != nil {
				t.Fatalf("%q: %v", line, err)
			}
			note(r.Email, strings.Join(r.Groups, " "))
		}
	} else {
		lines, err := csv.NewReader(bytes.NewReader(content)).ReadAll()
		if err != nil || len(lines) == 0 || !slices.Equal(lines[0], columns) {
			t.Fatalf("header %q, %v", lines[:min(1, len(lines))], err)
		}
		for _, line := range lines[1:] {
			note(line[2], line[8])
		}
	}
	for i := range users {
		want := ""
		switch {
		case i%30 == 0:
			want = "admin editors"
		case i%3 == 0:
			want = "editors"
		}
		address := fmt.Sprintf("user%05d@example.com", i)
		if groups, there := found[address]; !there || groups != want {
			t.Errorf("%s: there %v, groups %q, want %q", address, there, groups, want)
		}
	}
	if len(found) != users {
		t.Errorf("%d users, want %d", len(found), users)
	}
}

func TestExportIsWhole_U19(t *testing.T) {
	const users = 300
	pool := newTestPool(t, users)
	for _, format := range []Format{CSV, JSONLines} {
		name, seen := filepath.Join(t.TempDir(), "users."+string(format)), 0
		export := Export{Pool: pool.Pool, Format: format, Progress: func(n int) { seen = n }}
		result, err := export.ToFile(t.Context(), name, false)
		if err != nil || result != (Result{Users: users}) || seen != users {
			t.Errorf("%s: %+v, %v, progress to %d", format, result, err, seen)
		}
		checkExported(t, name, format, users)
		var out bytes.Buffer
		if n, err := export.To(t.Context(), &out); err != nil || n != users {
			t.Errorf("%s: %d, %v", format, n, err)
		}
		if content, _ := os.ReadFile(name); !bytes.Equal(content, out.Bytes()) {
			t.Errorf("%s: the file is not what goes to the terminal", format)
		}
		if left, _ := filepath.Glob(name + ".*"); len(left) != 0 {
			t.Errorf("left behind: %q", left)
		}
	}
}

// TestExportOfAnswersWithoutTheirList: a file without users or memberships that there are would look whole.
func TestExportOfAnswersWithoutTheirList_U19(t *testing.T) {
	pool := newTestPool(t, 3)
	for _, pool.empty = range []string{"ListUsers", "ListGroups", "ListUsersInGroup"} {
		if n, err := (Export{Pool: pool.Pool, Format: CSV}).To(t.Context(), io.Discard); !errors.Is(err,
			useradmin.ErrNoList) {
			t.Errorf("%s: %d users, %v", pool.empty, n, err)
		}
	}
}

// TestExportContinues_U19 interrupts an export at each of its calls, by an error and by the end of the process, which leaves half a page behind.
func TestExportContinues_U19(t *testing.T) {
	const users = 250
	pool := newTestPool(t, users)
	for _, format := range []Format{CSV, JSONLines} {
		for call := 1; call <= 5; call++ {
			t.Run(fmt.Sprintf("%s, at call %d", format, call), func(t *testing.T) {
				name := filepath.Join(t.TempDir(), "users")
				export := Export{Pool: pool.Pool, Format: format}
				pool.from("ListUsers", call, "InternalErrorException")
				result, err := export.ToFile(t.Context(), name, false)
				if want := (call - 1) * pageSize; err == nil || result.Users != want {
					t.Fatalf("%+v, %v; want an error after %d users", result, err, want)
				}
				if _, err := os.Stat(name); !errors.Is(err, fs.ErrNotExist) {
					t.Error("the half file has the final name")
				}
				appendTo(t, name+partSuffix, `half a line, "`)
				pool.answerAll()
				result, err = export.ToFile(t.Context(), name, false)
				if err != nil || result.Users != users || result.Resumed != (call-1)*pageSize {
					t.Errorf("%+v, %v", result, err)
				}
				checkExported(t, name, format, users)
			})
		}
	}
}

func appendTo(t *testing.T, name, text string) {
	t.Helper()
	file, err := os.OpenFile(name, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.WriteString(text); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
}

// interrupted leaves an export that has come two pages far.
func interrupted(t *testing.T, pool *testPool, name string) {
	t.Helper()
	pool.from("ListUsers", 3, "InternalErrorException")
	if _, err := (Export{Pool: pool.Pool, Format: CSV}).ToFile(t.Context(), name, false); err == nil {
		t.Fatal("no error")
	}
	pool.answerAll()
}

func TestExportAfterAnInterruption_U19(t *testing.T) {
	const users = 200
	pool := newTestPool(t, users)
	run := func(t *testing.T, format Format, restart bool, prepare func(name string)) (string, Result, error) {
		t.Helper()
		name := filepath.Join(t.TempDir(), "users")
		interrupted(t, pool, name)
		prepare(name)
		result, err := Export{Pool: pool.Pool, Format: format}.ToFile(t.Context(), name, restart)
		pool.answerAll()
		return name, result, err
	}
	t.Run("too late", func(t *testing.T) { // Cognito refuses the token of the list once, at the first call
		name, result, err := run(t, CSV, false, func(string) {
			pool.from("ListUsers", 1, "InvalidParameterException")
			once := pool.refuse
			pool.refuse = func(operation string, number int) string {
				if number > 1 {
					return ""
				}
				return once(operation, number)
			}
		})
		if err != nil || result != (Result{Users: users, Expired: true}) {
			t.Errorf("%+v, %v", result, err)
		}
		checkExported(t, name, CSV, users)
	})
	t.Run("from the beginning", func(t *testing.T) {
		name, result, err := run(t, JSONLines, true, func(string) {})
		if err != nil || result != (Result{Users: users}) {
			t.Errorf("%+v, %v", result, err)
		}
		checkExported(t, name, JSONLines, users)
	})
	t.Run("another format", func(t *testing.T) {
		if _, _, err := run(t, JSONLines, false, func(string) {}); !errors.Is(err, ErrForeign) {
			t.Errorf("error %v", err)
		}
	})
	t.Run("the disk lost the end", func(t *testing.T) {
		name, result, err := run(t, CSV, false, func(name string) { _ = os.Truncate(name+partSuffix, 100) })
		if err != nil || result != (Result{Users: users}) {
			t.Errorf("%+v, %v", result, err)
		}
		checkExported(t, name, CSV, users)
	})
	t.Run("only the name is missing", func(t *testing.T) {
		name := filepath.Join(t.TempDir(), "users")
		export := Export{Pool: pool.Pool, Format: CSV, Progress: func(n int) {
			if n == users {
				_ = os.WriteFile(name, []byte("of somebody else"), 0o600) // between the check and the end
			}
		}}
		if _, err := export.ToFile(t.Context(), name, false); !errors.Is(err, ErrFileExists) {
			t.Errorf("error %v", err)
		}
		if content, _ := os.ReadFile(name); string(content) != "of somebody else" {
			t.Errorf("the other file is %q now", content)
		}
		_ = os.Remove(name)
		pool.from("ListUsers", 1, "InternalErrorException") // nothing has to be asked
		result, err := export.ToFile(t.Context(), name, false)
		pool.answerAll()
		if err != nil || result.Users != users || result.Resumed != users {
			t.Errorf("%+v, %v", result, err)
		}
		checkExported(t, name, CSV, users)
	})
	t.Run("a file is there", func(t *testing.T) {
		name, _, err := run(t, CSV, false, func(string) {})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := (Export{Pool: pool.Pool, Format: CSV}).ToFile(t.Context(), name, true); !errors.Is(err, ErrFileExists) {
			t.Errorf("error %v", err)
		}
	})
}

func TestTwoExportsOfOneFile_U19(t *testing.T) {
	pool := newTestPool(t, 100)
	name := filepath.Join(t.TempDir(), "users")
	var second error
	export := Export{Pool: pool.Pool, Format: CSV, Progress: func(int) {
		if second == nil {
			_, second = Export{Pool: pool.Pool, Format: CSV}.ToFile(t.Context(), name, false)
		}
	}}
	if _, err := export.ToFile(t.Context(), name, false); err != nil || !errors.Is(second, ErrBusy) {
		t.Errorf("first %v, second %v; want the second refused", err, second)
	}
	checkExported(t, name, CSV, 100)
}

// TestMembershipsOfALargePool: what does not fit into memory is asked for one by one, and is the same.
func TestMembershipsOfALargePool_U19(t *testing.T) {
	pool, read := newTestPool(t, 90), 0
	all, err := pool.loadMemberships(t.Context(), maxMemberships, func(members int) { read = members })
	if err != nil || all.byName == nil || read != 33 {
		t.Fatalf("%+v, %v after %d members", all, err, read)
	}
	few, err := pool.loadMemberships(t.Context(), 20, nil)
	if err != nil || few.byName != nil {
		t.Fatalf("%+v, %v; want none in memory", few, err)
	}
	page, err := pool.List(t.Context(), useradmin.Query{Limit: pageSize})
	if err != nil {
		t.Fatal(err)
	}
	for _, user := range page.Users {
		a, errA := all.of(t.Context(), user.Username)
		b, errB := few.of(t.Context(), user.Username)
		if errA != nil || errB != nil || a == nil || b == nil || !slices.Equal(a, b) {
			t.Errorf("%s: %q, %v and %q, %v", user.Email, a, errA, b, errB)
		}
	}
}
