package tfprovider

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
)

// Outcomes of a gRPC call.
//
// Source: https://grpc.github.io/grpc/core/md_doc_statuscodes.html
const (
	success       = "0"
	unimplemented = "12"
	unavailable   = "14"
)

// prefix is the length of what precedes a message: whether it is compressed, and its length.
//
// Source: https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md
const prefix = 5

// answer ends a call.
func answer(w http.ResponseWriter, message []byte, status string) {
	w.Header().Set("Content-Type", "application/grpc")
	w.Header().Set(http.TrailerPrefix+"Grpc-Status", status)
	_, _ = w.Write(message)
}

// fail ends a call that did not reach the provider. Terraform prints why.
func fail(w http.ResponseWriter, err error) {
	w.Header().Set(http.TrailerPrefix+"Grpc-Message", url.PathEscape(err.Error()))
	answer(w, nil, unavailable)
}

// serveSchemas answers what the provider knows, with the types that are in use.
func (p *Pool) serveSchemas(w http.ResponseWriter, r *http.Request) {
	s := p.provider.Schemas
	s.once.Do(func() {
		if s.answer, s.err = p.processes[0].call(r); s.err == nil {
			s.answer, s.err = trimmed(s.answer, p.provider.Types)
		}
	})
	if s.err != nil {
		fail(w, s.err)
		return
	}
	answer(w, s.answer, success)
}

// call passes a request on and returns the one message of the answer.
func (p *process) call(r *http.Request) ([]byte, error) {
	request := r.Clone(r.Context())
	request.URL.Scheme, request.URL.Host, request.RequestURI = "http", "provider", ""
	response, err := p.proxy.Transport.RoundTrip(request)
	if err != nil {
		return nil, fmt.Errorf("asking the provider: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
	message, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, fmt.Errorf("asking the provider: %w", err)
	}
	if status := response.Trailer.Get("Grpc-Status"); status != success {
		return nil, fmt.Errorf("asking the provider: status %q", status)
	}
	return message, nil
}

// byType are the fields of an answer to GetSchema that are maps by type: resources, data sources, ephemeral resources.
//
// Source: message GetProviderSchema.Response in tfplugin5.proto
var byType = []uint64{2, 3, 8}

var errMalformed = errors.New("the provider's schemas are not as protocol 5 has them")

// trimmed leaves out the schemas of other types.
func trimmed(message []byte, types []string) ([]byte, error) {
	if len(message) < prefix || message[0] != 0 {
		return nil, errMalformed
	}
	kept := slices.Clone(message[:prefix])
	for rest := message[prefix:]; len(rest) > 0; {
		number, content, size, ok := field(rest)
		if !ok {
			return nil, errMalformed
		}
		if !slices.Contains(byType, number) || slices.Contains(types, entryKey(content)) {
			kept = append(kept, rest[:size]...)
		}
		rest = rest[size:]
	}
	binary.BigEndian.PutUint32(kept[1:], uint32(len(kept)-prefix))
	return kept, nil
}

// entryKey is the key of a map's entry, its first field.
func entryKey(entry []byte) string {
	number, key, _, ok := field(entry)
	if !ok || number != 1 {
		return ""
	}
	return string(key)
}

// field reads the first field of a message, which must be one with a length: all of GetSchema's answer are.
//
// Source: https://protobuf.dev/programming-guides/encoding/
func field(message []byte) (number uint64, content []byte, size int, ok bool) {
	const withLength = 2
	tag, tagSize := binary.Uvarint(message)
	if tagSize <= 0 || tag&7 != withLength {
		return 0, nil, 0, false
	}
	length, lengthSize := binary.Uvarint(message[tagSize:])
	start := tagSize + lengthSize
	if lengthSize <= 0 || length > uint64(len(message)-start) {
		return 0, nil, 0, false
	}
	size = start + int(length)
	return tag >> 3, message[start:size], size, true
}
