package account

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// fileVersion is the version of the data file that this program writes. It reads this one, and the first, which was of
// one pool.
const fileVersion = 2

// File keeps the account's pools over a restart. It is written some time after a change, so that a hundred sign-ins a
// second cost one write, and replaced as a whole.
type File struct {
	path string
	log  *slog.Logger
	read content // at the start

	writing sync.Mutex // one writer at a time; taken before any lock of a pool

	timing   sync.Mutex              // of what follows; no other lock is taken under it
	snapshot func() (content, error) // nil until there is an account
	timer    *time.Timer             // of the next write; nil: none is to come
	dirty    bool                    // something has changed since the last write that succeeded
}

type content struct {
	Version int               `json:"version"`
	Pools   []json.RawMessage `json:"pools"`
	Domains []Domain          `json:"domains"`

	pools []*pool.Data // as they were read
}

// writeDelay is how long changes are collected.
const writeDelay = time.Second

// OpenFile reads a data file. One that is broken, or of a newer program, is an error and stays as it is, and so is one
// that could not be written. Without a path nothing is kept.
func OpenFile(path string, log *slog.Logger) (*File, error) {
	f := &File{path: path, log: log}
	if path == "" {
		return f, nil
	}
	if err := checkFolder(filepath.Dir(path)); err != nil {
		return nil, fmt.Errorf("opening the data file %s: %w", path, err)
	}
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return f, nil
	}
	if err != nil {
		return nil, f.leave(err)
	}
	if err := f.read.from(raw); err != nil {
		return nil, f.leave(err)
	}
	return f, nil
}

// leave is the error of a file that cannot be used. What is in it may be wanted yet.
func (f *File) leave(err error) error {
	return fmt.Errorf("reading the data file %s, which is left as it is: %w; name another file, or move this one away "+
		"to begin with nothing", f.path, err)
}

// checkFolder makes and removes a file, as every write of the data file does.
func checkFolder(folder string) error {
	probe, err := os.CreateTemp(folder, ".writable.*")
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("its folder is not there: make it with mkdir -p %s", folder)
	}
	if err != nil {
		return fmt.Errorf("its folder cannot be written to: %w", err)
	}
	return errors.Join(probe.Close(), os.Remove(probe.Name()))
}

func (c *content) from(raw []byte) error {
	if len(bytes.TrimSpace(raw)) == 0 {
		return errors.New("it is empty")
	}
	if err := json.Unmarshal(raw, c); err != nil {
		return fmt.Errorf("it is broken: %w", err)
	}
	switch c.Version {
	case 1:
		c.Pools = []json.RawMessage{raw}
	case fileVersion:
	default:
		return fmt.Errorf("it has version %d, and this program reads versions 1 and %d", c.Version, fileVersion)
	}
	for i, raw := range c.Pools {
		data := &pool.Data{}
		if err := json.Unmarshal(raw, data); err != nil || data.PoolID == "" {
			return fmt.Errorf("it is broken: pool %d: %w", i+1,
				errors.Join(err, errors.New("it has no id, or other members")))
		}
		c.pools = append(c.pools, data)
	}
	return nil
}

// First returns what was kept of the pool that is described by who starts the program; nil for none. A file without it
// that has another such pool belongs to another account.
func (f *File) First(id string) (*pool.Data, error) {
	for _, data := range f.read.pools {
		if data.PoolID != id && data.Made == nil {
			return nil, f.leave(fmt.Errorf("it belongs to the pool %s, and this one is %s", data.PoolID, id))
		}
	}
	at := slices.IndexFunc(f.read.pools, func(d *pool.Data) bool { return d.PoolID == id })
	if at < 0 {
		return nil, nil
	}
	data := *f.read.pools[at]
	data.Made = nil
	return &data, nil
}

// Changed notes that something worth keeping changed. It waits for nothing, and may be called under any lock.
func (f *File) Changed() {
	if f.path == "" {
		return
	}
	f.timing.Lock()
	defer f.timing.Unlock()
	f.dirty = true
	if f.timer != nil {
		return
	}
	f.timer = time.AfterFunc(writeDelay, func() {
		if err := f.save(); err != nil {
			f.log.Error("keeping the data file", "error", err)
		}
	})
}

// follow keeps what a function returns, from now on.
func (f *File) follow(snapshot func() (content, error)) {
	f.timing.Lock()
	f.snapshot = snapshot
	f.timing.Unlock()
	f.Changed()
}

// save writes the file when something changed since the last time. What could not be written is written after the next
// change, or at the end.
func (f *File) save() error {
	f.writing.Lock()
	defer f.writing.Unlock()
	f.timing.Lock()
	dirty, snapshot := f.dirty, f.snapshot
	f.dirty, f.timer = false, nil
	f.timing.Unlock()
	if !dirty || snapshot == nil {
		return nil
	}
	if err := f.write(snapshot); err != nil {
		f.timing.Lock()
		f.dirty = true
		f.timing.Unlock()
		return fmt.Errorf("writing the data file: %w", err)
	}
	return nil
}

func (f *File) write(snapshot func() (content, error)) error {
	now, err := snapshot()
	if err != nil {
		return err
	}
	body, err := json.Marshal(now)
	if err != nil {
		return err
	}
	return replaceFile(f.path, body)
}

// Close writes what the file still lacks.
func (f *File) Close() error {
	f.timing.Lock()
	if f.timer != nil {
		f.timer.Stop()
	}
	f.timing.Unlock()
	return f.save()
}

// replaceFile writes beside the file and renames, so that a reader sees the old content or the new.
func replaceFile(path string, body []byte) error {
	temporary, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer os.Remove(temporary.Name())
	if _, err := temporary.Write(body); err != nil {
		return errors.Join(err, temporary.Close())
	}
	if err := temporary.Sync(); err != nil {
		return errors.Join(err, temporary.Close())
	}
	if err := temporary.Close(); err != nil {
		return err
	}
	return os.Rename(temporary.Name(), path)
}
