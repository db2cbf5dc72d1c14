package cognito

import (
	"fmt"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// seed adds the providers, groups and users of the options. What is there already, from a data file, stays as it is.
func (s *Server) seed() error {
	for _, p := range s.options.Providers {
		if _, err := s.pool.AddIdentityProvider(withUsualMapping(p.ofPool())); err != nil &&
			!pool.Is(err, pool.DuplicateProvider) {
			return fmt.Errorf("adding the provider %q: %w", p.Name, err)
		}
	}
	for _, name := range s.options.Groups {
		if _, err := s.pool.CreateGroup(pool.Group{Name: name}); err != nil && !pool.Is(err, pool.GroupExists) {
			return fmt.Errorf("adding the group %q: %w", name, err)
		}
	}
	for _, group := range s.options.Deployed.Groups {
		if _, err := s.pool.CreateGroup(group); err != nil && !pool.Is(err, pool.GroupExists) {
			return fmt.Errorf("adding the group %q: %w", group.Name, err)
		}
	}
	for _, provider := range s.options.Deployed.Providers {
		s.pool.Kept.IdentityProviders.Set(provider.ProviderName, withUsualMapping(provider))
	}
	for i, u := range s.options.Users {
		err := s.pool.Seed(pool.SeedUser{Email: u.Email, Password: u.Password, Groups: u.Groups, Status: u.Status,
			TokenSecret: u.TOTP})
		if err != nil && !pool.Is(err, pool.UsernameExists) {
			return fmt.Errorf("adding user %d of the seed: %w", i+1, err)
		}
	}
	return nil
}
