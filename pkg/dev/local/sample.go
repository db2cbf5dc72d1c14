package local

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"cognitossr/pkg/routes"
)

// Sampler replaces the placeholders of committed events with tokens, codes and addresses of the running stack. Each
// value is created when it is first needed.
type Sampler struct {
	stack  *Stack
	clock  *Clock
	values map[string]string
}

// Clock is a clock for a local Cognito that can be set back, so that it issues expired tokens. The zero value shows
// the current time.
type Clock struct{ back atomic.Int64 }

// Now is for Options.Now.
func (c *Clock) Now() time.Time { return time.Now().Add(-time.Duration(c.back.Load())) }

// NewSampler returns a sampler. The stack's local Cognito must use the clock.
func NewSampler(stack *Stack, clock *Clock) *Sampler {
	site, _ := url.Parse(stack.SiteURL) // the stack made it
	return &Sampler{stack, clock, map[string]string{
		"base_url": stack.SiteURL, "host": site.Host, "user_pool_id": stack.PoolID, "client_id": stack.ClientID,
		"region": Region,
	}}
}

var placeholder = regexp.MustCompile(`\{\{([a-z_]+)\}\}`)

// Fill replaces each {{name}} in an event.
func (s *Sampler) Fill(ctx context.Context, event []byte) ([]byte, error) {
	var problems []error
	filled := placeholder.ReplaceAllStringFunc(string(event), func(match string) string {
		value, err := s.value(ctx, strings.Trim(match, "{}"))
		if err != nil {
			problems = append(problems, fmt.Errorf("filling in %s: %w", match, err))
		}
		return value
	})
	return []byte(filled), errors.Join(problems...)
}

func (s *Sampler) value(ctx context.Context, name string) (string, error) {
	if value, known := s.values[name]; known {
		return value, nil
	}
	for _, source := range []struct {
		names []string
		make  func(context.Context) (map[string]string, error)
	}{
		{[]string{"id_token", "access_token", "refresh_cookie", "sub"}, s.signedIn("", "user@example.com")},
		{[]string{"admin_id_token", "admin_access_token", "admin_refresh_cookie", "admin_sub"},
			s.signedIn("admin_", "admin@example.com")},
		{[]string{"expired_id_token", "expired_access_token"}, s.expired},
		{[]string{"code", "state", "flow_cookie"}, s.pending},
		{[]string{"stylesheet"}, s.stylesheet},
	} {
		if !slices.Contains(source.names, name) {
			continue
		}
		made, err := source.make(ctx)
		if err != nil {
			return "", err
		}
		for name, value := range made {
			s.values[name] = value
		}
		return s.values[name], nil
	}
	return "", errors.New("unknown placeholder")
}

// signedIn returns the cookies of a session of the site.
func (s *Sampler) signedIn(prefix, email string) func(context.Context) (map[string]string, error) {
	return func(ctx context.Context) (map[string]string, error) {
		user, err := s.user(email)
		if err != nil {
			return nil, err
		}
		v := s.stack.newBrowser()
		back, err := v.signIn(ctx, s.stack.SiteURL+"/auth/login", user)
		if err != nil {
			return nil, err
		}
		page, err := v.follow(ctx, "GET", back.String(), nil)
		if err != nil {
			return nil, fmt.Errorf("coming back to the site: %w", err)
		}
		cookies := v.cookies("/auth/refresh")
		if cookies["id"] == "" || cookies["access"] == "" {
			return nil, fmt.Errorf("the site did not sign the visitor in:\n%s", page.body)
		}
		return map[string]string{
			prefix + "id_token": cookies["id"], prefix + "access_token": cookies["access"],
			prefix + "refresh_cookie": cookies["refresh"],
			prefix + "sub":            subject(cookies["id"]),
		}, nil
	}
}

// setBack exceeds the validity of the pool's tokens.
const setBack = 25 * time.Hour

func (s *Sampler) expired(ctx context.Context) (map[string]string, error) {
	if s.clock == nil {
		return nil, errors.New("the local Cognito has no clock that can be set back")
	}
	user, err := s.user("user@example.com")
	if err != nil {
		return nil, err
	}
	s.clock.back.Store(int64(setBack))
	defer s.clock.back.Store(0)
	got, err := s.stack.redeem(ctx, user)
	return map[string]string{"expired_id_token": got.ID, "expired_access_token": got.Access}, err
}

// pending returns the parameters and the cookie of a sign-in that has reached the callback. It can be finished once.
func (s *Sampler) pending(ctx context.Context) (map[string]string, error) {
	user, err := s.user("user@example.com")
	if err != nil {
		return nil, err
	}
	v := s.stack.newBrowser()
	back, err := v.signIn(ctx, s.stack.SiteURL+"/auth/login", user)
	if err != nil {
		return nil, err
	}
	for name, value := range v.cookies(callbackPath) {
		if strings.HasPrefix(name, "flow-") {
			query := back.Query()
			return map[string]string{"code": query.Get("code"), "state": query.Get("state"),
				"flow_cookie": name + "=" + value}, nil
		}
	}
	return nil, errors.New("the site set no cookie for the sign-in")
}

var stylesheetPath = regexp.MustCompile(`/assets/[A-Za-z0-9._-]+\.css`)

func (s *Sampler) stylesheet(ctx context.Context) (map[string]string, error) {
	page, err := s.stack.newBrowser().follow(ctx, "GET", s.stack.SiteURL+"/", nil)
	if err != nil {
		return nil, err
	}
	path := stylesheetPath.FindString(page.body)
	if path == "" {
		return nil, errors.New("the home page has no style sheet")
	}
	return map[string]string{"stylesheet": strings.TrimPrefix(path, "/assets/")}, nil
}

func (s *Sampler) user(email string) (User, error) {
	for _, user := range s.stack.Users {
		if user.Email == email {
			return user, nil
		}
	}
	return User{}, fmt.Errorf("%s is not among the seeded users", email)
}

// Invoke invokes a function by name with an unmodified event. Its errors are messages for developers.
func (s *Stack) Invoke(ctx context.Context, name string, event []byte) ([]byte, error) {
	f, ok := s.list.current().Function(name)
	if !ok {
		return nil, fmt.Errorf("there is no function %q in functions/routes.json", name)
	}
	if err := s.prepare(ctx, f); err != nil {
		return nil, err
	}
	return s.invoke(ctx, f, event)
}

// Environment returns the environment of a function in the list, as "NAME=value".
func (s *Stack) Environment(f routes.Function) []string { return s.environment(f) }
