package secret

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"cognitossr/pkg/awsjson"
	"cognitossr/pkg/config"
	"cognitossr/pkg/sensitive"
)

// fakeStore returns what its function returns, and counts the calls.
type fakeStore struct {
	answer func(ctx context.Context) (string, error)

	mutex sync.Mutex
	count int
}

func (f *fakeStore) Call(ctx context.Context, _ awsjson.Action, _ string) (string, error) {
	f.mutex.Lock()
	f.count++
	f.mutex.Unlock()
	return f.answer(ctx)
}

func (f *fakeStore) calls() int {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	return f.count
}

func answering(text string) func(context.Context) (string, error) {
	return func(context.Context) (string, error) { return text, nil }
}

func holding(value string) func(context.Context) (string, error) {
	return answering(`{"Parameter":{"ARN":"arn:aws:ssm:eu-west-1:1:parameter/a","Value":"` + value + `","Version":1}}`)
}

func newParameter(c awsjson.Caller) *parameter {
	return &parameter{name: "/site/cognito/client-secret", aws: c, now: time.Now}
}

func TestSourcePrefersTheConfiguredSecret(t *testing.T) {
	source := Source(config.Config{ClientSecret: sensitive.New("local"), ClientSecretParameter: "/never/read"})
	got, err := source(t.Context(), sensitive.Text{})
	if err != nil || got.Reveal() != "local" {
		t.Errorf("Source()() = %q, %v; want the configured secret", got.Reveal(), err)
	}
}

func TestSourceWithoutAnySettingNamesBothVariables(t *testing.T) {
	_, err := Source(config.Config{})(t.Context(), sensitive.Text{})
	if err == nil || !strings.Contains(err.Error(), "COGNITO_CLIENT_SECRET_PARAMETER") {
		t.Errorf("Source()() error = %v, want one that names the variables", err)
	}
}

func TestSourceReadsTheNamedParameterDecrypted(t *testing.T) {
	var request struct {
		Name           string
		WithDecryption bool
	}
	target := ""
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		target = r.Header.Get("X-Amz-Target")
		body, _ := io.ReadAll(r.Body)
		if err := json.Unmarshal(body, &request); err != nil {
			t.Errorf("request body %q: %v", body, err)
		}
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		_, _ = io.WriteString(w, `{"Parameter":{"Name":"/site/secret","Type":"SecureString","Value":"of the parameter"}}`)
	}))
	t.Cleanup(server.Close)
	t.Setenv("AWS_ENDPOINT_URL_SSM", server.URL)
	t.Setenv("AWS_REGION", "eu-west-1")
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "example")

	got, err := Source(config.Config{ClientSecretParameter: "/site/secret"})(t.Context(), sensitive.Text{})
	if err != nil || got.Reveal() != "of the parameter" {
		t.Fatalf("Source()() = %q, %v", got.Reveal(), err)
	}
	if target != "AmazonSSM.GetParameter" || request.Name != "/site/secret" || !request.WithDecryption {
		t.Errorf("request = %s %+v", target, request)
	}
}

// TestSourceHidesWhatTheServiceSays: a message of AWS names the account, the role and the parameter.
func TestSourceHidesWhatTheServiceSays_SEC115(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `{"__type":"AccessDeniedException","Message":"arn:aws:iam::1:role/x may not read /site/secret"}`)
	}))
	t.Cleanup(server.Close)
	t.Setenv("AWS_ENDPOINT_URL", server.URL)
	t.Setenv("AWS_REGION", "eu-west-1")
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "example")
	_, err := Source(config.Config{ClientSecretParameter: "/site/secret"})(t.Context(), sensitive.Text{})
	if want := "reading the client secret: calling GetParameter: AccessDeniedException"; err == nil || err.Error() != want {
		t.Errorf("Source()() error = %v, want %s", err, want)
	}
}

func TestValueIsReadOnceAndRemembered(t *testing.T) {
	s := &fakeStore{answer: holding("s3cret")}
	p := newParameter(s)
	for range 3 {
		if got, err := p.value(t.Context(), sensitive.Text{}); err != nil || got.Reveal() != "s3cret" {
			t.Fatalf("value() = %q, %v", got.Reveal(), err)
		}
	}
	if s.calls() != 1 {
		t.Errorf("%d calls, want 1", s.calls())
	}
}

func TestValueDoesNotRememberAFailure(t *testing.T) {
	s := &fakeStore{answer: func(context.Context) (string, error) {
		return "", &awsjson.Error{Action: getParameter, Code: "ThrottlingException", Status: 400}
	}}
	p := newParameter(s)
	_, err := p.value(t.Context(), sensitive.Text{})
	if want := "reading the client secret: calling GetParameter: ThrottlingException"; err == nil || err.Error() != want {
		t.Errorf("value() error = %v, want %s", err, want)
	}
	s.answer = holding("later")
	if got, err := p.value(t.Context(), sensitive.Text{}); err != nil || got.Reveal() != "later" {
		t.Errorf("value() after a failure = %q, %v", got.Reveal(), err)
	}
	if s.calls() != 2 {
		t.Errorf("%d calls, want 2", s.calls())
	}
}

func TestValueRefusesAnAnswerWithoutTheSecret(t *testing.T) {
	for answer, want := range map[string]string{
		`{"Parameter":{"Value":""}}`: "empty", `{"Parameter":{}}`: "empty", `{}`: "empty",
		`{"Parameter":{"Value":"a"`: "answer", `{"Parameter":{"Value":"a","Value":"b"}}`: "answer", `<html>`: "answer",
	} {
		if _, err := newParameter(&fakeStore{answer: answering(answer)}).value(t.Context(),
			sensitive.Text{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("value() of %s: %v, want %q", answer, err, want)
		}
	}
}

func TestValueIsReadByOneCallForManyCallers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		s := &fakeStore{}
		s.answer = func(ctx context.Context) (string, error) {
			<-release
			return holding("shared")(ctx)
		}
		p := newParameter(s)
		var group sync.WaitGroup
		for range 10 {
			group.Go(func() {
				if got, err := p.value(t.Context(), sensitive.Text{}); err != nil || got.Reveal() != "shared" {
					t.Errorf("value() = %q, %v", got.Reveal(), err)
				}
			})
		}
		synctest.Wait()
		close(release)
		group.Wait()
		if s.calls() != 1 {
			t.Errorf("%d calls for 10 callers, want 1", s.calls())
		}
	})
}

func TestValueOfAnImpatientCallerIsReadForTheOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		s := &fakeStore{}
		s.answer = func(ctx context.Context) (string, error) {
			select {
			case <-release:
				return holding("kept")(ctx)
			case <-ctx.Done():
				return "", ctx.Err()
			}
		}
		p := newParameter(s)
		ctx, cancel := context.WithCancel(t.Context())
		gone := make(chan error)
		go func() { _, err := p.value(ctx, sensitive.Text{}); gone <- err }()
		synctest.Wait()
		cancel()
		if err := <-gone; !errors.Is(err, context.Canceled) {
			t.Errorf("value() of the caller that left = %v, want context.Canceled", err)
		}
		close(release)
		if got, err := p.value(t.Context(), sensitive.Text{}); err != nil || got.Reveal() != "kept" {
			t.Errorf("value() of the other caller = %q, %v", got.Reveal(), err)
		}
		if s.calls() != 1 {
			t.Errorf("%d calls, want 1", s.calls())
		}
	})
}

func TestValueGivesUpAfterTwoSeconds_SEC124(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newParameter(&fakeStore{answer: func(ctx context.Context) (string, error) {
			<-ctx.Done()
			return "", ctx.Err()
		}})
		began := time.Now()
		_, err := p.value(t.Context(), sensitive.Text{})
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("value() error = %v, want that the time is over", err)
		}
		if waited := time.Since(began); waited != readTimeout {
			t.Errorf("value() waited %v, want %v", waited, readTimeout)
		}
	})
}

// TestRefusedSecretIsReadAgain: a secret that was replaced is found without a deployment, by one read, and one that is
// wrong for good is not read for each visitor.
func TestRefusedSecretIsReadAgain(t *testing.T) {
	now := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	store := &fakeStore{answer: holding("first")}
	p := newParameter(store)
	p.now = func() time.Time { return now }
	for _, step := range []struct {
		name, refused, stored string
		after                 time.Duration
		want                  string
		reads                 int
	}{
		{"the first call", "", "first", 0, "first", 1},
		{"nothing was refused", "", "second", time.Hour, "first", 1},
		{"the one in use was refused", "first", "second", 0, "second", 2},
		{"an earlier one was refused, by a call that began before", "first", "third", time.Hour, "second", 2},
		{"refused, and there is no other", "second", "second", 0, "second", 3},
		{"refused again at once", "second", "third", time.Second, "second", 3},
		{"refused again later", "second", "third", time.Minute, "third", 4},
	} {
		store.answer, now = holding(step.stored), now.Add(step.after)
		got, err := p.value(t.Context(), sensitive.New(step.refused))
		if err != nil || got.Reveal() != step.want || store.calls() != step.reads {
			t.Errorf("%s: %q after %d reads (%v), want %q after %d", step.name, got.Reveal(), store.calls(), err,
				step.want, step.reads)
		}
	}
}
