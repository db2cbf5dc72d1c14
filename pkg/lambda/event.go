package lambda

import (
	"errors"
	"fmt"
	"strings"

	"cognitossr/pkg/jsonscan"
)

// ErrEvent is the class of errors about an event that this package does not serve.
var ErrEvent = errors.New("not an HTTP API event of payload format 2.0")

// event holds what is read of an event. Everything else, above all the authorizer's claims, is ignored: nothing vouches
// for it.
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
	stage           string // of requestContext
	method          string // of requestContext.http
	sourceIP        string // of requestContext.http
}

// field is a member of an object of strings.
type field struct{ name, value string }

func decodeEvent(payload []byte) (*event, error) {
	var e event
	if fault := e.read(payload); fault != jsonscan.None {
		return nil, fmt.Errorf("reading the event: %w: %s", ErrEvent, fault)
	}
	if e.version == "1.0" || e.httpMethod != "" {
		const remedy = "set payload_format_version of the integration to 2.0"
		return nil, fmt.Errorf("reading the event: %w: it has format 1.0; %s", ErrEvent, remedy)
	}
	if e.version != "2.0" || e.method == "" {
		return nil, fmt.Errorf("reading the event: %w: it has version %q and method %q", ErrEvent, e.version, e.method)
	}
	return &e, nil
}

// likeStandard accepts what encoding/json accepts, with the same values, which a fuzz test holds. 10,000 is its limit.
var likeStandard = jsonscan.Policy{MaxDepth: 10_000, Complete: true}

// reader reads the values of an event. A value of the wrong type is a fault.
type reader struct{ jsonscan.Scanner }

// errType is the fault of a value of the wrong type.
const errType = jsonscan.Own

// read fills the event from a payload, which is the caller's again afterwards: values are parts of a copy.
func (e *event) read(payload []byte) jsonscan.Fault {
	var r reader
	r.Begin(string(payload), likeStandard)
	e.readObject(&r, wholeEvent)
	return r.End()
}

// object is one of the objects of which members are read.
type object int

const (
	wholeEvent object = iota
	requestContext
	requestContextHTTP
)

// members are the names that are read. As in encoding/json, their case does not matter.
var members = [...][]string{
	wholeEvent: {
		"version", "routeKey", "httpMethod", "rawPath", "rawQueryString", "cookies", "headers", "pathParameters",
		"body",
		"isBase64Encoded", "requestContext",
	},
	requestContext:     {"domainName", "stage", "http"},
	requestContextHTTP: {"method", "sourceIp"},
}

// readObject reads an object, or null for one without members. Unknown members are skipped.
func (e *event) readObject(r *reader, o object) {
	if !r.begins('{') {
		return
	}
	walk := r.Object()
	for name, ok := r.Member(&walk); ok; name, ok = r.Member(&walk) {
		if !e.readMember(r, o, name) && !e.readMember(r, o, folded(name, members[o])) {
			r.Skip()
		}
	}
}

// readMember reads the value of a member, and reports whether it is one of those that are read.
func (e *event) readMember(r *reader, o object, name string) bool {
	switch o {
	case requestContext:
		return e.readContext(r, name)
	case requestContextHTTP:
		return e.readHTTP(r, name)
	}
	return e.readTop(r, name)
}

func (e *event) readTop(r *reader, name string) bool {
	switch name {
	case "version":
		r.stringInto(&e.version)
	case "routeKey":
		r.stringInto(&e.routeKey)
	case "httpMethod":
		r.stringInto(&e.httpMethod)
	case "rawPath":
		r.stringInto(&e.rawPath)
	case "rawQueryString":
		r.stringInto(&e.rawQueryString)
	case "cookies":
		r.stringsInto(&e.cookies)
	case "headers":
		r.fieldsInto(&e.headers)
	case "pathParameters":
		r.fieldsInto(&e.pathParameters)
	case "body":
		r.stringInto(&e.body)
	case "isBase64Encoded":
		r.boolInto(&e.isBase64Encoded)
	case "requestContext":
		e.readObject(r, requestContext)
	default:
		return false
	}
	return true
}

func (e *event) readContext(r *reader, name string) bool {
	switch name {
	case "domainName":
		r.stringInto(&e.domainName)
	case "stage":
		r.stringInto(&e.stage)
	case "http":
		e.readObject(r, requestContextHTTP)
	default:
		return false
	}
	return true
}

func (e *event) readHTTP(r *reader, name string) bool {
	switch name {
	case "method":
		r.stringInto(&e.method)
	case "sourceIp":
		r.stringInto(&e.sourceIP)
	default:
		return false
	}
	return true
}

// begins reports whether a value of the type that begins with a byte comes next. It skips null, and fails at anything
// else.
func (r *reader) begins(first byte) bool {
	switch r.Peek() {
	case first:
		return true
	case 'n':
		r.Literal("null")
	default:
		r.Fail(errType)
	}
	return false
}

// folded returns the known name that differs in case only, or "".
func folded(name string, known []string) string {
	for _, candidate := range known {
		if strings.EqualFold(name, candidate) {
			return candidate
		}
	}
	return ""
}

// stringInto reads a string; null leaves the value as it is.
func (r *reader) stringInto(value *string) {
	if r.begins('"') {
		*value = r.Text()
	}
}

// stringsInto reads an array of strings, or null for none; a null in it is an empty string.
func (r *reader) stringsInto(values *[]string) {
	*values = nil
	if !r.begins('[') {
		return
	}
	*values = make([]string, 0, 4)
	r.Array()
	for started := false; r.Element(started); started = true {
		var value string
		r.stringInto(&value)
		*values = append(*values, value)
	}
}

// fieldsInto reads an object of strings, or null for none. Like encoding/json with a map, it adds to what an earlier
// object of the same name had; of two members of one name the last counts.
func (r *reader) fieldsInto(fields *[]field) {
	if !r.begins('{') {
		*fields = nil
		return
	}
	if *fields == nil {
		*fields = make([]field, 0, 24)
	}
	o := r.Object()
	for name, ok := r.Member(&o); ok; name, ok = r.Member(&o) {
		f := field{name: name}
		r.stringInto(&f.value)
		*fields = append(*fields, f)
	}
}

// boolInto reads true or false; null leaves the value as it is.
func (r *reader) boolInto(value *bool) {
	switch r.Peek() {
	case 't':
		*value = true
		r.Literal("true")
	case 'f':
		*value = false
		r.Literal("false")
	default:
		r.begins('t')
	}
}
