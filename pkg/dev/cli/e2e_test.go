package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestTheWalkNeedsASite(t *testing.T) {
	site := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(site.Close)
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	tests := []struct{ name, address, want, fault string }{
		{"a site", site.URL + "/", site.URL, ""},
		{"nobody listens", gone.URL, "", "is it running"},
		{"no scheme", "www.example.com", "", "not the address of a site"},
		{"another scheme", "httpx://www.example.com", "", "not the address of a site"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := siteAt(t.Context(), tt.address)
			if got != tt.want || (err == nil) != (tt.fault == "") {
				t.Fatalf("%q, %v", got, err)
			}
			if err != nil && !strings.Contains(err.Error(), tt.fault) {
				t.Errorf("error %v", err)
			}
		})
	}
}
