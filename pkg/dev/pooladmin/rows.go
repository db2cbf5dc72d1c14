package pooladmin

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"cognitossr/pkg/spreadsheet"
	"cognitossr/pkg/useradmin"
)

// row is one user of a file: its values by the names of the columns.
type row struct {
	line   int
	values map[string]string
}

// flags are the columns that are true or false.
var flags = []string{columnEnabled, "email_verified", "phone_number_verified"}

// set stores a value. Spreadsheets write true and false in capitals.
func (r row) set(name, value string) {
	if lower := strings.ToLower(value); slices.Contains(flags, name) && (lower == "true" || lower == "false") {
		value = lower
	}
	r.values[name] = value
}

// federated reports whether an export has written a user who signs in with an external provider. A user of the pool
// with the same address would be another one.
func (r row) federated() bool { return r.values["status"] == useradmin.ExternalProvider }

// lineError is what is wrong with one line of a file.
type lineError struct {
	line   int
	reason string
}

// Error implements error.
func (e *lineError) Error() string { return fmt.Sprintf("line %d: %s", e.line, e.reason) }

// rows reads a file row by row. next returns io.EOF at the end, a *lineError for a row that cannot be read, and other
// errors for a file that cannot be read on.
type rows interface {
	next() (row, error)
}

// readRows begins a file in a format. It returns the names of its columns, nil where each row has its own.
func readRows(in io.Reader, format Format) (rows, []string, error) {
	buffered := bufio.NewReaderSize(in, 64<<10)
	if mark, _ := buffered.Peek(3); bytes.Equal(mark, []byte("\xef\xbb\xbf")) {
		_, _ = buffered.Discard(3) // spreadsheets begin UTF-8 with a byte order mark
	}
	if format == JSONLines {
		lines := bufio.NewScanner(buffered)
		lines.Buffer(nil, 1<<20)
		return &jsonRows{lines: lines}, nil, nil
	}
	reader := csv.NewReader(buffered)
	reader.FieldsPerRecord = -1 // told by line
	reader.Comma = separator(buffered)
	header, err := reader.Read()
	if errors.Is(err, io.EOF) {
		return nil, nil, errors.New("the file is empty")
	}
	if err != nil {
		return nil, nil, fmt.Errorf("reading the header: %w", err)
	}
	for i, name := range header {
		header[i] = strings.TrimSpace(name)
	}
	return &csvRows{reader, header}, header, nil
}

// separator is a semicolon where the header has one and no comma: spreadsheets write it in countries with a decimal
// comma.
func separator(in *bufio.Reader) rune {
	begin, _ := in.Peek(4096)
	header, _, _ := bytes.Cut(begin, []byte("\n"))
	if bytes.IndexByte(header, ';') >= 0 && bytes.IndexByte(header, ',') < 0 {
		return ';'
	}
	return ','
}

type csvRows struct {
	reader *csv.Reader
	header []string
}

func (c *csvRows) next() (row, error) {
	cells, err := c.reader.Read()
	if problem := new(csv.ParseError); errors.As(err, &problem) {
		return row{line: problem.Line}, &lineError{problem.Line, problem.Err.Error()}
	}
	if err != nil {
		return row{}, err
	}
	line, _ := c.reader.FieldPos(0)
	if len(cells) != len(c.header) {
		return row{line: line}, &lineError{line, fmt.Sprintf("its number of columns is %d, and the header's is %d",
			len(cells), len(c.header))}
	}
	r := row{line, make(map[string]string, len(cells))}
	for i, cell := range cells {
		r.set(c.header[i], spreadsheet.Plain(cell))
	}
	return r, nil
}

type jsonRows struct {
	lines *bufio.Scanner
	line  int
}

func (j *jsonRows) next() (row, error) {
	for j.lines.Scan() {
		j.line++
		if len(bytes.TrimSpace(j.lines.Bytes())) == 0 {
			continue
		}
		object, err := decodeObject(j.lines.Bytes())
		if err != nil {
			return row{line: j.line}, &lineError{j.line, "it is not a JSON object: " + err.Error()}
		}
		r := row{j.line, make(map[string]string, len(object))}
		for name, value := range object {
			text, err := textOf(value)
			if err != nil {
				return r, &lineError{j.line, fmt.Sprintf("%s: %v", shortened(name), err)}
			}
			r.set(name, text)
		}
		return r, nil
	}
	if err := j.lines.Err(); err != nil {
		return row{}, fmt.Errorf("reading line %d: %w", j.line+1, err)
	}
	return row{}, io.EOF
}

// decodeObject keeps numbers as they are written: a float64 would round a long identifier.
func decodeObject(line []byte) (map[string]any, error) {
	object := map[string]any{}
	decoder := json.NewDecoder(bytes.NewReader(line))
	decoder.UseNumber()
	err := decoder.Decode(&object)
	if other := new(json.UnmarshalTypeError); errors.As(err, &other) {
		return nil, errors.New("it is of the type " + other.Value)
	}
	if err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("text after the object")
	}
	return object, nil
}

// textOf is a JSON value as a cell has it: a list is separated by spaces.
func textOf(value any) (string, error) {
	switch v := value.(type) {
	case nil:
		return "", nil
	case string:
		return v, nil
	case bool:
		return strconv.FormatBool(v), nil
	case json.Number:
		return v.String(), nil
	case []any:
		texts := make([]string, len(v))
		for i, element := range v {
			text, ok := element.(string)
			if !ok || strings.ContainsAny(text, " \t\r\n") {
				return "", errors.New("it is not a list of names without spaces")
			}
			texts[i] = text
		}
		return strings.Join(texts, " "), nil
	}
	return "", errors.New("it is neither a text nor a list of texts")
}
