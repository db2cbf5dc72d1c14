package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
)

func TestTheLoneCallerKeepsItsConnectionWhereTheServerDoes(t *testing.T) {
	var connections atomic.Int32
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Last") != "" {
			w.Header().Set("Connection", "close")
		}
		body, _ := io.ReadAll(r.Body)
		fmt.Fprintf(w, "got %s", body)
	}))
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			connections.Add(1)
		}
	}
	server.Start()
	t.Cleanup(server.Close)
	caller := &loneCaller{address: server.Listener.Addr().String()}
	t.Cleanup(caller.hangUp)
	for i, c := range []struct {
		last        string
		connections int32
	}{{"", 1}, {"", 1}, {"yes", 1}, {"yes", 2}, {"", 3}} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL, strings.NewReader(fmt.Sprint(i)))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("X-Last", c.last)
		before := caller.waited
		response, err := (&http.Client{Transport: caller}).Do(request)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(response.Body)
		response.Body.Close()
		if err != nil || string(body) != fmt.Sprint("got ", i) || connections.Load() != c.connections || caller.waited <= before {
			t.Errorf("request %d: %q, %v, by connection %d, waited for %v", i, body, err, connections.Load(), caller.waited-before)
		}
	}
}
