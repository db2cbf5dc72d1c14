package doctor

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"cognitossr/pkg/awsclient"
	"cognitossr/pkg/config"
	"cognitossr/pkg/dev/deployment"
	"cognitossr/pkg/paths"
)

// Sources are where facts come from. A nil member is not used.
type Sources struct {
	AWS *AWS
	// NoCredentials says that AWS is nil because credentials are missing.
	NoCredentials bool

	HTTP *http.Client                                // must not follow redirects
	Host func(ctx context.Context, name string) bool // whether a name has an address
	Now  func() time.Time

	Visitors int // a day, for which the account's quotas are read; 0: they are not
}

// Gather reads the facts of a deployment from the sources. A fact that cannot be read becomes a finding, or stays nil.
func Gather(ctx context.Context, d deployment.Deployment, s Sources) Facts {
	f := Facts{Deployment: d, Visitors: s.Visitors}
	switch {
	case s.NoCredentials:
		f.Unknown = found(CodeAWSCredentials, "The settings could not be compared with AWS: there are no credentials.")
	case s.AWS != nil && config.IsPoolID(d.UserPoolID):
		s.askAWS(ctx, &f)
	}
	if s.HTTP == nil {
		return f
	}
	if d.JWKSURL != "" {
		f.KeySet, f.Clock = s.keySet(ctx, d.JWKSURL)
	}
	if d.SiteURL != "" {
		f.Site = s.site(ctx, d.SiteURL)
	}
	return f
}

// askAWS stops at the first error that would affect the other calls, too. A missing permission affects only one.
func (s Sources) askAWS(ctx context.Context, f *Facts) {
	for _, ask := range []func(context.Context, *Facts) error{
		s.AWS.askPool, s.AWS.askClient, s.AWS.askParameter, s.AWS.askFunctions, s.askDomain, s.AWS.askStyles,
		s.AWS.askSignOut, s.AWS.askReplica, s.AWS.askQuotas,
	} {
		err := ask(ctx, f)
		if err == nil {
			continue
		}
		code := awsclient.Code(err)
		switch {
		case strings.HasPrefix(code, "AccessDenied"):
			f.Unknown = append(f.Unknown, found(CodeAWSDenied, "Not all settings could be compared with AWS: %v.",
				awsclient.Cause(err))...)
			continue
		case awsclient.IsDenied(code):
			f.Unknown = append(f.Unknown, found(CodeAWSCredentials, "The settings could not be compared with AWS: %v.",
				awsclient.Cause(err))...)
		default:
			f.Unknown = append(f.Unknown, found(CodeAWSUnknown, "The settings could not be compared with AWS: %v.",
				awsclient.Cause(err))...)
		}
		return
	}
}

// askDomain adds what DNS knows of the parent of a custom domain.
func (s Sources) askDomain(ctx context.Context, f *Facts) error {
	if err := s.AWS.askDomain(ctx, f); err != nil || f.Domain == nil || s.Host == nil {
		return err
	}
	host := hostOf(f.Deployment.HostedURL)
	if strings.HasSuffix(host, ".amazoncognito.com") {
		return nil
	}
	if _, parent, found := strings.Cut(host, "."); found {
		f.Domain.Parent, f.Domain.ParentResolves = parent, s.Host(ctx, parent)
	}
	return nil
}

const maxAnswer = 150_000 // bytes

// keySet reads the key set, and compares the clocks by the response's Date header.
func (s Sources) keySet(ctx context.Context, address string) (*KeySet, *time.Duration) {
	began := s.Now()
	response, err := s.get(ctx, address)
	if err != nil {
		return &KeySet{Unreachable: awsclient.Code(err)}, nil
	}
	defer func() { _ = response.Body.Close() }()
	var ahead *time.Duration
	if date, err := http.ParseTime(response.Header.Get("Date")); err == nil {
		middle := began.Add(s.Now().Sub(began) / 2)
		difference := middle.Sub(date)
		ahead = &difference
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	switch {
	case err != nil:
		return &KeySet{Unreachable: awsclient.Code(err)}, ahead
	case response.StatusCode != http.StatusOK:
		return &KeySet{Unreachable: fmt.Sprintf("status %d", response.StatusCode)}, ahead
	}
	return &KeySet{JSON: body}, ahead
}

func (s Sources) site(ctx context.Context, origin string) *Site {
	home, err := s.get(ctx, origin+"/")
	if err != nil {
		return &Site{Unreachable: awsclient.Code(err)}
	}
	_ = home.Body.Close()
	login, err := s.get(ctx, origin+paths.Login)
	if err != nil {
		return &Site{Unreachable: awsclient.Code(err)}
	}
	_ = login.Body.Close()
	return &Site{Status: home.StatusCode, LoginStatus: login.StatusCode, LoginTo: login.Header.Get("Location")}
}

func (s Sources) get(ctx context.Context, address string) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, fmt.Errorf("making the request: %w", err)
	}
	return s.HTTP.Do(request)
}
