package cognito

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestOthersMayAskByAnAllowedName(t *testing.T) {
	for _, c := range []struct {
		name, host, peer string
		allowed          []string
		want             int
	}{
		{"a container by an allowed name", "cognito:9229", "172.18.0.3:4000", []string{"cognito"}, http.StatusFound},
		{"a container by another name", "evil.example:9229", "172.18.0.3:4000", []string{"cognito"}, http.StatusForbidden},
		{"nobody is allowed", "cognito:9229", "172.18.0.3:4000", nil, http.StatusForbidden},
		{"another machine by a loopback name", "127.0.0.1:9229", "172.18.0.3:4000", []string{"cognito"},
			http.StatusForbidden},
		{"this machine", "127.0.0.1:9229", "127.0.0.1:4000", []string{"cognito"}, http.StatusFound},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := start(t, func(o *Options) { o.Hosts = c.allowed })
			r := httptest.NewRequest(http.MethodGet, "http://"+c.host+"/", nil)
			r.RemoteAddr = c.peer
			w := httptest.NewRecorder()
			s.ServeHTTP(w, r)
			if w.Code != c.want {
				t.Errorf("answered %d, want %d", w.Code, c.want)
			}
		})
	}
}
