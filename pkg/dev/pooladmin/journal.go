package pooladmin

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"
)

const journalSuffix = ".import.json"

// ErrOtherFile means that the journal beside a file is about other content, or another pool.
var ErrOtherFile = errors.New("an interrupted import was of another content of this file, or into another pool")

// entry is how far an import has come.
type entry struct {
	Pool   string    `json:"pool"`
	Digest string    `json:"sha256"` // of the file
	Line   int       `json:"line"`   // the one that was begun and may not be done
	Began  time.Time `json:"began"`  // when that line was
	Imported
}

// entrySize is the room of an entry in the file, so that each is written over the one before in one step.
const entrySize = 512

// journal is a file with one entry. It is written when a line is begun: what ends the process then leaves one line in
// doubt, and no more.
type journal struct {
	file  *os.File
	entry entry
}

func openJournal(name, pool, digest string, restart bool) (*journal, error) {
	file, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("noting how far the import has come: %w", err)
	}
	j := &journal{file: file, entry: entry{Pool: pool, Digest: digest}}
	if err := j.open(restart); err != nil {
		j.close()
		return nil, err
	}
	return j, nil
}

func (j *journal) open(restart bool) error {
	if err := lock(j.file); err != nil {
		return fmt.Errorf("importing: %w", ErrImporting)
	}
	raw := make([]byte, entrySize)
	n, _ := j.file.ReadAt(raw, 0)
	if n == 0 || restart {
		return nil
	}
	var earlier entry
	if json.Unmarshal(raw[:n], &earlier) != nil || earlier.Pool != j.entry.Pool || earlier.Digest != j.entry.Digest {
		return fmt.Errorf("importing: %w", ErrOtherFile)
	}
	j.entry = earlier
	return nil
}

// ErrImporting means that another process imports the file.
var ErrImporting = errors.New("another import of this file is running")

// begin notes that a line comes next.
func (j *journal) begin(line int) error {
	j.entry.Line, j.entry.Began = line, time.Now()
	raw, err := json.Marshal(j.entry)
	if err != nil {
		return fmt.Errorf("noting how far the import has come: %w", err)
	}
	for len(raw) < entrySize {
		raw = append(raw, ' ')
	}
	if _, err := j.file.WriteAt(raw, 0); err != nil {
		return fmt.Errorf("noting how far the import has come: %w", err)
	}
	return nil
}

// done counts the line. It reaches the file with the next one, or at the end.
func (j *journal) done(count func(*Imported)) error {
	count(&j.entry.Imported)
	return j.begin(0)
}

// remove ends the journal of an import that is complete.
func (j *journal) remove() error { return os.Remove(j.file.Name()) }

func (j *journal) close() { _ = j.file.Close() }
