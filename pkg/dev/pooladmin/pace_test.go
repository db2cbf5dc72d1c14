package pooladmin

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
)

// TestBulkKeepsItsPace_U19: visitors share the quotas.
func TestBulkKeepsItsPace_U19(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pool := New("eu-west-1_Pool", idp.New(idp.Options{})).AtPace(20, 1)
		began := time.Now()
		for range 41 {
			if err := pool.Wait(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(began); took != 2*time.Second {
			t.Errorf("41 calls took %v, want 2s", took)
		}
	})
}

// TestBulkWaitsOutThrottling_U19: the SDK's own retryer gives up after a hundred retries in all.
func TestBulkWaitsOutThrottling_U19(t *testing.T) {
	retryer := New("eu-west-1_Pool", idp.New(idp.Options{})).AtPace(0, 12).SDK.Options().Retryer
	throttled := refusal("TooManyRequestsException")
	if retryer.MaxAttempts() != 12 || !retryer.IsErrorRetryable(throttled) {
		t.Errorf("%d attempts, throttling is tried again: %v", retryer.MaxAttempts(), retryer.IsErrorRetryable(throttled))
	}
	for n := range 1000 {
		if _, err := retryer.GetRetryToken(t.Context(), throttled); err != nil {
			t.Fatalf("retry %d: %v", n, err)
		}
	}
	if retryer.IsErrorRetryable(errors.New("anything else")) {
		t.Error("every error is tried again")
	}
}

func refusal(code string) error { return &apiError{code} }

type apiError struct{ code string }

func (e *apiError) Error() string     { return e.code }
func (e *apiError) ErrorCode() string { return e.code }
