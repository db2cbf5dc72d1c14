package build

import (
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// lookEvery is how long what was seen of a folder is believed. It is shorter than anybody takes from saving a file to
// asking for the page, and long enough for requests in numbers not to be slowed down by it.
const lookEvery = 5 * time.Millisecond

// Watch tells whether files that functions are made of have changed, by their names, sizes and times. The zero value is
// ready for use.
type Watch struct {
	mu   sync.Mutex
	seen map[string]folder
}

type folder struct {
	state  string
	newest time.Time // of the files' times
	at     time.Time // when it was looked at
}

// Dirs are the folders whose files the function's packages are made of.
func (r Result) Dirs() []string {
	var dirs []string
	for _, p := range r.Packages {
		for _, file := range p.Files() {
			dirs = append(dirs, filepath.Dir(file))
		}
		if p.Dir != "" {
			dirs = append(dirs, p.Dir)
		}
		for _, folder := range []string{"assets", "brand"} { // the pages' source has the names made from their contents
			if folder = filepath.Join(p.Dir, folder); filepath.Base(p.Dir) == "templates" && exists(folder) {
				dirs = append(dirs, folder)
			}
		}
	}
	slices.Sort(dirs)
	return slices.Compact(dirs)
}

// State is a text that changes whenever a file in one of the folders does, and the latest time of a file there.
func (w *Watch) State(dirs []string) (state string, newest time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.seen == nil {
		w.seen = map[string]folder{}
	}
	now := time.Now()
	states := make([]string, len(dirs))
	for i, dir := range dirs {
		f, known := w.seen[dir]
		if !known || now.Sub(f.at) > lookEvery {
			f = look(dir)
			f.at = now
			w.seen[dir] = f
		}
		states[i] = f.state
		if f.newest.After(newest) {
			newest = f.newest
		}
	}
	return strings.Join(states, ""), newest
}

// Forget makes the next State look again.
func (w *Watch) Forget() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.seen = nil
}

func look(dir string) folder {
	var f folder
	sum := sha256.New()
	entries, err := os.ReadDir(dir)
	if err != nil {
		fmt.Fprint(sum, err) // a folder that is gone is a change too
	}
	for _, entry := range entries {
		if entry.IsDir() || derived(entry.Name()) {
			continue
		}
		info, err := entry.Info()
		if err != nil {
			continue // removed just now
		}
		_, _ = io.WriteString(sum, fmt.Sprintln(entry.Name(), info.Size(), info.ModTime().UnixNano()))
		if info.ModTime().After(f.newest) {
			f.newest = info.ModTime()
		}
	}
	f.state = string(sum.Sum(nil))
	return f
}

// derived reports files that no binary is made of, or that are made from another file that is looked at.
func derived(name string) bool {
	return strings.HasSuffix(name, "_test.go") || strings.HasSuffix(name, "_templ.go") ||
		strings.HasSuffix(name, "_gen.go") || strings.HasPrefix(name, ".") || strings.HasSuffix(name, "~")
}
