package gateway

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"cognitossr/pkg/routes"
)

// TestFunctionIsPreparedInTimeOfItsOwn: what a build takes is not taken from the function, and a form is not sent in
// vain.
func TestFunctionIsPreparedInTimeOfItsOwn(t *testing.T) {
	tests := []struct {
		name, method, path, accept string
		takes                      time.Duration
		status                     int
	}{
		{"page, for a short time", http.MethodGet, "/", "text/html", time.Second, 200},
		{"page, for a long time", http.MethodGet, "/", "text/html", 3 * time.Second, 503},
		{"HEAD of a page, for a long time", http.MethodHead, "/", "text/html", 3 * time.Second, 503},
		{"program, for a long time", http.MethodGet, "/", "application/json", 29 * time.Second, 200},
		{"program, for too long", http.MethodGet, "/", "application/json", 31 * time.Second, 503},
		{"form, for very long", http.MethodPost, "/form", "text/html", 10 * time.Minute, 200},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				e := &echo{}
				left := time.Duration(0)
				g := newGateway(t, e, func(o *Options) {
					o.Prepare = func(ctx context.Context, f routes.Function) error {
						select {
						case <-time.After(test.takes):
							return nil
						case <-ctx.Done():
							return &Fault{Status: 503, Title: "Function " + f.Name + " is being built",
								Detail: "Compiling net/http", Again: 1500 * time.Millisecond}
						}
					}
					o.Invoke = func(ctx context.Context, f routes.Function, event []byte) ([]byte, error) {
						end, _ := ctx.Deadline()
						left = time.Until(end)
						return e.invoke(ctx, f, event)
					}
				})
				r := httptest.NewRequest(test.method, "http://localhost"+test.path, nil)
				r.Header.Set("Accept", test.accept)
				w := httptest.NewRecorder()
				g.ServeHTTP(w, r)
				if w.Code != test.status || (left == IntegrationTimeout) != (test.status == 200) {
					t.Errorf("status %d, the function had %v", w.Code, left)
				}
				again := test.status == 503
				if (w.Header().Get("Refresh") == "1") != again || (w.Header().Get("Retry-After") == "1") != again {
					t.Errorf("headers %v", w.Header())
				}
				page := strings.Contains(w.Body.String(), "Compiling net/http")
				if page != (again && test.accept == "text/html") || again && !page &&
					w.Body.String() != `{"message":"Service Unavailable"}` {
					t.Errorf("body %s", w.Body)
				}
			})
		})
	}
}
