package local

import (
	"context"
	"fmt"
	"net"
	"time"

	"cognitossr/pkg/dev/local/internal/cognito"
)

// StartPool serves the local Cognito alone, without a site and its functions, until ctx ends or Close is called.
// Options.BaseURL is the origin of the site that uses the pool, http://localhost:3000 when empty; of the other
// options only those of the user pool matter.
func StartPool(ctx context.Context, o Options) (*Stack, error) {
	o = o.withDefaults()
	if o.BaseURL == "" {
		o.BaseURL = "http://localhost:3000"
	}
	if o.Users == nil {
		o.Users = DefaultUsers()
	}
	o, err := o.withUsersFile()
	if err != nil {
		return nil, err
	}
	var pools *cognito.PoolsFile
	if o.PoolsFile != "" {
		if pools, err = cognito.ReadPools(o.PoolsFile); err != nil {
			return nil, err
		}
	}
	s := &Stack{options: o, Users: o.Users, SiteURL: o.BaseURL}
	s.ctx, s.cancel = context.WithCancel(ctx)
	if err := s.startPool(pools); err != nil {
		s.Close()
		return nil, err
	}
	context.AfterFunc(s.ctx, func() { s.Close() })
	return s, nil
}

func (s *Stack) startPool(pools *cognito.PoolsFile) error {
	pool, err := s.listenForPool()
	if err != nil {
		return err
	}
	defer pool.closeUnserved()
	if s.options.TLSFile != "" {
		authority, err := newAuthority(s.options.TLSFile, s.options.CognitoHosts, time.Now())
		if err != nil {
			return err
		}
		if pool.tls, err = authority.config(time.Now); err != nil {
			return err
		}
	}
	s.CognitoURL = origin(s.options.cognitoHost(), pool)
	if err := s.newPool(); err != nil {
		return err
	}
	if pools != nil {
		if err := s.cognito.AddPools(pools); err != nil {
			return err
		}
	}
	s.Clients = s.cognito.Clients()
	s.serve(pool, s.cognito)
	return nil
}

// listenForPool listens on this machine only, and on every address when other names are allowed.
func (s *Stack) listenForPool() (*ports, error) {
	if len(s.options.CognitoHosts) == 0 {
		return listen(s.options.CognitoAddr, "COGNITO_PORT")
	}
	_, port, err := net.SplitHostPort(s.options.CognitoAddr)
	if err != nil {
		return nil, fmt.Errorf("reading the address %q: %w", s.options.CognitoAddr, err)
	}
	listener, err := net.Listen("tcp", ":"+port)
	if err != nil {
		return nil, portError(":"+port, "COGNITO_PORT", err)
	}
	return &ports{listeners: []net.Listener{listener}}, nil
}
