package api

import (
	"compress/gzip"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

var modelFile = flag.String("model", "", "the service model (service-2.json or .json.gz of botocore), to write the table of constraints anew")

// modelSource is where the table's facts come from.
const modelSource = "the service model cognito-idp 2016-04-18, as botocore 1.43.11 (Apache-2.0) carries it in service-2.json.gz"

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

// table writes the constraints of every operation of the service, so that offering another one changes nothing here.
func (m serviceModel) table() string {
	var out strings.Builder
	out.WriteString("# Constraints of the inputs: path, type, rules. Written by\n" +
		"#   go test ./pkg/dev/local/internal/cognito/api -run TestConstraintsOfTheServiceModel -model service-2.json.gz\n" +
		"# from " + modelSource + ",\n# with what was recorded otherwise (recordedRules in constraints_test.go). Do not edit.\n")
	for _, name := range slices.Sorted(maps.Keys(m.Operations)) {
		out.WriteString("\n" + name + "\n")
		m.members(&out, m.Shapes[m.Operations[name].Input.Shape], "")
	}
	return out.String()
}

func (m serviceModel) members(out *strings.Builder, structure *modelShape, path string) {
	for _, name := range structure.Order {
		m.write(out, structure.Members[name].Shape, path+name, slices.Contains(structure.Required, name))
	}
}

func (m serviceModel) write(out *strings.Builder, name, path string, required bool) {
	s := m.Shapes[name]
	rules := []string{"\t" + path, s.Type}
	if required {
		rules = append(rules, "required")
	}
	if s.Sensitive {
		rules = append(rules, "secret")
	}
	if s.Min != nil || s.Max != nil {
		rules = append(rules, orNothing(s.Min)+".."+orNothing(s.Max))
	}
	if s.Enum != nil {
		rules = append(rules, "enum="+strings.Join(slices.Sorted(slices.Values(s.Enum)), ","))
	}
	if s.Pattern != "" {
		rules = append(rules, "pattern="+s.Pattern)
	}
	out.WriteString(strings.Join(rules, " ") + "\n")
	switch s.Type {
	case "structure":
		m.members(out, s, path+".")
	case "list":
		m.write(out, s.Member.Shape, path+"[]", false)
	case "map":
		m.write(out, s.Key.Shape, path+"{key}", false)
		m.write(out, s.Value.Shape, path+"{}", false)
	}
}

func orNothing(n *int64) string {
	if n == nil {
		return ""
	}
	return fmt.Sprint(*n)
}

// The table has every operation that is offered, and comes from the model when one is named.
func TestConstraintsOfTheServiceModel(t *testing.T) {
	if *modelFile != "" {
		constraintsText = readModel(t, *modelFile).table()
		if err := os.WriteFile("constraints.txt", []byte(constraintsText), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	shapes, err := parseConstraints(constraintsText)
	if err != nil {
		t.Fatal(err)
	}
	for name := range operations {
		if shapes[name] == nil || len(shapes[name].members) == 0 {
			t.Errorf("%s is not in the table: write it anew with -model", name)
		}
	}
}
