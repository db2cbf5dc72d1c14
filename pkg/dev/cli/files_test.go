package main

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestFilesThatCannotBeRead: each command that reads a file says which, why not, and what would be one.
func TestFilesThatCannotBeRead(t *testing.T) {
	folder := t.TempDir()
	missing := filepath.Join(folder, "nosuch")
	for _, args := range [][]string{
		{"invoke", "home"}, {"cognito", "--pools"}, {"dev", "--users"}, {"doctor", "--outputs"}, {"users", "import"},
		{"users", "audit", "--log"}, {"deploy", "--var-file"},
	} {
		for name, want := range map[string]string{missing: "there is no such file", folder: "it is a folder, not a file"} {
			root := newRootCommand()
			root.SetArgs(append(args, name))
			root.SetOut(io.Discard)
			root.SetErr(io.Discard)
			err := root.ExecuteContext(t.Context())
			if err == nil {
				t.Errorf("%q: it works", args)
				continue
			}
			first, _, _ := strings.Cut(err.Error(), "\n")
			if exitStatus(err) != statusWrongUse || !strings.Contains(first, name+": "+want+"; ") ||
				strings.Contains(err.Error(), "no such file or directory") {
				t.Errorf("%q: %v", args, err)
			}
		}
	}
}

// TestFilesThatCannotBeWritten: a file that cannot be where it is wanted is refused before anything else is made.
func TestFilesThatCannotBeWritten(t *testing.T) {
	folder := t.TempDir()
	nowhere := filepath.Join(folder, "missing")
	for _, args := range [][]string{{"cognito", "--data"}, {"cognito", "--tls"}, {"users", "export", "--output"}} {
		for name, want := range map[string]string{
			filepath.Join(nowhere, "file.json"): "there is no folder " + nowhere + "; ", folder: "it is a folder, not a file; ",
		} {
			root := newRootCommand()
			last := len(args) - 1
			root.SetArgs(append(args[:last:last], args[last]+"="+name))
			root.SetOut(io.Discard)
			root.SetErr(io.Discard)
			err := root.ExecuteContext(t.Context())
			if err == nil || exitStatus(err) != statusWrongUse || !strings.Contains(err.Error(), args[last]+" "+name+": "+want) {
				t.Errorf("%q: %v", args, err)
			}
		}
	}
	if made, err := os.ReadDir(folder); err != nil || len(made) > 0 {
		t.Errorf("there is %v in the folder, %v", made, err)
	}
	if _, err := os.Stat(folder + ".secret"); err == nil {
		t.Error("a secret lies beside the folder")
	}
}

func TestReasonsThatAFileCannotBeRead(t *testing.T) {
	if got := unreadable(&os.PathError{Op: "open", Path: "x", Err: fs.ErrPermission}).Error(); got != "you may not read it" {
		t.Error(got)
	}
	if other := errors.New("input/output error"); unreadable(other) != other {
		t.Error(unreadable(other))
	}
}
