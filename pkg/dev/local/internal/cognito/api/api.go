// Package api is the cognito-idp JSON API of the local Cognito at POST /, in AWS's own wire format: awsJson1_1,
// the operation in X-Amz-Target, a refusal as 400 with __type and message, times as seconds since 1970.
//
// One file holds one operation, or those of one thing; an operation that is one change of a user has its line in
// operations.go and no file. Requests are taken signed and unsigned; signatures are not checked. An operation that is
// not offered is refused with a 400 that names it: nothing is answered by guess.
package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"cognitossr/pkg/dev/local/internal/cognito/account"
	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// Service serves POST /.
type Service struct {
	account *account.Account
	log     *slog.Logger
}

// New makes the API of an account.
func New(a *account.Account, log *slog.Logger) *Service { return &Service{account: a, log: log} }

// API is one call: its operations work on the pool that the call is about, which is nil for those about none.
type API struct {
	ctx     context.Context // of the call, which is over when its answer is written
	account *account.Account
	pool    *pool.Pool
	members map[string]any // of the input, found valid
	body    []byte         // the same as JSON
	region  string         // that the request is signed for; "" when it is not signed
	id      string         // that a pool or client gets that is made; "": one that is made up
	log     *slog.Logger
}

// service is what X-Amz-Target begins with.
const service = "AWSCognitoIdentityProviderService."

// maximumBody is the size in bytes that is read of a request at most.
const maximumBody = 2 << 20 // that of a managed login branding, the largest

// operation returns the output of one call, or nil when it has none.
type operation func(a *API) (any, error)

// call makes an operation of a function with a typed input, which it reads from the members that were found valid.
func call[In any](do func(a *API, in In) (any, error)) operation {
	return func(a *API) (any, error) {
		var in In
		if err := json.Unmarshal(a.body, &in); err != nil {
			return nil, errNotThisInput
		}
		return do(a, in)
	}
}

// callAs makes one of a function that works for the user of an access token.
func callAs[In any](do func(a *API, access pool.Access, in In) (any, error)) operation {
	return func(a *API) (any, error) {
		access, err := a.access(textOf(a.members, "AccessToken"))
		if err != nil {
			return nil, err
		}
		return call(func(a *API, in In) (any, error) { return do(a, access, in) })(a)
	}
}

// about is what is done about a user, whoever asks for it.
type about[In any] func(a *API, username string, in In) (any, error)

// own is an operation about the user of an access token.
func own[In any](do about[In]) operation {
	return callAs(func(a *API, access pool.Access, in In) (any, error) { return do(a, access.User.Username, in) })
}

// named is an operation about the user whom an administrator names.
func named[In any](do about[In]) operation {
	return call(func(a *API, in In) (any, error) { return do(a, textOf(a.members, "Username"), in) })
}

// change is one change of a user, which answers nothing.
func change(do func(p *pool.Pool, username string) error) about[struct{}] {
	return func(a *API, username string, _ struct{}) (any, error) { return nil, do(a.pool, username) }
}

const (
	serialization    = "SerializationException"
	unknownOperation = "UnknownOperationException"
)

func (a *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.Header.Get("X-Amz-Target"), service)
	output, err := a.serve(w, r, name)
	var refused *pool.Error
	switch {
	case err == nil:
		a.write(w, http.StatusOK, output)
	case errors.As(err, &refused):
		w.Header().Set("X-Amzn-ErrorType", refused.Name+":")
		w.Header().Set("X-Amzn-ErrorMessage", inHeader(refused.Message))
		a.write(w, http.StatusBadRequest, map[string]string{"__type": refused.Name, "message": refused.Message})
	default:
		a.log.Error("cognito-idp", "operation", name, "error", err)
		a.write(w, http.StatusInternalServerError, map[string]string{"__type": "InternalErrorException",
			"message": "Internal error"})
	}
}

// inHeader keeps a message on one line, and what no header may hold out of it.
func inHeader(message string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return ' '
		}
		return r
	}, message)
}

func (a *Service) serve(w http.ResponseWriter, r *http.Request, name string) (any, error) {
	if operations[name] == nil || !strings.HasPrefix(r.Header.Get("X-Amz-Target"), service) {
		return nil, pool.Refuse(unknownOperation, "The local Cognito does not offer the operation %q.", shortened(name))
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maximumBody))
	if err != nil {
		return nil, pool.Refuse(serialization, "The request could not be read.")
	}
	return a.do(r.Context(), name, body, API{region: signedRegion(r)})
}

// do calls an operation, with what is known about the caller.
func (a *Service) do(ctx context.Context, name string, body []byte, caller API) (any, error) {
	input := inputs()[name]
	values, err := known(body, input)
	if err != nil {
		return nil, err
	}
	if err := validate(input, values, a.variant().LengthFirst); err != nil {
		return nil, err
	}
	p, err := a.poolOf(name, values)
	if err != nil {
		return nil, err
	}
	if body, err = json.Marshal(values); err != nil {
		return nil, fmt.Errorf("reading the input of %s: %w", name, err)
	}
	caller.ctx, caller.account, caller.pool, caller.log = ctx, a.account, p, a.log
	caller.members, caller.body = values, body
	return operations[name](&caller)
}

// credentialScope is the part of a signature that names the Region.
//
// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
var credentialScope = regexp.MustCompile(`Credential=[^/,]+/[0-9]{8}/([a-z]{2,3}(?:-[a-z]+)+-[0-9]{1,2})/cognito-idp/aws4_request`)

func signedRegion(r *http.Request) string {
	if found := credentialScope.FindStringSubmatch(r.Header.Get("Authorization")); found != nil {
		return found[1]
	}
	return ""
}

// variant is that of the first pool: an input is checked before it is known which pool it is for.
func (a *Service) variant() pool.Variant {
	if first := a.account.First(); first != nil {
		return first.Behaviour.Variant()
	}
	return pool.VariantOf(0)
}

func shortened(name string) string {
	if len(name) > 80 {
		return name[:80] + "..."
	}
	return name
}

func (a *Service) write(w http.ResponseWriter, status int, output any) {
	if output == nil {
		output = struct{}{}
	}
	body, err := json.Marshal(output)
	if err != nil {
		status, body = http.StatusInternalServerError,
			[]byte(`{"__type":"InternalErrorException","message":"Internal error"}`)
	}
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Amzn-RequestId", pool.NewUUID()) // SDKs show it in their errors and answers
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body)
}
