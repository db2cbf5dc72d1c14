package build

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestSavedTextIsSeen: a text that was saved is made into Go again, and one that was not is left alone.
func TestSavedTextIsSeen(t *testing.T) {
	root := t.TempDir()
	if staleTexts(root) {
		t.Error("a repository without texts is stale")
	}
	write(t, root, "pkg/language/texts/en.txt", "SignIn: Sign in\n")
	if !staleTexts(root) {
		t.Error("texts of which nothing was made are fresh")
	}
	write(t, root, "pkg/language/texts_gen.go", "package language\n")
	saved := func(at time.Time, names ...string) {
		for _, name := range names {
			if err := os.Chtimes(filepath.Join(root, "pkg", "language", name), at, at); err != nil {
				t.Fatal(err)
			}
		}
	}
	now := time.Now()
	saved(now, "texts", "texts/en.txt", "texts_gen.go")
	if staleTexts(root) {
		t.Error("texts of which the Go file was just made are stale")
	}
	saved(now.Add(time.Second), "texts/en.txt")
	if !staleTexts(root) {
		t.Error("a text that was saved later is not seen")
	}
}
