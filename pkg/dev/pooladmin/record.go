package pooladmin

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"cognitossr/pkg/appuser"
	"cognitossr/pkg/spreadsheet"
	"cognitossr/pkg/useradmin"
)

// Record is a user as it stands in a file, and as JSON everywhere.
type Record struct {
	Subject       string    `json:"sub"`
	Username      string    `json:"username"`
	Email         string    `json:"email"`
	EmailVerified bool      `json:"email_verified"`
	Status        string    `json:"status"`
	Enabled       bool      `json:"enabled"`
	Created       time.Time `json:"created"`
	Modified      time.Time `json:"modified"`
	Groups        []string  `json:"groups,omitzero"` // nil: not asked for
	AppUserID     string    `json:"custom:app_user_id,omitempty"`
}

// RecordOf returns the record of a user. nil groups stay out of it.
func RecordOf(user useradmin.User, groups []string) Record {
	return Record{
		Subject: user.Subject, Username: user.Username, Email: user.Email, EmailVerified: user.EmailVerified,
		Status:  user.Status,
		Enabled: user.Enabled, Created: user.Created.UTC(), Modified: user.Modified.UTC(), Groups: groups,
		AppUserID: user.AppUserID,
	}
}

// Format is how users are written.
type Format string

// Formats.
const (
	CSV       Format = "csv"   // RFC 4180, with a header
	JSONLines Format = "jsonl" // one JSON object per line
)

// columns are those of CSV.
var columns = []string{
	"sub", "username", "email", "email_verified", "status", "enabled", "created", "modified", "groups", appuser.Attribute,
}

// cells are the record's columns. Names of groups have no spaces, so a space separates them.
func (r Record) cells() []string {
	return []string{
		spreadsheet.Cell(r.Subject), spreadsheet.Cell(r.Username), spreadsheet.Cell(r.Email),
		strconv.FormatBool(r.EmailVerified), spreadsheet.Cell(r.Status), strconv.FormatBool(r.Enabled),
		r.Created.Format(time.RFC3339), r.Modified.Format(time.RFC3339), spreadsheet.Cell(strings.Join(r.Groups, " ")),
		spreadsheet.Cell(r.AppUserID),
	}
}

// writer writes records in a format. Nothing reaches the file before flush.
type writer struct {
	buffer *bufio.Writer
	csv    *csv.Writer
	json   *json.Encoder
}

func newWriter(out io.Writer, format Format) *writer {
	w := &writer{buffer: bufio.NewWriter(out)}
	if format == JSONLines {
		w.json = json.NewEncoder(w.buffer)
		w.json.SetEscapeHTML(false)
		return w
	}
	w.csv = csv.NewWriter(w.buffer)
	w.csv.UseCRLF = true // RFC 4180
	return w
}

// header begins a file.
func (w *writer) header() error {
	if w.csv == nil {
		return nil
	}
	return w.csv.Write(columns)
}

func (w *writer) write(r Record) error {
	if w.json != nil {
		return w.json.Encode(r)
	}
	return w.csv.Write(r.cells())
}

func (w *writer) flush() error {
	if w.csv != nil {
		w.csv.Flush()
		if err := w.csv.Error(); err != nil {
			return fmt.Errorf("writing: %w", err)
		}
	}
	if err := w.buffer.Flush(); err != nil {
		return fmt.Errorf("writing: %w", err)
	}
	return nil
}
