package main

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"cognitossr/pkg/auth"
	"cognitossr/pkg/paths"
	"cognitossr/pkg/revocation"
	"cognitossr/pkg/useradmin"
	"cognitossr/pkg/web"
)

// directory is the part of *useradmin.Pool that this function uses.
type directory interface {
	Select(ctx context.Context, s useradmin.Selection) (useradmin.Page, error)
	EstimatedSize(ctx context.Context) (int, error)
	BySubject(ctx context.Context, subject string) (useradmin.User, error)
	Groups(ctx context.Context, username string) ([]string, error)
	AllGroups(ctx context.Context) (useradmin.GroupNames, error)
	IsEnabledMember(ctx context.Context, username, group string) (bool, error)

	Create(ctx context.Context, n useradmin.NewUser) (useradmin.User, error)
	InviteAgain(ctx context.Context, user useradmin.User, mail useradmin.Mail) error
	Enable(ctx context.Context, user useradmin.User) error
	Disable(ctx context.Context, user useradmin.User, check useradmin.Check) error
	Delete(ctx context.Context, user useradmin.User, check useradmin.Check) error
	ResetPassword(ctx context.Context, user useradmin.User) error
	SignOut(ctx context.Context, user useradmin.User) error
	AddToGroup(ctx context.Context, user useradmin.User, group string) error
	RemoveFromGroup(ctx context.Context, user useradmin.User, group string, check useradmin.Check) error
}

type users struct {
	web.Deps
	pool     directory
	sessions sessions
	words    bool // a trigger words invitations: it takes a language, and a message
}

// Timeouts. The function's own timeout is ten seconds, so that an error page can still be sent.
const (
	readTimeout   = 4 * time.Second
	changeTimeout = 7 * time.Second
)

func (u users) handler() (http.Handler, error) {
	return web.UserRoutes{
		"GET /admin/users": u.signedIn(u.list), "GET /admin/users/{sub}": u.signedIn(u.show),
		"POST /admin/users/{sub}/{action}": u.signedIn(u.act),
		"GET /admin/invite":                u.signedIn(u.inviteForm), "POST /admin/invite": u.signedIn(u.invite),
		"POST /admin/export": u.signedIn(u.export),
	}.Handler(u.Deps)
}

// maxSubject is the maximum length of a Cognito user name.
const maxSubject = 128

// isSubject reports whether a text is written as Cognito writes a sub (SEC-097).
func isSubject(text string) bool {
	return text != "" && len(text) <= maxSubject && !strings.ContainsFunc(text, func(r rune) bool {
		return !('A' <= r && r <= 'Z' || 'a' <= r && r <= 'z' || '0' <= r && r <= '9' || r == '-')
	})
}

// adminGroup is the group of administrators: the one that the route requires.
func (u users) adminGroup() string { return u.Config.Auth.Group() }

var errNoLonger = errors.New("the caller is no longer an administrator")

// stillAdministrator asks the pool, because tokens are as old as their last refresh (SEC-101). Without a response
// nothing is shown or changed.
func (u users) stillAdministrator(ctx context.Context, admin *auth.Identity) error {
	ctx, cancel := context.WithTimeout(ctx, liveTimeout)
	defer cancel()
	is, err := u.pool.IsEnabledMember(ctx, admin.Access.Username(), u.adminGroup())
	if err != nil {
		return err
	}
	if !is {
		return errNoLonger
	}
	return nil
}

// readAs reads from the pool while it checks the caller with the pool. It returns errNoLonger if the caller is no
// longer an administrator, whatever was read.
func (u users) readAs(ctx context.Context, admin *auth.Identity, read func(context.Context) error) error {
	return u.readWithin(ctx, readTimeout, admin, read)
}

func (u users) readWithin(ctx context.Context, limit time.Duration, admin *auth.Identity,
	read func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	checked := make(chan error, 1)
	go func() { checked <- u.stillAdministrator(ctx, admin) }()
	err := read(ctx)
	if refused := <-checked; refused != nil {
		return refused
	}
	return err
}

// failure returns the failure for an error of the pool, with a reason for the log.
func failure(err error) error {
	switch {
	case errors.Is(err, errNoLonger):
		return &web.Failure{Code: web.CodeForbidden, Reason: "no-longer-admin"}
	case errors.Is(err, useradmin.ErrNotFound):
		return web.Fail(web.CodeNotFound, err)
	case errors.Is(err, useradmin.ErrQuery):
		return web.Fail(web.CodeBadRequest, err)
	}
	return &web.Failure{Code: web.CodeBusy, Reason: reason(err), Cause: err}
}

// reason returns a stable word for an error of the pool.
func reason(err error) string {
	for _, class := range []struct {
		err  error
		word string
	}{
		{revocation.ErrUnavailable, "sign-out-table"}, {useradmin.ErrNotFound, "not-found"},
		{useradmin.ErrRefused, "refused-by-cognito"}, {useradmin.ErrExists, "exists"}, {useradmin.ErrThrottled, "throttled"},
		{useradmin.ErrDenied, "denied-by-aws"}, {useradmin.ErrNoGroup, "no-group"}, {useradmin.ErrUnavailable, "unavailable"},
	} {
		if errors.Is(err, class.err) {
			return class.word
		}
	}
	return "error"
}

func userPath(subject string) string { return paths.Users + "/" + subject }
