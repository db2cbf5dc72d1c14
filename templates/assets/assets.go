// Package assets holds the site's static files. Those that pages ask for have the content's hash in their names, so
// that browsers may cache them forever; browsers and search engines request a few more at fixed addresses. Only the
// function that serves them may import it; pages know only the paths.
package assets

import _ "embed"

//go:embed site.min.css
var stylesheet []byte

//go:embed site.min.css.gz
var stylesheetGzip []byte

//go:embed icon.svg
var icon []byte

//go:embed favicon.ico
var favicon []byte

//go:embed robots.txt
var robots []byte

// File is one static file as it is sent. Its bytes must not be changed.
type File struct {
	ContentType string
	Content     []byte
	Gzip        []byte // the content as gzip (RFC 1952); nil where that saves nothing
}

// Find returns the file of exactly this name, without folder.
func Find(name string) (File, bool) {
	switch name {
	case stylesheetName:
		return File{"text/css; charset=utf-8", stylesheet, stylesheetGzip}, true
	case iconName:
		return File{"image/svg+xml; charset=utf-8", icon, nil}, true
	}
	return File{}, false
}

// Favicon is the icon for clients that ask for /favicon.ico and read no page, or no SVG.
func Favicon() File { return File{"image/vnd.microsoft.icon", favicon, nil} }

// Robots excludes pages from search engines (RFC 9309).
func Robots() File { return File{"text/plain; charset=utf-8", robots, nil} }

// Names lists the names of the files that have their content's hash in them.
func Names() []string { return []string{stylesheetName, iconName} }
