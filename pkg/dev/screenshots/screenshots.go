// Package screenshots draws the pictures of pages that the documents show. A test makes them, of the real pages with
// invented data, so that each can be made again: ./build.sh screenshots. Nothing may import it.
package screenshots
