package awsjson

import (
	"encoding/json"
	"testing"
)

// TestOfUser: whatever pool and user are called, the input names these two and nothing else.
func TestOfUser(t *testing.T) {
	const pool, username = "eu-west-1_TestPool1", `ada","UserPoolId":"another`
	var got struct {
		UserPoolId, Username string
		Limit                int
	}
	for _, more := range []string{"", `,"Limit":60`} {
		if err := json.Unmarshal([]byte(OfUser(pool, username, more)), &got); err != nil || got.UserPoolId != pool ||
			got.Username != username || (got.Limit == 60) != (more != "") {
			t.Errorf("%q: %+v, %v", more, got, err)
		}
	}
}
