package pooladmin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"cognitossr/pkg/useradmin"
)

// checkpoint is how far an export has come. It is written after each page, so that whatever ends the process leaves a
// file that is true up to Bytes, and Next to go on from. What stands behind Bytes belongs to the page after and is
// written again.
type checkpoint struct {
	Pool   string    `json:"pool"`
	Format Format    `json:"format"`
	Users  int       `json:"users"`
	Bytes  int64     `json:"bytes"`
	Next   string    `json:"next"` // "": all users are written
	At     time.Time `json:"at"`
}

// Names of what an unfinished export leaves beside the file that it is to become.
const (
	partSuffix       = ".part"
	checkpointSuffix = ".part.json"
)

// Errors of an export to a file.
var (
	ErrFileExists = errors.New("the file exists already")
	ErrForeign    = errors.New("what an earlier export has left is of another pool or format")
	ErrBusy       = errors.New("another export is writing this file")
)

// Result is what an export to a file came to.
type Result struct {
	Users   int  // in the file
	Resumed int  // how many of them an earlier run had written
	Expired bool // an earlier run was found, and too old to go on from
}

// ToFile writes all users to a file that does not exist yet. It goes on where an earlier run for the same file ended;
// restart forgets that run. The name appears when the file is complete. Cognito lets a list be continued for an hour:
// later the export begins again.
func (e Export) ToFile(ctx context.Context, name string, restart bool) (Result, error) {
	if _, err := os.Lstat(name); err == nil {
		return Result{}, fmt.Errorf("writing %s: %w", name, ErrFileExists)
	}
	part, err := os.OpenFile(name+partSuffix, os.O_CREATE|os.O_RDWR, 0o600) // addresses: for nobody else's eyes
	if err != nil {
		return Result{}, fmt.Errorf("writing %s: %w", name, err)
	}
	defer part.Close()
	if err := lock(part); err != nil {
		return Result{}, fmt.Errorf("writing %s: %w", name, ErrBusy)
	}
	f := fileExport{Export: e, name: name, part: part}
	if err := f.begin(restart); err != nil {
		return Result{}, err
	}
	result := Result{Resumed: f.done.Users}
	err = f.run(ctx)
	if f.expired(err) {
		result = Result{Expired: true}
		if err = f.begin(true); err == nil {
			err = f.run(ctx)
		}
	}
	result.Users = f.done.Users
	if err != nil {
		return result, err
	}
	return result, f.finish()
}

// fileExport is an export to a file under way.
type fileExport struct {
	Export
	name    string
	part    *os.File
	done    checkpoint
	resumed bool // nothing was read yet since an earlier run
}

// begin finds out how far an earlier run has come, and cuts off what that run has written beyond it.
func (f *fileExport) begin(restart bool) error {
	f.done, f.resumed = checkpoint{Pool: f.Pool.ID, Format: f.Format}, false
	raw, err := os.ReadFile(f.name + checkpointSuffix)
	switch {
	case restart, errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return fmt.Errorf("reading how far the export has come: %w", err)
	default:
		var earlier checkpoint
		if json.Unmarshal(raw, &earlier) != nil || earlier.Pool != f.done.Pool || earlier.Format != f.done.Format {
			return fmt.Errorf("going on with %s: %w", f.name+partSuffix, ErrForeign)
		}
		if info, err := f.part.Stat(); err == nil && info.Size() >= earlier.Bytes { // else the machine went down before the disk had it
			f.done, f.resumed = earlier, true
		}
	}
	if err := f.part.Truncate(f.done.Bytes); err != nil {
		return fmt.Errorf("writing %s: %w", f.name, err)
	}
	if _, err := f.part.Seek(f.done.Bytes, io.SeekStart); err != nil {
		return fmt.Errorf("writing %s: %w", f.name, err)
	}
	return nil
}

// run writes page after page, each followed by a checkpoint.
func (f *fileExport) run(ctx context.Context) error {
	if f.resumed && f.done.Next == "" {
		return nil // only the name is missing
	}
	groups, err := f.Pool.loadMemberships(ctx, maxMemberships, f.Reading)
	if err != nil {
		return err
	}
	w := newWriter(f.part, f.Format)
	if f.done.Bytes == 0 {
		if err := w.header(); err != nil {
			return fmt.Errorf("writing: %w", err)
		}
	}
	for {
		page, err := f.page(ctx, f.done.Next)
		if err != nil {
			return err
		}
		f.resumed = false
		written, err := f.write(ctx, w, page, groups)
		if err != nil {
			return err
		}
		if err := f.note(written, page.Next); err != nil {
			return err
		}
		f.progress(f.done.Users)
		if page.Next == "" {
			return nil
		}
	}
}

// expired reports whether Cognito refuses to continue the list of an earlier run.
func (f *fileExport) expired(err error) bool {
	return f.resumed && errors.Is(err, useradmin.ErrRefused)
}

func (f *fileExport) note(users int, next string) error {
	end, err := f.part.Seek(0, io.SeekCurrent)
	if err != nil {
		return fmt.Errorf("writing %s: %w", f.name, err)
	}
	f.done.Users, f.done.Bytes, f.done.Next, f.done.At = f.done.Users+users, end, next, time.Now()
	return replaceJSON(f.name+checkpointSuffix, f.done)
}

// finish gives the file its name. It does not replace one that has appeared in the meantime.
func (f *fileExport) finish() error {
	if err := f.part.Sync(); err != nil {
		return fmt.Errorf("writing %s: %w", f.name, err)
	}
	if _, err := os.Lstat(f.name); err == nil {
		return fmt.Errorf("writing %s: %w", f.name, ErrFileExists)
	}
	if err := os.Rename(f.name+partSuffix, f.name); err != nil {
		return fmt.Errorf("writing %s: %w", f.name, err)
	}
	_ = os.Remove(f.name + checkpointSuffix) // one that stays means nothing without its part
	return nil
}

// replaceJSON writes beside a file and renames, so that a reader sees the old content or the new.
func replaceJSON(name string, value any) error {
	raw, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("writing %s: %w", filepath.Base(name), err)
	}
	if err := os.WriteFile(name+".new", raw, 0o600); err != nil {
		return fmt.Errorf("writing how far it has come: %w", err)
	}
	if err := os.Rename(name+".new", name); err != nil {
		return fmt.Errorf("writing how far it has come: %w", err)
	}
	return nil
}
