package useradmin

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
)

var enabled = User{Subject: "ada-sub", Username: "ada-name", Email: "ada@example.com", EmailVerified: true,
	Status: Confirmed, Enabled: true}

func TestChangesCallInOrder_S33_SEC102(t *testing.T) {
	disabled := enabled
	disabled.Enabled = false
	named := User{Subject: "ada-sub", Username: "ada-name", Email: "ada@example.com", Status: ForceChangePassword,
		Enabled: true}
	invited := named
	invited.Username = invited.Subject
	no := func(context.Context) error { return errNo }
	tests := []struct {
		name   string
		change func(context.Context, *Pool) error
		fail   map[string]error
		calls  []string
		errs   []error // all of them; none: the change succeeds
	}{
		{"enable", func(ctx context.Context, p *Pool) error { return p.Enable(ctx, disabled) }, nil,
			[]string{"AdminEnableUser ada-name"}, nil},
		{"disable", func(ctx context.Context, p *Pool) error { return p.Disable(ctx, enabled, nil) }, nil,
			[]string{"AdminDisableUser ada-name", "AdminUserGlobalSignOut ada-name"}, nil},
		{"delete", func(ctx context.Context, p *Pool) error { return p.Delete(ctx, enabled, nil) }, nil,
			[]string{"AdminDisableUser ada-name", "AdminUserGlobalSignOut ada-name", "AdminDeleteUser ada-name"}, nil},
		{"reset", func(ctx context.Context, p *Pool) error { return p.ResetPassword(ctx, enabled) }, nil,
			[]string{"AdminResetUserPassword ada-name"}, nil},
		{"invite again (U-20)", func(ctx context.Context, p *Pool) error { return p.InviteAgain(ctx, invited, Mail{}) },
			nil, []string{"AdminCreateUser ada@example.com RESEND EMAIL"}, nil},
		{"invite again by name (U-20)", func(ctx context.Context, p *Pool) error { return p.InviteAgain(ctx, named, Mail{}) }, nil, []string{"AdminCreateUser ada-name RESEND EMAIL"}, nil},
		{"invite again, too late (U-20)", func(ctx context.Context, p *Pool) error { return p.InviteAgain(ctx, invited, Mail{}) }, map[string]error{"AdminCreateUser": refusal("UnsupportedUserStateException")}, []string{"AdminCreateUser ada@example.com RESEND EMAIL"}, []error{ErrRefused}},
		{"invite again, has a password (U-20)", func(ctx context.Context, p *Pool) error { return p.InviteAgain(ctx, enabled, Mail{}) }, nil, nil, []error{ErrRefused}},
		{"sign out", func(ctx context.Context, p *Pool) error { return p.SignOut(ctx, enabled) }, nil,
			[]string{"AdminUserGlobalSignOut ada-name"}, nil},
		{"add", func(ctx context.Context, p *Pool) error { return p.AddToGroup(ctx, enabled, "admin") }, nil,
			[]string{"AdminAddUserToGroup ada-name admin"}, nil},
		{"remove", func(ctx context.Context, p *Pool) error { return p.RemoveFromGroup(ctx, enabled, "admin", nil) },
			nil, []string{"AdminRemoveUserFromGroup ada-name admin", "AdminUserGlobalSignOut ada-name"}, nil},

		{"disable taken back", func(ctx context.Context, p *Pool) error { return p.Disable(ctx, enabled, no) }, nil,
			[]string{"AdminDisableUser ada-name", "AdminEnableUser ada-name"}, []error{errNo}},
		{"disable of a disabled one stays", func(ctx context.Context, p *Pool) error { return p.Disable(ctx, disabled, no) }, nil, []string{"AdminDisableUser ada-name"}, []error{errNo}},
		{"delete taken back", func(ctx context.Context, p *Pool) error { return p.Delete(ctx, enabled, no) }, nil,
			[]string{"AdminDisableUser ada-name", "AdminEnableUser ada-name"}, []error{errNo}},
		{"remove taken back", func(ctx context.Context, p *Pool) error { return p.RemoveFromGroup(ctx, enabled, "admin", no) }, nil, []string{"AdminRemoveUserFromGroup ada-name admin", "AdminAddUserToGroup ada-name admin"}, []error{errNo}},
		{"cannot be taken back", func(ctx context.Context, p *Pool) error { return p.Disable(ctx, enabled, no) },
			map[string]error{"AdminEnableUser": refusal("InternalErrorException")},
			[]string{"AdminDisableUser ada-name", "AdminEnableUser ada-name"}, []error{ErrHalfDone, ErrUnavailable, errNo}},

		{"disable fails", func(ctx context.Context, p *Pool) error { return p.Delete(ctx, enabled, nil) },
			map[string]error{"AdminDisableUser": refusal("TooManyRequestsException")},
			[]string{"AdminDisableUser ada-name"}, []error{ErrThrottled}},
		{"sign-out fails", func(ctx context.Context, p *Pool) error { return p.Delete(ctx, enabled, nil) },
			map[string]error{"AdminUserGlobalSignOut": refusal("InternalErrorException")},
			[]string{"AdminDisableUser ada-name", "AdminUserGlobalSignOut ada-name"}, []error{ErrHalfDone, ErrUnavailable}},
		{"delete fails", func(ctx context.Context, p *Pool) error { return p.Delete(ctx, enabled, nil) },
			map[string]error{"AdminDeleteUser": refusal("AccessDeniedException")},
			[]string{"AdminDisableUser ada-name", "AdminUserGlobalSignOut ada-name", "AdminDeleteUser ada-name"},
			[]error{ErrHalfDone, ErrDenied}},
		{"deleted by another", func(ctx context.Context, p *Pool) error { return p.Delete(ctx, enabled, nil) },
			map[string]error{"AdminDeleteUser": refusal("UserNotFoundException")},
			[]string{"AdminDisableUser ada-name", "AdminUserGlobalSignOut ada-name", "AdminDeleteUser ada-name"}, nil},
		{"reset in a wrong state", func(ctx context.Context, p *Pool) error { return p.ResetPassword(ctx, enabled) },
			map[string]error{"AdminResetUserPassword": refusal("NotAuthorizedException")},
			[]string{"AdminResetUserPassword ada-name"}, []error{ErrRefused}},
		{"nobody there", func(ctx context.Context, p *Pool) error { return p.Enable(ctx, enabled) },
			map[string]error{"AdminEnableUser": refusal("UserNotFoundException")}, []string{"AdminEnableUser ada-name"},
			[]error{ErrNotFound}},
		{"group is missing", func(ctx context.Context, p *Pool) error { return p.AddToGroup(ctx, enabled, "admin") },
			map[string]error{"AdminAddUserToGroup": refusal("ResourceNotFoundException")},
			[]string{"AdminAddUserToGroup ada-name admin"}, []error{ErrNoGroup}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			api := &fakeAPI{fail: tt.fail}
			err := tt.change(t.Context(), newPool(api))
			if (err != nil) != (len(tt.errs) > 0) {
				t.Errorf("error = %v, want %v", err, tt.errs)
			}
			for _, want := range tt.errs {
				if !errors.Is(err, want) {
					t.Errorf("error = %v, want %v", err, want)
				}
			}
			if err != nil && strings.Contains(err.Error(), "@") {
				t.Errorf("error %q repeats AWS's message", err)
			}
			if !slices.Equal(api.calls, tt.calls) {
				t.Errorf("calls = %q, want %q", api.calls, tt.calls)
			}
			for _, pool := range api.pools {
				if pool != poolID {
					t.Errorf("called pool %q", pool)
				}
			}
		})
	}
}

var errNo = errors.New("no")

func TestTakingBackOutlivesTheRequest(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	api := &contextAPI{}
	pool := &Pool{ID: poolID, Client: func() API { return api }}
	err := pool.Disable(ctx, enabled, func(context.Context) error { cancel(); return errNo })
	if !errors.Is(err, errNo) || errors.Is(err, ErrHalfDone) {
		t.Errorf("Disable() = %v, want it taken back", err)
	}
	if !slices.Equal(api.calls, []string{"AdminDisableUser ada-name", "AdminEnableUser ada-name"}) {
		t.Errorf("calls = %q", api.calls)
	}
}
