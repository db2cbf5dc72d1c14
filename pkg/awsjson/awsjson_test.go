package awsjson

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
)

const testAction Action = "dynamodb:GetItem"

func environment(values map[string]string) func(string) string {
	return func(name string) string { return values[name] }
}

func onLambda() map[string]string {
	return map[string]string{"AWS_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
		"AWS_SECRET_ACCESS_KEY": "example"}
}

// roundTrips are the service's answers to the attempts of a call; the last one is repeated.
type roundTrips struct {
	answers  []func(r *http.Request) (*http.Response, error)
	requests []*http.Request
	bodies   []string
}

func (s *roundTrips) RoundTrip(r *http.Request) (*http.Response, error) {
	body, _ := io.ReadAll(r.Body)
	s.requests, s.bodies = append(s.requests, r), append(s.bodies, string(body))
	return s.answers[min(len(s.requests), len(s.answers))-1](r)
}

func answer(status int, body string, header ...string) func(*http.Request) (*http.Response, error) {
	return func(*http.Request) (*http.Response, error) {
		response := &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body))}
		for i := 0; i+1 < len(header); i += 2 {
			response.Header.Set(header[i], header[i+1])
		}
		return response, nil
	}
}

func lost(err error) func(*http.Request) (*http.Response, error) {
	return func(*http.Request) (*http.Response, error) { return nil, err }
}

func silent(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

// cut is an answer whose connection breaks in its middle.
func cut(*http.Request) (*http.Response, error) {
	body := io.MultiReader(strings.NewReader(`{"It`), brokenReader{})
	return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(body)}, nil
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// newClient has no pauses, and the service behind it.
func newClient(service http.RoundTripper) *Client {
	c := New(environment(onLambda()), Limits{Attempt: time.Second, Attempts: 3, Backoff: time.Millisecond})
	c.HTTP.Transport = service
	c.Pause = func(context.Context, time.Duration) {}
	return c
}

func TestCallSendsTheActionAndReturnsTheAnswer(t *testing.T) {
	service := &roundTrips{answers: []func(*http.Request) (*http.Response, error){answer(200, `{"Item":{}}`)}}
	got, err := newClient(service).Call(t.Context(), testAction, `{"TableName":"ended"}`)
	if err != nil || got != `{"Item":{}}` {
		t.Fatalf("Call() = %q, %v", got, err)
	}
	r := service.requests[0]
	for name, want := range map[string]string{
		"X-Amz-Target": "DynamoDB_20120810.GetItem", "Content-Type": "application/x-amz-json-1.0",
		"Accept-Encoding": "identity",
	} {
		if got := r.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if r.Method != "POST" || r.URL.String() != "https://dynamodb.eu-west-1.amazonaws.com/" ||
		service.bodies[0] != `{"TableName":"ended"}` {
		t.Errorf("%s %s %s", r.Method, r.URL, service.bodies[0])
	}
}

// TestCallThatFails: every failure has a stable code, and only those that may pass are tried again.
func TestCallThatFails(t *testing.T) {
	large := `{"a":"` + strings.Repeat("x", maxAnswer) + `"}`
	tests := []struct {
		name     string
		answer   func(*http.Request) (*http.Response, error)
		code     string
		status   int
		attempts int
	}{
		{"refused connection", lost(syscall.ECONNREFUSED), CodeConnection, 0, 3},
		{"cut in the middle", cut, CodeConnection, 0, 3},
		{"throttled", answer(400, `{"__type":"com.amazonaws.dynamodb.v20120810#ThrottlingException","message":"m"}`),
			"ThrottlingException", 400, 3},
		{"failing", answer(500, `{"__type":"InternalServerError"}`), "InternalServerError", 500, 3},
		{"failing without a word", answer(503, ``), CodeAnswer, 503, 3},
		{"too many", answer(429, `<html>`), CodeAnswer, 429, 3},
		{"denied", answer(400, `{"__type":"AccessDeniedException","Message":"arn:aws:..."}`),
			"AccessDeniedException", 400, 1},
		{"of another name", answer(400, `{"code":"ExpiredTokenException"}`), "ExpiredTokenException", 400, 1},
		{"in a header", answer(400, `{}`, "X-Amzn-ErrorType", "ParameterNotFound:http://internal.amazon.com/"),
			"ParameterNotFound", 400, 1},
		{"a code that is none", answer(400, `{"__type":"a\nb secret"}`), CodeAnswer, 400, 1},
		{"a redirect", answer(301, ``, "Location", "https://evil.example/"), CodeAnswer, 301, 1},
		{"without end", answer(200, large), CodeAnswer, 200, 1},
		{"compressed", answer(200, `{}`, "Content-Encoding", "gzip"), CodeAnswer, 200, 1},
		{"a page in between", answer(200, `<html>sign in to the network</html>`), CodeAnswer, 200, 1},
		{"another JSON value", answer(200, `null`), CodeAnswer, 200, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			service := &roundTrips{answers: []func(*http.Request) (*http.Response, error){tt.answer}}
			got, err := newClient(service).Call(t.Context(), testAction, `{}`)
			failed := new(Error)
			if !errors.As(err, &failed) || got != "" || failed.Code != tt.code || failed.Status != tt.status ||
				len(service.requests) != tt.attempts {
				t.Errorf("Call() = %q, %#v after %d attempts", got, err, len(service.requests))
			}
			if err != nil && err.Error() != "calling GetItem: "+tt.code {
				t.Errorf("error %q", err)
			}
		})
	}
}

// TestCallOfAUserPool: it may be in another region than the function, and has an endpoint variable of its own name.
func TestCallOfAUserPool(t *testing.T) {
	service := &roundTrips{answers: []func(*http.Request) (*http.Response, error){answer(200, ``)}}
	client := newClient(service).In("ap-southeast-2")
	values := onLambda()
	client.Getenv = environment(values)
	for _, want := range []string{"https://cognito-idp.ap-southeast-2.amazonaws.com/", "http://127.0.0.1:9229/"} {
		if got, err := client.Call(t.Context(), "cognito-idp:AdminDeleteUser", `{}`); err != nil || got != "" {
			t.Fatalf("Call() = %q, %v", got, err)
		}
		r := service.requests[len(service.requests)-1]
		if r.URL.String() != want || r.Header.Get("X-Amz-Target") != "AWSCognitoIdentityProviderService.AdminDeleteUser" ||
			!strings.Contains(r.Header.Get("Authorization"), "/ap-southeast-2/cognito-idp/aws4_request") {
			t.Errorf("%s %v, want %s", r.URL, r.Header, want)
		}
		values["AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER"] = "http://127.0.0.1:9229"
	}
}

// TestInIsAnotherClient: who asks for another region changes nobody else's.
func TestInIsAnotherClient(t *testing.T) {
	service := &roundTrips{answers: []func(*http.Request) (*http.Response, error){answer(200, `{}`)}}
	home := newClient(service)
	for client, want := range map[*Client]string{
		home.In("eu-central-1"): "https://cognito-idp.eu-central-1.amazonaws.com/",
		home:                    "https://cognito-idp.eu-west-1.amazonaws.com/",
	} {
		if _, err := client.Call(t.Context(), "cognito-idp:AdminDeleteUser", `{}`); err != nil {
			t.Fatal(err)
		}
		if r := service.requests[len(service.requests)-1]; r.URL.String() != want {
			t.Errorf("%s, want %s", r.URL, want)
		}
	}
}

func TestCodeOfAnError(t *testing.T) {
	for want, err := range map[string]error{
		"": nil, CodeOther: io.EOF, "UserNotFoundException": fmt.Errorf("looking: %w",
			&Error{Action: testAction, Code: "UserNotFoundException"}),
	} {
		if got := Code(err); got != want {
			t.Errorf("Code(%v) = %q, want %q", err, got, want)
		}
	}
}

func TestCallTriesAgain(t *testing.T) {
	service := &roundTrips{answers: []func(*http.Request) (*http.Response, error){
		lost(syscall.ECONNRESET), answer(400, `{"__type":"ThrottlingException"}`), answer(200, `{"ok":1}`),
	}}
	if got, err := newClient(service).Call(t.Context(), testAction, `{"n":1}`); err != nil || got != `{"ok":1}` ||
		service.bodies[2] != `{"n":1}` {
		t.Errorf("Call() = %q, %v; sent %q", got, err, service.bodies)
	}
}

// TestCallIsBounded_SEC124: an attempt has its own time, and the caller's bounds them all.
func TestCallIsBounded_SEC124(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client := newClient(&roundTrips{answers: []func(*http.Request) (*http.Response, error){silent}})
		for name, tt := range map[string]struct{ caller, want time.Duration }{
			"all attempts": {time.Minute, 3 * time.Second},
			"the caller's": {1500 * time.Millisecond, 1500 * time.Millisecond},
		} {
			ctx, cancel := context.WithTimeout(t.Context(), tt.caller)
			began, failed := time.Now(), new(Error)
			_, err := client.Call(ctx, testAction, `{}`)
			cancel()
			if !errors.As(err, &failed) || failed.Code != CodeTimeout || time.Since(began) != tt.want {
				t.Errorf("%s: %v after %v, want %v", name, err, time.Since(began), tt.want)
			}
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := client.Call(ctx, testAction, `{}`); !errors.Is(err, context.Canceled) {
			t.Errorf("of a caller that has left: %v", err)
		}
	})
}

func TestPauseIsShorterThanItsMost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for range 20 {
			began := time.Now()
			if pause(t.Context(), 200*time.Millisecond); time.Since(began) > 200*time.Millisecond {
				t.Errorf("paused %v", time.Since(began))
			}
		}
	})
}

// TestCallReadsTheEnvironmentEachTime: credentials expire.
func TestCallReadsTheEnvironmentEachTime(t *testing.T) {
	service := &roundTrips{answers: []func(*http.Request) (*http.Response, error){answer(200, `{}`)}}
	client, values := newClient(service), onLambda()
	client.Getenv = environment(values)
	for _, id := range []string{"FIRST", "SECOND"} {
		values["AWS_ACCESS_KEY_ID"] = id
		if _, err := client.Call(t.Context(), testAction, `{}`); err != nil {
			t.Fatal(err)
		}
		if sent := service.requests[len(service.requests)-1].Header.Get("Authorization"); !strings.Contains(sent,
			"Credential="+id+"/") {
			t.Errorf("sent %q", sent)
		}
	}
	for name, code := range map[string]string{"AWS_ACCESS_KEY_ID": CodeCredentials,
		"AWS_SECRET_ACCESS_KEY": CodeCredentials, "AWS_REGION": CodeOther} {
		values := onLambda()
		delete(values, name)
		client.Getenv = environment(values)
		_, err := client.Call(t.Context(), testAction, `{}`)
		if failed := new(Error); !errors.As(err, &failed) || failed.Code != code ||
			!strings.Contains(failed.Unwrap().Error(), name) {
			t.Errorf("without %s: %v", name, err)
		}
	}
	if len(service.requests) != 2 {
		t.Errorf("%d requests, want 2", len(service.requests))
	}
}

func TestCallOfAnUnknownService(t *testing.T) {
	_, err := newClient(&roundTrips{}).Call(t.Context(), "s3:GetObject", `{}`)
	if failed := new(Error); !errors.As(err, &failed) || failed.Code != CodeOther {
		t.Errorf("Call() error = %v", err)
	}
}

func TestIsThrottledKnowsTheCodesOfTheSDK(t *testing.T) {
	for code := range retry.DefaultThrottleErrorCodes {
		if !IsThrottled(code) {
			t.Errorf("IsThrottled(%q) = false", code)
		}
	}
	if IsThrottled("AccessDeniedException") || IsThrottled("") {
		t.Error("IsThrottled() of another code")
	}
}
