package local

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
	"cognitossr/pkg/dev/local/internal/cognito/totp"
	"cognitossr/pkg/routes"
)

// usersFile is the content of Options.UsersFile: an object with users and groups, or the list of users alone.
type usersFile struct {
	users  []User
	groups []string // besides those of the users
}

// userMembers are the members of a user in the file.
var userMembers = []string{"email", "password", "groups", "status", "totp"}

// usersReader collects the problems of a users file, each with its line and the user's position.
type usersReader struct {
	name     string
	data     []byte
	policies []PasswordPolicy // a password keeps to one of them
	problems []error
}

// readUsers reads a users file and checks it as the pool would, so that mistakes show before the build.
func readUsers(path string, policies []PasswordPolicy) (file usersFile, err error) {
	if path == "" {
		return file, nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return file, fmt.Errorf("reading the users file: %w", err)
	}
	r := &usersReader{name: filepath.Base(path), data: data, policies: policies}
	var value json.RawMessage
	if err := json.Unmarshal(data, &value); err != nil {
		at := len(data)
		if syntax := new(json.SyntaxError); errors.As(err, &syntax) {
			at = int(syntax.Offset) - 1
		}
		return file, fmt.Errorf("reading the users file: %s: not JSON: %w", r.place(max(at, 0)), err)
	}
	file = r.file(value, bytes.Index(data, value))
	if len(r.problems) == 0 && len(file.users)+len(file.groups) == 0 {
		r.problem(0, "it has no users")
	}
	if err := errors.Join(r.problems...); err != nil {
		return usersFile{}, fmt.Errorf("reading the users file: %w", err)
	}
	return file, nil
}

func (r *usersReader) place(at int) string {
	return fmt.Sprintf("%s:%d", r.name, 1+bytes.Count(r.data[:at], []byte("\n")))
}

func (r *usersReader) problem(at int, format string, args ...any) {
	r.problems = append(r.problems, fmt.Errorf("%s: %w", r.place(at), fmt.Errorf(format, args...)))
}

func (r *usersReader) file(value json.RawMessage, at int) (file usersFile) {
	switch value[0] {
	case '[':
		file.users = r.users(value, at)
	case '{':
		for _, m := range elements(value, at) {
			switch m.name {
			case "users":
				file.users = r.users(m.value, m.at)
			case "groups":
				if json.Unmarshal(m.value, &file.groups) != nil {
					r.problem(m.at, `"groups": want a list of names, as in ["staff"]`)
				}
				r.checkGroups(m.at, "", file.groups)
			default:
				r.problem(m.at, `%q: want {"users": [...], "groups": [...]}, or a list of users, as in [{"email": "a@example.com", "password": "..."}]`, m.name)
			}
		}
	default:
		r.problem(at, `want a list of users, as in [{"email": "a@example.com", "password": "..."}]`)
	}
	return file
}

func (r *usersReader) users(list json.RawMessage, at int) (users []User) {
	if list[0] != '[' {
		r.problem(at, `want a list of users, as in [{"email": "a@example.com", "password": "..."}]`)
		return nil
	}
	for i, element := range elements(list, at) {
		user, who := User{}, fmt.Sprintf("user %d", i+1)
		if element.value[0] != '{' {
			r.problem(element.at, `%s: want an object, as in {"email": "a@example.com", "password": "..."}`, who)
			continue
		}
		known := r.members(element.value, element.at, who)
		if json.Unmarshal(element.value, &user) != nil {
			r.problem(element.at, `%s: want texts, and a list of names for "groups"`, who)
		} else if known {
			r.check(element.at, who, user)
		}
		if slices.ContainsFunc(users, func(other User) bool { return strings.EqualFold(other.Email, user.Email) }) {
			r.problem(element.at, "%s: an earlier user has the same e-mail address", who)
		}
		users = append(users, user)
	}
	return users
}

// members reports whether a user has only known members.
func (r *usersReader) members(object json.RawMessage, at int, who string) bool {
	known := true
	for _, m := range elements(object, at) {
		if slices.Contains(userMembers, m.name) {
			continue
		}
		advice := "a user has " + strings.Join(userMembers, ", ")
		if near := routes.Nearest(m.name, userMembers); near != "" {
			advice = fmt.Sprintf("did you mean %q?", near)
		}
		r.problem(m.at, "%s: unknown member %q: %s", who, m.name, advice)
		known = false
	}
	return known
}

// check applies the pool's rules, including the password policy.
func (r *usersReader) check(at int, who string, user User) {
	if !pool.LooksLikeEmail(user.Email) {
		r.problem(at, `%s: "email": %q is not an e-mail address`, who, user.Email)
	}
	if missing := r.missing(user.Password); len(missing) > 0 {
		r.problem(at, `%s: "password": the pool requires %s`, who, strings.Join(missing, ", "))
	}
	statuses := []string{"", pool.Confirmed, pool.Unconfirmed, pool.ResetRequired, pool.ForceChangePassword}
	if !slices.Contains(statuses, user.Status) {
		r.problem(at, `%s: "status": %q: want one of %s`, who, user.Status, strings.Join(statuses[1:], ", "))
	}
	if user.TOTP != "" && totp.Check(user.TOTP) != nil {
		r.problem(at, `%s: "totp": want the secret of an authenticator app: base32 text of 16 bytes or more, as in "GEZDGNBVGY3TQOJQGEZDGNBVGY"`, who)
	}
	r.checkGroups(at, who+": ", user.Groups)
}

// missing is what a password lacks for the last policy, if it keeps to none.
func (r *usersReader) missing(password string) (missing []string) {
	for _, policy := range r.policies {
		missing = nil
		for _, rule := range policy.Rules(password) {
			if !rule.OK {
				missing = append(missing, strings.ToLower(rule.Text[:1])+rule.Text[1:])
			}
		}
		if len(missing) == 0 {
			return nil
		}
	}
	return missing
}

func (r *usersReader) checkGroups(at int, who string, groups []string) {
	for _, name := range groups {
		if !pool.IsGroupName(name) {
			r.problem(at, `%s"groups": %q: a group's name has 1 to 128 characters and no spaces`, who, name)
		}
	}
}

// element is a member of an object, or one of a list, with its offset in the file.
type element struct {
	name  string
	value json.RawMessage
	at    int
}

// elements splits an object or a list that begins at an offset of the file.
func elements(value json.RawMessage, start int) (all []element) {
	decoder := json.NewDecoder(bytes.NewReader(value))
	_, _ = decoder.Token() // the brace or bracket; all is valid JSON
	for decoder.More() {
		var e element
		if value[0] == '{' {
			token, _ := decoder.Token()
			e.name, _ = token.(string)
		}
		_ = decoder.Decode(&e.value)
		e.at = start + int(decoder.InputOffset()) - len(e.value)
		all = append(all, e)
	}
	return all
}

// policies are those that a password of the file may be made by: the deployment's, or that of a pool that asks for
// little, as users who are there already may have registered under another one.
func (o Options) policies() []PasswordPolicy {
	var policies []PasswordPolicy
	if d := o.Deployment; d != nil && d.Pool.PasswordPolicy != nil {
		policies = append(policies, *d.Pool.PasswordPolicy)
	}
	return append(policies, pool.NewEmailConfiguration("").Policies.PasswordPolicy)
}

// withUsersFile adds the users of the file. A user with the address of an earlier one replaces it.
func (o Options) withUsersFile() (Options, error) {
	file, err := readUsers(o.UsersFile, o.policies())
	if err != nil {
		return o, err
	}
	users := slices.DeleteFunc(slices.Clone(o.Users), func(user User) bool {
		return slices.ContainsFunc(file.users, func(other User) bool { return strings.EqualFold(user.Email, other.Email) })
	})
	o.Users, o.groups = append(users, file.users...), file.groups
	return o, nil
}
