package main

import (
	"strings"
	"testing"

	"cognitossr/pkg/web/webtest"
	"cognitossr/templates"
)

// TestSignInAtANamedStage: the stage's name is no part of the site's paths, not even one that looks like the API's
// (F-120).
func TestSignInAtANamedStage_F120(t *testing.T) {
	site := webtest.New(t, templates.Failure)
	login := site.Page(newHandler)
	for _, stage := range []string{"", "prod", "api", "auth", "assets"} {
		r := webtest.Navigate("/auth/login?return_to=%2Fprofile")
		r.Stage = stage
		if a := login.Do(r); a.Status != 303 || !strings.HasPrefix(a.Location(), webtest.Domain+"/oauth2/authorize?") ||
			len(a.Lines) != 1 {
			t.Errorf("at %q: %d to %q with %d cookies", stage, a.Status, a.Location(), len(a.Lines))
		}
	}
}
