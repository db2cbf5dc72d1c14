// Package api is the cognito-idp JSON API of the local Cognito, in AWS's wire format (awsJson1_1).
package api

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"

	"cognitossr/pkg/local/internal/cognito/pool"
)

// API answers POST /.
type API struct {
	pool *pool.Pool
	log  *slog.Logger
}

// New makes the API of a pool.
func New(p *pool.Pool, log *slog.Logger) *API { return &API{pool: p, log: log} }

func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.Header.Get("X-Amz-Target"), "AWSCognitoIdentityProviderService.")
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	w.WriteHeader(http.StatusBadRequest)
	_ = json.NewEncoder(w).Encode(map[string]string{"__type": "UnknownOperationException", "message": "The local Cognito does not offer " + name})
}
