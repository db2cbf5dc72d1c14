package build

import (
	"archive/zip"
	"compress/flate"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// epoch is the earliest time that the zip format can hold. Every file gets it, because Lambda compares archives by
// their hash.
var epoch = time.Date(1980, time.January, 1, 0, 0, 0, 0, time.UTC)

// writeZip packs a program as "bootstrap" and returns the size in bytes. It leaves an archive alone that is not older
// than the program.
func writeZip(path, program string) (int64, error) {
	source, err := os.Stat(program)
	if err != nil {
		return 0, err
	}
	if info, err := os.Stat(path); err == nil && !info.ModTime().Before(source.ModTime()) {
		return info.Size(), nil
	}
	file, err := os.CreateTemp(filepath.Dir(path), ".zip-*")
	if err != nil {
		return 0, err
	}
	defer os.Remove(file.Name())
	defer file.Close()
	if err := pack(file, program); err != nil {
		return 0, err
	}
	if err := file.Chmod(0o644); err != nil {
		return 0, err
	}
	info, err := file.Stat()
	if err != nil {
		return 0, err
	}
	if err := file.Close(); err != nil {
		return 0, err
	}
	return info.Size(), os.Rename(file.Name(), path)
}

func pack(w io.Writer, program string) error {
	source, err := os.Open(program)
	if err != nil {
		return err
	}
	defer source.Close()
	archive := zip.NewWriter(w)
	archive.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser,
		error) {
		return flate.NewWriter(out, flate.BestCompression)
	})
	header := &zip.FileHeader{Name: "bootstrap", Method: zip.Deflate, Modified: epoch}
	header.SetMode(modeBinary)
	entry, err := archive.CreateHeader(header)
	if err != nil {
		return err
	}
	if _, err := io.Copy(entry, source); err != nil {
		return fmt.Errorf("compressing: %w", err)
	}
	return archive.Close()
}
