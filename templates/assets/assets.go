// Package assets holds the site's static files under the names by which pages ask for them: a name has the content's hash in it, so that a
// browser may keep the file for ever. Only the function that serves them may import it; pages know the paths alone.
package assets

import _ "embed"

//go:embed site.css
var stylesheet []byte

//go:embed icon.svg
var icon []byte

// File is one static file as it is sent.
type File struct {
	ContentType string
	Content     []byte // not to be changed
}

// Find returns the file of exactly this name, without folder.
func Find(name string) (File, bool) {
	switch name {
	case stylesheetName:
		return File{"text/css; charset=utf-8", stylesheet}, true
	case iconName:
		return File{"image/svg+xml; charset=utf-8", icon}, true
	}
	return File{}, false
}

// Names lists the names of all files.
func Names() []string { return []string{stylesheetName, iconName} }
