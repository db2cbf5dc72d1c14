package main

import (
	"fmt"
	"net/http"
	"time"

	"cognitossr/pkg/web"
	"cognitossr/templates/assets"
)

// validFor is how long what security.txt says is to be believed: the deployment that says it is running, so it is true
// for some time (RFC 9116, section 2.5.5, recommends less than a year).
const validFor = 90 * 24 * time.Hour

// securityFile says where to report a vulnerability. Without a contact there is no such file: one that names nobody
// would be worse.
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
