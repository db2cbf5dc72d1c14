// Package texts holds the files of the site's texts, for tests that read them. No function links it: what is deployed
// holds the Go that is generated of them.
package texts

import "embed"

// Files are the texts, a file for each language.
//
//go:embed *.txt
var Files embed.FS
