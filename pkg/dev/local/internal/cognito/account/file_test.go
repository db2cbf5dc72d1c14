package account

import (
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A file that could never be written is refused at the start, and not when the first user would be lost.
func TestDataFileInAMissingFolder(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "missing")
	_, err := OpenFile(filepath.Join(folder, "data.json"), slog.New(slog.DiscardHandler))
	if err == nil || !strings.Contains(err.Error(), "mkdir -p "+folder) {
		t.Errorf("got %v", err)
	}
	taken := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(taken, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenFile(filepath.Join(taken, "data.json"), slog.New(slog.DiscardHandler)); err == nil {
		t.Error("a file was taken for the folder")
	}
}

// TestFailedWriteIsTriedAgain: what could not be written is still to be written, at the latest when the program ends.
func TestFailedWriteIsTriedAgain(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "data")
	path := filepath.Join(folder, "data.json")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	f, err := OpenFile(path, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(folder); err != nil { // there is nothing in it
		t.Fatal(err)
	}
	f.follow(func() (content, error) { return content{Version: fileVersion}, nil })
	if err := f.save(); err == nil {
		t.Fatal("it was written into a folder that is not there")
	}
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	var written content
	if raw, err := os.ReadFile(path); err != nil || json.Unmarshal(raw, &written) != nil || written.Version != fileVersion {
		t.Errorf("the file is %s, %v", raw, err)
	}
}
