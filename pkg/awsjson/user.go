package awsjson

import "context"

// Caller is what is used of a Client.
type Caller interface {
	Call(ctx context.Context, action Action, input string) (answer string, err error)
}

// OfUser is the input of an operation on one user of a user pool. More are its further members, each beginning with a
// comma, as in `,"Limit":60`.
func OfUser(pool, username string, more ...string) string {
	input := `{"UserPoolId":` + Quote(pool) + `,"Username":` + Quote(username)
	for _, members := range more {
		input += members
	}
	return input + "}"
}
