// Package repotest tests the rules of this repository: which package may import which, what functions link, how long
// files are, and what the documents promise. It must not test the site. It has no code besides its tests.
package repotest
