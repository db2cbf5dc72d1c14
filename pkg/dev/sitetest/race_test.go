//go:build race

package sitetest

// raced says that the race detector watches the tests: then it watches the functions of one of them, too.
const raced = true
