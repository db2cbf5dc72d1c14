// Package functions holds the one list of the site's functions: which routes each serves, who may enter, and what it
// may do at AWS. It must hold nothing else: every function is a separate program in a folder below, and no program
// imports another.
package functions

import _ "embed"

// RoutesJSON is functions/routes.json. Package routes reads and checks it.
//
//go:embed routes.json
var RoutesJSON []byte
