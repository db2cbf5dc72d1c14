package brand

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// Parse reads and checks the settings alone, without the files that they name.
func Parse(source []byte) (Settings, error) {
	r := reader{file: File}
	var s Settings
	if err := syntax(source); err != nil {
		return s, err
	}
	r.object("", source, map[string]func(field string, value json.RawMessage){
		"name":   r.text(&s.Name),
		"icon":   r.text(&s.Icon),
		"logo":   r.text(&s.Logo),
		"radius": r.number(&s.Radius),
		"light":  r.colours(&s.Light),
		"dark":   r.colours(&s.Dark),
		"links":  r.links(&s.Links),
	})
	if len(r.mistakes) == 0 {
		r.mistakes = s.check()
	}
	return s, errors.Join(r.mistakes...)
}

// syntax refuses what is no JSON, with the line.
func syntax(source []byte) error {
	err := json.NewDecoder(bytes.NewReader(source)).Decode(new(any))
	if err == nil {
		return nil
	}
	end := len(source) // where a file that ends too early is broken
	if broken := new(json.SyntaxError); errors.As(err, &broken) {
		end = min(int(broken.Offset), end)
	}
	line := 1 + bytes.Count(source[:end], []byte("\n"))
	return mistake(File, "", fmt.Sprintf("line %d is not valid JSON (%v)", line, err), "correct it there")
}

// check looks at settings that are all there.
func (s Settings) check() (mistakes []error) {
	add := func(err error) {
		if err != nil {
			mistakes = append(mistakes, err)
		}
	}
	add(checkName(s.Name))
	add(checkPath("icon", s.Icon, ".svg"))
	if s.Logo != "" {
		add(checkPath("logo", s.Logo, ".png .jpg .jpeg"))
	}
	add(checkRadius(s.Radius))
	add(checkLink("links.privacy", s.Links.Privacy))
	add(checkLink("links.terms", s.Links.Terms))
	add(checkLink("links.help", s.Links.Help))
	mistakes = append(mistakes, checkContrast("light", s.Light)...)
	return append(mistakes, checkContrast("dark", s.Dark)...)
}

// reader collects the mistakes of a file.
type reader struct {
	file     string
	mistakes []error
}

func (r *reader) add(field, problem, next string) {
	r.mistakes = append(r.mistakes, mistake(r.file, strings.TrimPrefix(field, "."), problem, next))
}

// object reads the fields of an object. Each must be there once, and no other.
func (r *reader) object(field string, value json.RawMessage, fields map[string]func(string, json.RawMessage)) {
	decoder := json.NewDecoder(bytes.NewReader(value))
	if token, err := decoder.Token(); err != nil || token != json.Delim('{') {
		r.add(field, "this is not a JSON object", "write it as in the project's own "+File)
		return
	}
	seen := map[string]bool{}
	for decoder.More() {
		key, err := decoder.Token()
		name, _ := key.(string)
		var content json.RawMessage
		if err == nil {
			err = decoder.Decode(&content)
		}
		if err != nil {
			r.add(field, "this cannot be read", "write it as in the project's own "+File)
			return
		}
		read, known := fields[name]
		switch {
		case !known:
			r.add(field+"."+name, "there is no such field",
				"remove it; the fields are "+strings.Join(slices.Sorted(maps.Keys(fields)), ", "))
		case seen[name]:
			r.add(field+"."+name, "it is there twice", "remove one of them")
		default:
			read(field+"."+name, content)
		}
		seen[name] = true
	}
	if _, err := decoder.Token(); err != nil {
		r.add(field, "the JSON ends too early", "close every brace")
		return
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		r.add(field, "something follows the last brace", "remove it")
		return
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if !seen[name] {
			r.add(field+"."+name, "it is missing", "add it, as in the project's own "+File)
		}
	}
}

func (r *reader) text(into *string) func(string, json.RawMessage) {
	return func(field string, value json.RawMessage) {
		if string(value) == "null" || json.Unmarshal(value, into) != nil {
			r.add(field, "this is no text", "write it in double quotes")
		}
	}
}

func (r *reader) number(into *int) func(string, json.RawMessage) {
	return func(field string, value json.RawMessage) {
		if string(value) == "null" || json.Unmarshal(value, into) != nil {
			r.add(field, "this is no whole number", "write it in CSS pixels, without a unit and quotes")
		}
	}
}

func (r *reader) colours(into *Colours) func(string, json.RawMessage) {
	return func(field string, value json.RawMessage) {
		*into = Colours{}
		fields := map[string]func(string, json.RawMessage){}
		for _, name := range names {
			fields[name] = func(field string, value json.RawMessage) {
				var text string
				colour, ok := Colour(""), false
				if json.Unmarshal(value, &text) == nil {
					colour, ok = ParseColour(text)
				}
				if !ok {
					r.add(field, fmt.Sprintf("%s is no colour", value),
						"write # and six hexadecimal digits, as in \"#0b63c5\"")
				}
				(*into)[name] = colour
			}
		}
		r.object(field, value, fields)
	}
}

func (r *reader) links(into *Links) func(string, json.RawMessage) {
	return func(field string, value json.RawMessage) {
		r.object(field, value, map[string]func(string, json.RawMessage){
			"privacy": r.text(&into.Privacy), "terms": r.text(&into.Terms), "help": r.text(&into.Help),
		})
	}
}
