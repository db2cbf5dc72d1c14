package routes

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
)

// decoder reads the list and notes everything that is wrong with its form: each problem with its line, function and
// member.
type decoder struct {
	data      []byte
	functions []Function
	lines     map[string]int // of the functions, by name
	problems  []error
}

// decode reads the functions in the order of the file. It takes the members one by one, because decoding into a map
// and a struct would hide a name that is listed twice: the last one wins there, and it may be the one with less
// protection.
func decode(data []byte) (*decoder, error) {
	d := &decoder{data: data, lines: map[string]int{}}
	reader := json.NewDecoder(bytes.NewReader(data))
	var list json.RawMessage
	if err := reader.Decode(&list); err != nil {
		return nil, fmt.Errorf("%s: not JSON: %w", d.placeOfSyntaxError(), err)
	}
	start := int(reader.InputOffset()) - len(list)
	if _, err := reader.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s: there is text after the closing brace", d.placeOfSyntaxError())
	}
	if list[0] != '{' {
		return nil, fmt.Errorf(`%s: want an object of functions, as in { "home": { "routes": ["GET /"], "auth": "public" } }`, d.place(start))
	}
	for _, entry := range members(list, start) {
		d.function(entry)
	}
	return d, errors.Join(d.problems...)
}

// member is a name and its value in an object, with their offsets in the list.
type member struct {
	name        string
	value       json.RawMessage
	at, valueAt int
}

// members reads an object that begins at an offset of the list.
func members(object json.RawMessage, start int) (all []member) {
	reader := json.NewDecoder(bytes.NewReader(object))
	_, _ = reader.Token() // the brace; all is valid JSON
	for reader.More() {
		token, _ := reader.Token()
		m := member{at: start + int(reader.InputOffset())}
		m.name, _ = token.(string)
		_ = reader.Decode(&m.value)
		m.valueAt = start + int(reader.InputOffset()) - len(m.value)
		all = append(all, m)
	}
	return all
}

func (d *decoder) function(entry member) {
	name := entry.name
	if line, known := d.lines[name]; known {
		d.problem(entry.at, "%q is listed twice, in line %d too: merge the two", name, line)
		return
	}
	d.lines[name] = d.line(entry.at)
	f := Function{Name: name}
	if entry.value[0] != '{' {
		d.problem(entry.at, `function %q: want an object, as in { "routes": ["GET /reports"], "auth": "user" }, not %s`,
			name, kindOf(entry.value))
		return
	}
	seen := map[string]bool{}
	for _, m := range members(entry.value, entry.valueAt) {
		field, known := fieldOf(&f, m.name)
		switch {
		case seen[m.name]:
			d.problem(m.at, "function %q: %q is listed twice", name, m.name)
		case !known:
			d.problem(m.at, "function %q: %s", name, unknownMember(m.name))
		case m.value[0] == 'n' || json.Unmarshal(m.value, field.Addr().Interface()) != nil:
			d.problem(m.at, "function %q: %q: want %s, not %s", name, m.name, wanted(field.Type()), kindOf(m.value))
		}
		seen[m.name] = true
	}
	d.functions = append(d.functions, f)
}

func (d *decoder) problem(at int, format string, args ...any) {
	d.problems = append(d.problems, fmt.Errorf("%s: %w", d.place(at), fmt.Errorf(format, args...)))
}

func (d *decoder) line(at int) int { return 1 + bytes.Count(d.data[:at], []byte("\n")) }

func (d *decoder) place(at int) string { return fmt.Sprintf("%s:%d", fileName, d.line(at)) }

// placeOfSyntaxError returns where the text stops being one JSON value.
func (d *decoder) placeOfSyntaxError() string {
	var value json.RawMessage
	if syntax := new(json.SyntaxError); errors.As(json.Unmarshal(d.data, &value), &syntax) {
		return d.place(int(max(syntax.Offset-1, 0)))
	}
	return fileName
}

// fieldOf returns the field of a member. Unlike encoding/json it does not accept "Auth" for "auth", nor does Terraform.
func fieldOf(f *Function, member string) (reflect.Value, bool) {
	value := reflect.ValueOf(f).Elem()
	for i := range value.NumField() {
		if name := memberOf(value.Type().Field(i)); name == member && name != "-" {
			return value.Field(i), true
		}
	}
	return reflect.Value{}, false
}

func memberOf(field reflect.StructField) string {
	name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
	return name
}

// Members are the members that a function's entry may have.
func Members() (names []string) {
	for field := range reflect.TypeFor[Function]().Fields() {
		if name := memberOf(field); name != "-" {
			names = append(names, name)
		}
	}
	return names
}

func unknownMember(member string) string {
	known := Members()
	switch near := Nearest(member, known); {
	case near != "" && near == strings.ToLower(member):
		return fmt.Sprintf("%q: write it in lower case", member)
	case near != "":
		return fmt.Sprintf("unknown member %q: did you mean %q?", member, near)
	}
	return fmt.Sprintf("unknown member %q: a function has %s", member, strings.Join(known, ", "))
}

// wanted describes the values of a field as a writer of JSON knows them.
func wanted(field reflect.Type) string {
	switch field.Kind() {
	case reflect.Slice:
		return `a list of texts, as in ["..."]`
	case reflect.Bool:
		return "true or false"
	case reflect.Int:
		return "a whole number"
	}
	return "a text"
}

func kindOf(value json.RawMessage) string {
	switch value[0] {
	case '{':
		return "an object"
	case '[':
		return "a list like " + string(value)
	case '"':
		return "the text " + string(value)
	}
	return string(value)
}

// Nearest returns the known name that a mistyped one probably means: the one with the fewest changes, at most a third
// of its letters. It returns "" if there is none.
func Nearest(name string, known []string) (nearest string) {
	fewest := 1 + max(len(name)/3, 1)
	for _, candidate := range known {
		if changes := editDistance(strings.ToLower(name), strings.ToLower(candidate)); changes < fewest {
			nearest, fewest = candidate, changes
		}
	}
	return nearest
}

// editDistance counts the letters to insert, remove, replace or swap with the next one (the restricted
// Damerau-Levenshtein distance).
func editDistance(a, b string) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			replaced := rows[i-1][j-1]
			if a[i-1] != b[j-1] {
				replaced++
			}
			rows[i][j] = min(replaced, rows[i-1][j]+1, rows[i][j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}
