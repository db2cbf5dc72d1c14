// Command bench measures this software and its peers side by side in one run, and prints ratios. It is a separate
// module, so that no peer gets into the site's go.mod, and it must not be imported.
package main
