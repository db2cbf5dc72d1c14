package revocation

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"cognitossr/pkg/awsjson"
)

// overHTTP is a list over a service that answers so, with short limits.
func overHTTP(t *testing.T, serve http.HandlerFunc) *List {
	t.Helper()
	server := httptest.NewServer(serve)
	t.Cleanup(server.Close)
	environment := map[string]string{
		"AWS_ENDPOINT_URL_DYNAMODB": server.URL, "AWS_REGION": "eu-west-1",
		"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "example", "AWS_SESSION_TOKEN": "token",
	}
	client := awsjson.New(func(name string) string { return environment[name] },
		awsjson.Limits{Attempt: 50 * time.Millisecond, Attempts: 2, Backoff: time.Millisecond})
	t.Cleanup(client.HTTP.CloseIdleConnections)
	return NewList(client, "site-ended-sessions", 0, func() time.Time { return time.Unix(1_790_000_000, 0) })
}

func saying(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/x-amz-json-1.0")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func failing(code string) string {
	return `{"__type":"com.amazonaws.dynamodb.v20120810#` + code + `","message":"about arn:aws:dynamodb:eu-west-1:1:table/x"}`
}

// silent answers nothing before the client has gone.
func silent(_ http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	<-r.Context().Done()
}

// reset breaks the connection.
func reset(w http.ResponseWriter, _ *http.Request) {
	if connection, _, err := w.(http.Hijacker).Hijack(); err == nil {
		if tcp, ok := connection.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
		}
		_ = connection.Close()
	}
}

// slowly begins an answer and does not end it in time.
func slowly(w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	_, _ = io.WriteString(w, `{"Responses":[`)
	_ = http.NewResponseController(w).Flush()
	<-r.Context().Done()
}

// TestTableThatFails: in each way of failing a read and a write say so, with a code that may be logged, and neither
// takes a session for ended nor for a good one.
func TestTableThatFails_N40_SEC124(t *testing.T) {
	const never = "calling TransactGetItems: "
	for name, tt := range map[string]struct {
		serve http.HandlerFunc
		code  string
	}{
		"no answer": {silent, awsjson.CodeTimeout},
		"slow":      {slowly, awsjson.CodeTimeout},
		"throttled": {saying(400, failing("ProvisionedThroughputExceededException")),
			"ProvisionedThroughputExceededException"},
		"500":                   {saying(500, failing("InternalServerError")), "InternalServerError"},
		"503 of something else": {saying(503, `<html>`), awsjson.CodeAnswer},
		"wrong JSON":            {saying(200, `{"Responses":`), awsjson.CodeAnswer},
		"access denied":         {saying(400, failing("AccessDeniedException")), "AccessDeniedException"},
		"table missing":         {saying(400, failing("ResourceNotFoundException")), "ResourceNotFoundException"},
		"connection reset":      {reset, awsjson.CodeConnection},
		"expired credentials":   {saying(400, failing("ExpiredTokenException")), "ExpiredTokenException"},
		"empty answer":          {saying(200, ``), awsjson.CodeAnswer},
		"no responses":          {saying(200, `{}`), awsjson.CodeAnswer},
		"one response of two":   {saying(200, `{"Responses":[{}]}`), awsjson.CodeAnswer},
		"another item": {saying(200, `{"Responses":[{},{"Item":{"id":{"S":"session#other"}}}]}`),
			awsjson.CodeAnswer},
		"an item without an id":  {saying(200, `{"Responses":[{},{"Item":{}}]}`), awsjson.CodeAnswer},
		"a time that is none":    {saying(200, `{"Responses":[{"Item":{"id":{"S":"user#ada"},"not_before":{"N":"soon"}}},{}]}`), awsjson.CodeAnswer},
		"a time of another type": {saying(200, `{"Responses":[{"Item":{"id":{"S":"user#ada"},"not_before":{"S":"1"}}},{}]}`), awsjson.CodeAnswer},
		"conflict":               {saying(400, failing("TransactionCanceledException")), "TransactionCanceledException"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			list := overHTTP(t, tt.serve)
			ended, err := list.Ended(t.Context(), Session{Subject: "ada", OriginJTI: "s1"})
			if want := ErrUnavailable.Error() + ": " + never + tt.code; ended || !errors.Is(err, ErrUnavailable) ||
				err.Error() != want {
				t.Errorf("Ended() = %v, %v; want %s", ended, err, want)
			}
			if tt.code == awsjson.CodeAnswer { // what a write is answered is not read
				return
			}
			for call, err := range map[string]error{
				"EndSession": list.EndSession(t.Context(), "s1", time.Hour),
				"EndUser":    list.EndUser(t.Context(), "ada", time.Hour),
			} {
				if !errors.Is(err, ErrUnavailable) {
					t.Errorf("%s() = %v", call, err)
				}
			}
		})
	}
}

// TestTableThatAnswers in the forms that DynamoDB documents.
func TestTableThatAnswers_N40(t *testing.T) {
	for name, tt := range map[string]struct {
		answer string
		ended  bool
	}{
		"no entry":                 {`{"Responses":[{},{}]}`, false},
		"of the session":           {`{"Responses":[{},{"Item":{"expires_at":{"N":"1"},"id":{"S":"session#s1"}}}]}`, true},
		"of the user":              {`{"Responses":[{"Item":{"id":{"S":"user#ada"},"not_before":{"N":"1790000001"}}},{}]}`, true},
		"of the user, of before":   {`{"Responses":[{"Item":{"id":{"S":"user#ada"},"not_before":{"N":"1790000000"}}},{}]}`, false},
		"of the user, without one": {`{"Responses":[{"Item":{"id":{"S":"user#ada"}}},{}]}`, false},
		"with consumed capacity":   {`{"ConsumedCapacity":[{"CapacityUnits":4.0}],"Responses":[{},{}]}`, false},
	} {
		t.Run(name, func(t *testing.T) {
			s := Session{Subject: "ada", OriginJTI: "s1", AuthTime: time.Unix(1_790_000_000, 0)}
			if ended, err := overHTTP(t, saying(200, tt.answer)).Ended(t.Context(), s); err != nil || ended != tt.ended {
				t.Errorf("Ended() = %v, %v; want %v", ended, err, tt.ended)
			}
		})
	}
}
