package cognito

import (
	"encoding/json"
	"fmt"
	"os"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// seed adds the users of the options, and the users and groups of the users file. What is there already, from
// a data file, stays as it is.
func (s *Server) seed() error {
	file, err := readUsers(s.options.UsersFile)
	if err != nil {
		return err
	}
	for _, name := range file.Groups {
		if _, err := s.pool.CreateGroup(pool.Group{Name: name}); err != nil && !pool.Is(err, pool.GroupExists) {
			return fmt.Errorf("adding the group %q: %w", name, err)
		}
	}
	for i, u := range append(append([]User{}, s.options.Users...), file.Users...) {
		err := s.pool.Seed(pool.SeedUser{Email: u.Email, Password: u.Password, Groups: u.Groups, Status: u.Status})
		if err != nil && !pool.Is(err, pool.UsernameExists) {
			return fmt.Errorf("adding user %d of the seed: %w", i+1, err)
		}
	}
	return nil
}

// usersFile is the content of Options.UsersFile. The file may also be the list of users alone.
type usersFile struct {
	Users  []User   `json:"users"`
	Groups []string `json:"groups"`
}

func readUsers(path string) (usersFile, error) {
	var content usersFile
	if path == "" {
		return content, nil
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return content, fmt.Errorf("reading the users file: %w", err)
	}
	if json.Unmarshal(raw, &content.Users) == nil {
		return content, nil
	}
	content.Users = nil
	if err := json.Unmarshal(raw, &content); err != nil {
		return content, fmt.Errorf("reading the users file %s: %w", path, err)
	}
	return content, nil
}
