package access_test

import (
	"testing"

	"cognitossr/pkg/access"
)

func TestGroup(t *testing.T) {
	for right, want := range map[access.Right]string{access.Public: "", access.User: "", "group:admin": "admin"} {
		if got := right.Group(); got != want {
			t.Errorf("the group of %q is %q", right, got)
		}
	}
}
