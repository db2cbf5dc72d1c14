package account

import (
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
)

// TestFailedWriteIsTriedAgain: what could not be written is still to be written, at the latest when the program ends.
func TestFailedWriteIsTriedAgain(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "data")
	path := filepath.Join(folder, "data.json")
	f, err := OpenFile(path, slog.New(slog.DiscardHandler))
	if err != nil {
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
