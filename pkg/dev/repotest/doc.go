// Package repotest tests the rules of this repository: who may import whom, what functions link, how long files are,
// what the documents promise. It must not test what the site does. It has no code besides its tests.
package repotest
