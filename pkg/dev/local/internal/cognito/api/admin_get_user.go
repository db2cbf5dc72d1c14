package api

import "cognitossr/pkg/dev/local/internal/cognito/pool"

type adminGetUserOutput struct {
	Username             string
	UserAttributes       []attribute
	UserCreateDate       epoch
	UserLastModifiedDate epoch
	Enabled              bool
	UserStatus           string
	userFactors
}

// userFactors are the second factors of a user, left out when there are none.
type userFactors struct {
	PreferredMfaSetting pool.Factor   `json:",omitempty"`
	UserMFASettingList  []pool.Factor `json:",omitempty"`
}

func factorsOf(u pool.User) userFactors { return userFactors{u.PreferredFactor, u.Factors} }

// adminGetUser shows any user.
func (a *API) adminGetUser(username string, _ struct{}) (any, error) {
	u, err := a.pool.User(username)
	t := userTypeOf(u)
	return adminGetUserOutput{t.Username, t.Attributes, t.UserCreateDate, t.UserLastModifiedDate, t.Enabled,
		t.UserStatus, factorsOf(u)}, err
}
