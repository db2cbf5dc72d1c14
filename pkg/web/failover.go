package web

import (
	"net/http"
	"strings"

	"cognitossr/pkg/paths"
)

// signOutAction ends the path of an administrator's form that ends a user's sessions, which changes no user.
const signOutAction = "/sign-out"

// changesUsers reports whether a request leads to what a user pool does in its first Region only: registering, a new
// password, changes of an account, and what administrators do to users. Reading, signing in and out go on.
//
// Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-multi-region.html
func changesUsers(method, path string) bool {
	switch path {
	case paths.SignUp, paths.ConfirmAddress, paths.ForgotPassword, paths.ChangePassword, paths.AccountPassword,
		paths.AccountEmail, paths.AccountEmailCode, paths.ConfirmDeletion, paths.DeleteAccount, paths.Invite:
		return true
	}
	if strings.HasPrefix(path, paths.AccountAuthenticator) {
		return true
	}
	form := strings.HasPrefix(path, paths.AccountPasskeys) || strings.HasPrefix(path, paths.Users) &&
		!strings.HasSuffix(path, signOutAction)
	return form && method == http.MethodPost
}

// refuseChanges answers such requests while the pool is served from its second Region. Without that nothing is in between.
func (d Deps) refuseChanges(next http.Handler) http.Handler {
	if !d.Config.Failover() {
		return next
	}
	return Handle(d, func(w http.ResponseWriter, r *http.Request) error {
		if changesUsers(r.Method, r.URL.Path) {
			return Fail(CodeSecondRegion, nil)
		}
		next.ServeHTTP(w, r)
		return nil
	})
}
