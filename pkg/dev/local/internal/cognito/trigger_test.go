package cognito

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// recorder is a trigger's function that notes its events. It is there for the triggers of a sign-up and of CUSTOM_AUTH,
// or for every one.
type recorder struct {
	every  bool
	mu     sync.Mutex
	events []map[string]any
	answer func(trigger string, event map[string]any) error
}

func (r *recorder) call(_ context.Context, trigger string, raw []byte) ([]byte, error) {
	if !r.every && !slices.Contains([]string{"pre_sign_up", "post_confirmation"}, trigger) &&
		!strings.Contains(trigger, "auth_challenge") {
		return nil, nil
	}
	event := map[string]any{}
	if err := json.Unmarshal(raw, &event); err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.events = append(r.events, event)
	if r.answer != nil {
		if err := r.answer(trigger, event); err != nil {
			return nil, err
		}
	}
	return json.Marshal(event)
}

func (r *recorder) sources() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var list []string
	for _, e := range r.events {
		source, _ := e["triggerSource"].(string)
		list = append(list, source)
	}
	return list
}

// register goes through the sign-up form and the code.
func (v *visitor) register(email string) answer {
	v.t.Helper()
	page := v.get("/signup?" + strings.TrimPrefix(v.authorizeQuery(), "/oauth2/authorize?"))
	page = v.post(page.Request.URL.String(), "email", email, "password", password)
	if page.Request.URL.Path != "/confirm" || page.StatusCode != http.StatusOK {
		return page
	}
	return v.post(page.Request.URL.String(), "code", v.lastCode(email))
}

func TestTriggersRunAsAWSRunsThem(t *testing.T) {
	r := &recorder{}
	s := start(t, func(o *Options) { o.Trigger = r.call })
	v := s.visitor()
	v.register("new@example.com")
	page := v.get("/forgotPassword?" + strings.TrimPrefix(s.authorizeQuery(), "/oauth2/authorize?"))
	page = v.post(page.Request.URL.String(), "username", "new@example.com")
	v.post(page.Request.URL.String(), "code", s.lastCode("new@example.com"), "password", "Another-Horse-9")
	want := []string{"PreSignUp_SignUp", "PostConfirmation_ConfirmSignUp", "PostConfirmation_ConfirmForgotPassword"}
	if got := r.sources(); !slices.Equal(got, want) {
		t.Fatalf("events %q", got)
	}
	post := r.events[1]
	request, _ := post["request"].(map[string]any)
	attributes, _ := request["userAttributes"].(map[string]any)
	if post["version"] != "1" || post["userPoolId"] != s.PoolID() || post["region"] != "eu-west-1" ||
		post["userName"] != attributes["sub"] ||
		attributes["email"] != "new@example.com" || attributes["email_verified"] != "true" ||
		attributes["cognito:user_status"] != "CONFIRMED" {
		t.Errorf("event %v", post)
	}
	if caller, _ := post["callerContext"].(map[string]any); caller["clientId"] != s.ClientID() {
		t.Errorf("callerContext %v", post["callerContext"])
	}
}

// A trigger's function calls back into the pool while it runs.
func TestTriggerMayCallThePool(t *testing.T) {
	var s *stack
	r := &recorder{answer: func(trigger string, event map[string]any) error {
		if trigger != "post_confirmation" {
			return nil
		}
		name, _ := event["userName"].(string)
		return s.pool.UpdateAttributes(t.Context(), pool.Administrator(nil), name,
			map[string]string{"custom:app_user_id": "42"})
	}}
	s = start(t, func(o *Options) { o.Trigger = r.call })
	code := s.visitor().register("new@example.com").location().Query().Get("code")
	if got := s.userInfo(s.redeem(code).AccessToken); !strings.Contains(got.body, `"custom:app_user_id":"42"`) {
		t.Errorf("userInfo says %s", got.body)
	}
}

func TestTriggerErrorsSurface(t *testing.T) {
	tests := []struct {
		name, trigger string
		check         func(t *testing.T, s *stack, a answer)
	}{
		{"pre sign-up refuses on the form", "pre_sign_up", func(t *testing.T, _ *stack, a answer) {
			if a.StatusCode != http.StatusBadRequest || !strings.Contains(a.body, "PreSignUp failed with error not today.") {
				t.Errorf("answered %d %s", a.StatusCode, a.body)
			}
		}},
		{"post confirmation shows in the callback and the user stays confirmed", "post_confirmation",
			func(t *testing.T, s *stack, a answer) {
				q := a.location().Query()
				if q.Get("error") != "invalid_request" ||
					q.Get("error_description") != "PostConfirmation failed with error not today. " ||
					q.Get("state") != "st-1" {
					t.Errorf("led to %s", a.location())
				}
				s.signedIn("new@example.com")
			}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := &recorder{answer: func(trigger string, _ map[string]any) error {
				if trigger == test.trigger {
					return errors.New("not today")
				}
				return nil
			}}
			s := start(t, func(o *Options) { o.Trigger = r.call })
			test.check(t, s, s.visitor().register("new@example.com"))
		})
	}
}

func TestPreSignUpMayConfirm(t *testing.T) {
	r := &recorder{answer: func(trigger string, event map[string]any) error {
		if trigger == "pre_sign_up" {
			event["response"] = map[string]any{"autoConfirmUser": true, "autoVerifyEmail": true}
		}
		return nil
	}}
	s := start(t, func(o *Options) { o.Trigger = r.call })
	back := s.visitor().register("new@example.com")
	if id := decode(t, s.redeem(back.location().Query().Get("code")).IDToken, 1); id["email_verified"] != true {
		t.Errorf("claims %v", id)
	}
	if got := r.sources(); !slices.Equal(got, []string{"PreSignUp_SignUp", "PostConfirmation_ConfirmSignUp"}) {
		t.Errorf("events %q", got)
	}
}

// A function that does not answer in time is asked three times in all.
func TestTriggerIsRetriedAfterATimeout(t *testing.T) {
	calls := 0
	s := start(t, func(o *Options) {
		o.Trigger = func(context.Context, string, []byte) ([]byte, error) {
			calls++
			return nil, context.DeadlineExceeded
		}
	})
	a := s.visitor().register("new@example.com")
	if calls != 3 || !strings.Contains(a.body, "PreSignUp invocation failed") {
		t.Errorf("%d calls, %s", calls, a.body)
	}
}
