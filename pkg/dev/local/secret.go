package local

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// keptSecret returns the client secret that belongs to a data file, and creates one for a new file. The site
// recognizes its stored refresh tokens by a MAC keyed with this secret, so sessions survive a restart only
// together with it. It is in a separate file beside the data file, readable only by its owner. Without a data file
// the result is "".
func keptSecret(dataFile string) (string, error) {
	if dataFile == "" {
		return "", nil
	}
	path := dataFile + ".secret"
	kept, err := os.ReadFile(path)
	if secret := strings.TrimSpace(string(kept)); err == nil && secret != "" {
		return secret, nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("reading the client secret: %w", err)
	}
	secret := rand.Text() + rand.Text()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return "", fmt.Errorf("keeping the client secret: %w", err)
	}
	if err := os.WriteFile(path, []byte(secret+"\n"), 0o600); err != nil {
		return "", fmt.Errorf("keeping the client secret: %w", err)
	}
	return secret, nil
}
