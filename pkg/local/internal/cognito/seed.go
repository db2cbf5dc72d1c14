package cognito

import (
	"encoding/json"
	"fmt"
	"os"

	"cognitossr/pkg/local/internal/cognito/pool"
)

// seed adds the users of the options and of the users file. One that is there already, from a data file, stays
// as it is.
func (s *Server) seed() error {
	users := s.options.Users
	if s.options.UsersFile != "" {
		more, err := readUsers(s.options.UsersFile)
		if err != nil {
			return err
		}
		users = append(append([]User{}, users...), more...)
	}
	for i, u := range users {
		err := s.pool.Seed(pool.SeedUser{Email: u.Email, Password: u.Password, Groups: u.Groups, Status: u.Status})
		if err != nil && !pool.Is(err, pool.UsernameExists) {
			return fmt.Errorf("adding user %d of the seed: %w", i+1, err)
		}
	}
	return nil
}

// readUsers takes a list of users, or an object with the list in "users".
func readUsers(path string) ([]User, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading the users file: %w", err)
	}
	var list []User
	if json.Unmarshal(raw, &list) == nil {
		return list, nil
	}
	var object struct {
		Users []User `json:"users"`
	}
	if err := json.Unmarshal(raw, &object); err != nil {
		return nil, fmt.Errorf("reading the users file %s: %w", path, err)
	}
	return object.Users, nil
}
