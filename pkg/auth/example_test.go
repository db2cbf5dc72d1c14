package auth_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"cognitossr/pkg/auth"
	"cognitossr/pkg/auth/authtest"
)

// Another service verifies the access tokens of the same user pool. Here a pool of the tests stands for Cognito: at
// AWS the issuer is https://cognito-idp.REGION.amazonaws.com/POOL, and the keys are below it.
func ExampleVerifier_VerifyAccess() {
	pool, err := authtest.Open()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer pool.Close()
	verifier, err := auth.New(auth.Config{Issuer: pool.Issuer, ClientID: pool.ClientID, JWKSURL: pool.JWKSURL})
	if err != nil {
		fmt.Println(err)
		return
	}
	orders := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		bearer, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		token, err := verifier.VerifyAccess(r.Context(), bearer)
		switch {
		case errors.Is(err, auth.ErrUnavailable):
			http.Error(w, "the keys of the user pool cannot be had at the moment", http.StatusServiceUnavailable)
		case err != nil:
			w.Header().Set("WWW-Authenticate", `Bearer error="invalid_token"`)
			http.Error(w, "a valid access token is needed", http.StatusUnauthorized)
		default:
			fmt.Fprintf(w, "orders of %s", token.Subject())
		}
	})

	for _, bearer := range []string{pool.Access(nil), "forged.token.text"} {
		r := httptest.NewRequest(http.MethodGet, "/orders", nil)
		r.Header.Set("Authorization", "Bearer "+bearer)
		w := httptest.NewRecorder()
		orders.ServeHTTP(w, r)
		fmt.Println(w.Code, strings.TrimSpace(w.Body.String()))
	}
	// Output:
	// 200 orders of 7c1f1d3e-50d1-70a4-8f0b-2f6f0f1c9a55
	// 401 a valid access token is needed
}
