// Command bench measures this software against its peers, side by side in one run, and prints ratios. It is a module of
// its own so that no peer ever enters the site's go.mod, and it must not be imported by anything.
package main
