package local

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
	"cognitossr/pkg/dev/local/internal/cognito/totp"
	"cognitossr/pkg/dev/local/internal/jsonfile"
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
	*jsonfile.File
	policies []PasswordPolicy // a password keeps to one of them
}

// readUsers reads a users file and checks it as the pool would, so that mistakes show before the build.
func readUsers(path string, policies []PasswordPolicy) (file usersFile, err error) {
	if path == "" {
		return file, nil
	}
	read, content, err := jsonfile.Read(path)
	if err != nil {
		return file, fmt.Errorf("reading the users file: %w", err)
	}
	r := &usersReader{read, policies}
	file = r.file(content)
	if r.Err() == nil && len(file.users)+len(file.groups) == 0 {
		r.Problem(0, "it has no users")
	}
	if err := r.Err(); err != nil {
		return usersFile{}, fmt.Errorf("reading the users file: %w", err)
	}
	return file, nil
}

func (r *usersReader) file(content jsonfile.Element) (file usersFile) {
	switch {
	case content.IsList():
		file.users = r.users(content)
	case content.IsObject():
		for _, m := range content.Elements() {
			switch m.Name {
			case "users":
				file.users = r.users(m)
			case "groups":
				if json.Unmarshal(m.Value, &file.groups) != nil {
					r.Problem(m.At, `"groups": want a list of names, as in ["staff"]`)
				}
				r.checkGroups(m.At, "", file.groups)
			default:
				r.Problem(m.At, `%q: want {"users": [...], "groups": [...]}, or a list of users, as in [{"email": "a@example.com", "password": "..."}]`, m.Name)
			}
		}
	default:
		r.Problem(content.At, `want a list of users, as in [{"email": "a@example.com", "password": "..."}]`)
	}
	return file
}

func (r *usersReader) users(list jsonfile.Element) (users []User) {
	if !list.IsList() {
		r.Problem(list.At, `want a list of users, as in [{"email": "a@example.com", "password": "..."}]`)
		return nil
	}
	for i, element := range list.Elements() {
		user, who := User{}, fmt.Sprintf("user %d", i+1)
		if !element.IsObject() {
			r.Problem(element.At, `%s: want an object, as in {"email": "a@example.com", "password": "..."}`, who)
			continue
		}
		known := r.members(element, who)
		if json.Unmarshal(element.Value, &user) != nil {
			r.Problem(element.At, `%s: want texts, and a list of names for "groups"`, who)
		} else if known {
			r.check(element.At, who, user)
		}
		if slices.ContainsFunc(users, func(other User) bool { return strings.EqualFold(other.Email, user.Email) }) {
			r.Problem(element.At, "%s: an earlier user has the same e-mail address", who)
		}
		users = append(users, user)
	}
	return users
}

// members reports whether a user has only known members.
func (r *usersReader) members(user jsonfile.Element, who string) bool {
	known := true
	for _, m := range user.Elements() {
		if slices.Contains(userMembers, m.Name) {
			continue
		}
		r.Problem(m.At, "%s: unknown member %q: %s", who, m.Name, jsonfile.Advice(m.Name, userMembers, "a user has "))
		known = false
	}
	return known
}

// check applies the pool's rules, including the password policy.
func (r *usersReader) check(at int, who string, user User) {
	if !pool.LooksLikeEmail(user.Email) {
		r.Problem(at, `%s: "email": %q is not an e-mail address`, who, user.Email)
	}
	if missing := r.missing(user.Password); len(missing) > 0 {
		r.Problem(at, `%s: "password": the pool requires %s`, who, strings.Join(missing, ", "))
	}
	statuses := []string{"", pool.Confirmed, pool.Unconfirmed, pool.ResetRequired, pool.ForceChangePassword}
	if !slices.Contains(statuses, user.Status) {
		r.Problem(at, `%s: "status": %q: want one of %s`, who, user.Status, strings.Join(statuses[1:], ", "))
	}
	if user.TOTP != "" && totp.Check(user.TOTP) != nil {
		r.Problem(at, `%s: "totp": want the secret of an authenticator app: base32 text of 16 bytes or more, as in "GEZDGNBVGY3TQOJQGEZDGNBVGY"`, who)
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
			r.Problem(at, `%s"groups": %q: a group's name has 1 to 128 characters and no spaces`, who, name)
		}
	}
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
