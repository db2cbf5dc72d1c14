package api

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var modelFile = flag.String("model", "", "the service model (service-2.json or .json.gz of botocore), to write the table of constraints anew")

// modelSource is where the table's facts come from.
const modelSource = "the service model cognito-idp 2016-04-18, as botocore 1.43.11 (Apache-2.0) carries it in service-2.json.gz, " +
	"with what was recorded otherwise (recordedRules in constraints_test.go); do not edit"

// recordedRules are where the service was recorded to do otherwise than its published model says.
var recordedRules = map[string]func(*modelShape){
	// Error texts of AdminSetUserPassword, ConfirmForgotPassword, SignUp and ChangePassword, 2020 to 2026-08: a
	// password may hold a space, but neither begin nor end with one. The model has [\S]+.
	"PasswordType": func(s *modelShape) { s.Pattern = `^[\S]+.*[\S]+$` },
	// A probe in us-east-1 (2026) and many older reports show its value in the refusal.
	"ClientIdType": func(s *modelShape) { s.Sensitive = false },
	// Custom domains are host names with dots (developer guide, "Using your own domain").
	"DomainType": func(s *modelShape) { s.Pattern = `^[a-z0-9](?:[a-z0-9\-\.]{0,61}[a-z0-9])?$` },
}

// modelShape is a shape of botocore's model.
type modelShape struct {
	Type      string
	Members   map[string]modelReference
	Order     []string
	Required  []string
	Member    *modelReference
	Key       *modelReference
	Value     *modelReference
	Min, Max  *int64
	Pattern   string
	Enum      []string
	Sensitive bool
}

type modelReference struct{ Shape string }

// UnmarshalJSON also keeps the order of the members.
func (s *modelShape) UnmarshalJSON(raw []byte) error {
	type plain modelShape
	if err := json.Unmarshal(raw, (*plain)(s)); err != nil {
		return err
	}
	var ordered struct{ Members json.RawMessage }
	if err := json.Unmarshal(raw, &ordered); err != nil || s.Members == nil {
		return err
	}
	decoder := json.NewDecoder(strings.NewReader(string(ordered.Members)))
	for depth := 0; ; {
		token, err := decoder.Token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case json.Delim:
			if t == '{' || t == '[' {
				depth++
			} else {
				depth--
			}
		case string:
			if _, isMember := s.Members[t]; isMember && depth == 1 && !slices.Contains(s.Order, t) {
				s.Order = append(s.Order, t)
			}
		}
	}
}

type serviceModel struct {
	Operations map[string]struct{ Input modelReference }
	Shapes     map[string]*modelShape
}

func readModel(t *testing.T, path string) serviceModel {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var reader io.Reader = file
	if strings.HasSuffix(path, ".gz") {
		if reader, err = gzip.NewReader(file); err != nil {
			t.Fatal(err)
		}
	}
	var model serviceModel
	if err := json.NewDecoder(reader).Decode(&model); err != nil {
		t.Fatal(err)
	}
	model.Operations["AdminGetUserAuthFactors"] = model.Operations["AdminGetUser"] // documented in 2026, in no SDK yet
	for name, change := range recordedRules {
		change(model.Shapes[name])
	}
	return model
}

// constraints are those of every operation of the service, so that offering another one changes nothing here.
func (m serviceModel) constraints() constraints {
	c := constraints{Source: modelSource, Inputs: map[string]string{}, Shapes: map[string]*shape{}}
	for name, operation := range m.Operations {
		c.Inputs[name] = operation.Input.Shape
		m.collect(c, operation.Input.Shape)
	}
	return c
}

// collect adds a shape and those that it is made of.
func (m serviceModel) collect(c constraints, name string) {
	if c.Shapes[name] != nil {
		return
	}
	from := m.Shapes[name]
	to := &shape{Kind: from.Type, Secret: from.Sensitive, Min: from.Min, Max: from.Max, Pattern: from.Pattern,
		Enum: slices.Sorted(slices.Values(from.Enum))}
	c.Shapes[name] = to
	at := func(reference *modelReference) *member {
		m.collect(c, reference.Shape)
		return &member{Shape: reference.Shape}
	}
	switch from.Type {
	case "structure":
		for _, name := range from.Order {
			reference := from.Members[name]
			part := at(&reference)
			part.Name, part.Required = name, slices.Contains(from.Required, name)
			to.Members = append(to.Members, part)
		}
	case "list":
		to.Element = at(from.Member)
	case "map":
		to.Key, to.Element = at(from.Key), at(from.Value)
	}
}

// write has one input, and one shape, on each line.
func (c constraints) write(t *testing.T) []byte {
	lines := func(list map[string]string) string {
		var all []string
		for _, name := range slices.Sorted(maps.Keys(list)) {
			all = append(all, fmt.Sprintf("%q: %s", name, list[name]))
		}
		return strings.Join(all, ",\n")
	}
	inputs, shapes := map[string]string{}, map[string]string{}
	for name, input := range c.Inputs {
		inputs[name] = strconv.Quote(input)
	}
	for name, s := range c.Shapes {
		var line bytes.Buffer
		encoder := json.NewEncoder(&line)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(s); err != nil {
			t.Fatal(err)
		}
		shapes[name] = strings.TrimSpace(line.String())
	}
	return fmt.Appendf(nil, "{\"Source\": %q,\n\"Inputs\": {\n%s},\n\"Shapes\": {\n%s}}\n", c.Source, lines(inputs), lines(shapes))
}

// The table has every operation that is offered, and comes from the model when one is named:
//
//	go test ./pkg/dev/local/internal/cognito/api -run TestConstraintsOfTheServiceModel -model service-2.json.gz
func TestConstraintsOfTheServiceModel(t *testing.T) {
	if *modelFile != "" {
		constraintsJSON = readModel(t, *modelFile).constraints().write(t)
		if err := os.WriteFile("constraints.json", constraintsJSON, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	shapes, err := readConstraints(constraintsJSON)
	if err != nil {
		t.Fatal(err)
	}
	for name := range operations {
		if shapes[name] == nil || len(shapes[name].Members) == 0 {
			t.Errorf("%s is not in the table: write it anew with -model", name)
		}
	}
}
