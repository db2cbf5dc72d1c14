package lambda

import (
	"errors"
	"fmt"
	"strings"
)

// ErrEvent is the class of errors about an event that this package does not serve.
var ErrEvent = errors.New("not an HTTP API event of payload format 2.0")

// event holds what is read of an event. All else in it, the authorizer's claims above all, is not looked at: nobody vouches for it.
//
// Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
type event struct {
	version         string
	routeKey        string
	httpMethod      string // format 1.0 has it here
	rawPath         string
	rawQueryString  string
	cookies         []string
	headers         []field
	pathParameters  []field
	body            string
	isBase64Encoded bool
	domainName      string // of requestContext
	method          string // of requestContext.http
	sourceIP        string // of requestContext.http
}

// field is a member of an object of strings.
type field struct{ name, value string }

func decodeEvent(payload []byte) (*event, error) {
	var e event
	if fault := e.read(payload); fault != "" {
		return nil, fmt.Errorf("reading the event: %w: %s", ErrEvent, fault)
	}
	if e.version == "1.0" || e.httpMethod != "" {
		return nil, fmt.Errorf("reading the event: %w: its format is 1.0; set payload_format_version of the integration to 2.0", ErrEvent)
	}
	if e.version != "2.0" || e.method == "" {
		return nil, fmt.Errorf("reading the event: %w: it has version %q and method %q", ErrEvent, e.version, e.method)
	}
	return &e, nil
}

// read fills the event and says what is wrong with the JSON, or "".
func (e *event) read(payload []byte) (fault string) {
	s := newScanner(payload)
	s.members(e.readMember, eventMembers)
	s.end()
	return s.fault
}

// The members of each object that are read. Like encoding/json, and unlike the gateway, they may come in any mixture of capitals and small letters.
var (
	eventMembers = []string{
		"version", "routeKey", "httpMethod", "rawPath", "rawQueryString", "cookies", "headers", "pathParameters", "body", "isBase64Encoded", "requestContext",
	}
	contextMembers = []string{"domainName", "http"}
	httpMembers    = []string{"method", "sourceIp"}
)

func (e *event) readMember(s *scanner, name string) bool {
	switch name {
	case "version":
		s.stringInto(&e.version)
	case "routeKey":
		s.stringInto(&e.routeKey)
	case "httpMethod":
		s.stringInto(&e.httpMethod)
	case "rawPath":
		s.stringInto(&e.rawPath)
	case "rawQueryString":
		s.stringInto(&e.rawQueryString)
	case "cookies":
		s.stringsInto(&e.cookies)
	case "headers":
		s.fieldsInto(&e.headers)
	case "pathParameters":
		s.fieldsInto(&e.pathParameters)
	case "body":
		s.stringInto(&e.body)
	case "isBase64Encoded":
		s.boolInto(&e.isBase64Encoded)
	case "requestContext":
		s.members(e.readContext, contextMembers)
	default:
		return false
	}
	return true
}

func (e *event) readContext(s *scanner, name string) bool {
	switch name {
	case "domainName":
		s.stringInto(&e.domainName)
	case "http":
		s.members(e.readHTTP, httpMembers)
	default:
		return false
	}
	return true
}

func (e *event) readHTTP(s *scanner, name string) bool {
	switch name {
	case "method":
		s.stringInto(&e.method)
	case "sourceIp":
		s.stringInto(&e.sourceIP)
	default:
		return false
	}
	return true
}

// members reads an object, or null for one without members. read gets each name and reports whether it has read the value; what is unknown is skipped.
func (s *scanner) members(read func(s *scanner, name string) bool, known []string) {
	if s.peek() != '{' {
		s.literal("null")
		return
	}
	s.object(func(name string) {
		if !read(s, name) && !read(s, folded(name, known)) {
			s.skip()
		}
	})
}

// folded gives the known name that differs in capitals alone, or "".
func folded(name string, known []string) string {
	for _, candidate := range known {
		if strings.EqualFold(name, candidate) {
			return candidate
		}
	}
	return ""
}

// stringInto reads a string; null leaves the value as it is.
func (s *scanner) stringInto(value *string) {
	if s.peek() != '"' {
		s.literal("null")
		return
	}
	*value = s.string()
}

// stringsInto reads an array of strings, or null for none; a null in it is an empty string.
func (s *scanner) stringsInto(values *[]string) {
	*values = nil
	if s.peek() != '[' {
		s.literal("null")
		return
	}
	*values = make([]string, 0, 4)
	s.array(func() {
		var value string
		s.stringInto(&value)
		*values = append(*values, value)
	})
}

// fieldsInto reads an object of strings, or null for none. As encoding/json does with a map, it adds to what an earlier object of the same name had;
// of two members of one name the last counts.
func (s *scanner) fieldsInto(fields *[]field) {
	if s.peek() != '{' {
		*fields = nil
		s.literal("null")
		return
	}
	if *fields == nil {
		*fields = make([]field, 0, 24)
	}
	s.object(func(name string) {
		f := field{name: name}
		s.stringInto(&f.value)
		*fields = append(*fields, f)
	})
}

// boolInto reads true or false; null leaves the value as it is.
func (s *scanner) boolInto(value *bool) {
	switch s.peek() {
	case 't':
		*value = true
		s.literal("true")
	case 'f':
		*value = false
		s.literal("false")
	default:
		s.literal("null")
	}
}
