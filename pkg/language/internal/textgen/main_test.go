package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestCommittedTextsAreFresh(t *testing.T) {
	want, err := generate("../..")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(filepath.Join("../..", output)); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s is stale: run go generate ./pkg/language (%v)", output, err)
	}
}

// TestGenerateRefuses a translation that is not complete, or fits its sentence differently.
func TestGenerateRefuses(t *testing.T) {
	const en, de = "LanguageName: English\nA: Hello {name}\n", "LanguageName: Deutsch\n"
	for _, tt := range []struct{ name, en, de, want string }{
		{"complete", en, de + "A: {name}, hallo", ""},
		{"a text is missing", en, de, "de lacks A"},
		{"a text too many", en, de + "A: {name}\nB: b", "de has B"},
		{"another parameter", en, de + "A: Hallo {wer}", "de has A with the parameters"},
		{"a text twice", en + "A: x", de, "line 3: A is there twice"},
		{"no name", en + "hello", de, `line 3 is not "Name: text"`},
		{"no end of a parameter", en + "B: {x", de, "line 3: a parameter without end"},
		{"no source", "", de, "there is no en.txt"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			folder := t.TempDir()
			if err := os.Mkdir(filepath.Join(folder, "texts"), 0o755); err != nil {
				t.Fatal(err)
			}
			for name, content := range map[string]string{"en.txt": tt.en, "de.txt": tt.de} {
				if err := os.WriteFile(filepath.Join(folder, "texts", name), []byte(content), 0o644); content != "" &&
					err != nil {
					t.Fatal(err)
				}
			}
			if tt.en == "" {
				_ = os.Remove(filepath.Join(folder, "texts", "en.txt"))
			}
			source, err := generate(folder)
			if tt.want == "" && (err != nil || !strings.Contains(string(source), `return Text(name) + ", hallo"`)) {
				t.Errorf("%s (%v)", source, err)
			}
			if tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
		})
	}
}
