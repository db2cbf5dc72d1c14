package main

import (
	"fmt"
	"net/http"
	"time"

	"cognitossr/pkg/web"
	"cognitossr/templates/assets"
)

// validFor is the validity of security.txt: a deployment that serves it is in operation, so it stays correct for some
// time (RFC 9116, section 2.5.5, recommends less than a year).
const validFor = 90 * 24 * time.Hour

// securityFile says where to report a vulnerability. Without a contact the file does not exist.
type securityFile struct{ web.Deps }

func (s securityFile) serve(w http.ResponseWriter, r *http.Request) error {
	if s.Config.SecurityContact == "" {
		return web.Fail(web.CodeNotFound, nil)
	}
	expires := s.Now().UTC().Truncate(24 * time.Hour).Add(validFor)
	text := fmt.Sprintf("Contact: %s\nExpires: %s\nCanonical: %s/.well-known/security.txt\nPreferred-Languages: en\n",
		s.Config.SecurityContact, expires.Format(time.RFC3339), s.Config.BaseURL)
	send(w, r, assets.File{ContentType: "text/plain; charset=utf-8", Content: []byte(text)}, forADay)
	return nil
}
