package api

type adminSetUserPasswordInput struct {
	Password  string
	Permanent bool
}

// adminSetUserPassword sets a permanent or a temporary password.
func (a *API) adminSetUserPassword(username string, in adminSetUserPasswordInput) (any, error) {
	return nil, a.pool.SetPassword(username, in.Password, in.Permanent)
}
