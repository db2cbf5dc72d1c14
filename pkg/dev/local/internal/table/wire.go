package table

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"hash/crc32"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// version is what X-Amz-Target begins with.
const version = "DynamoDB_20120810."

// maximumBody is the size in bytes that is read of a request at most.
const maximumBody = 1 << 20

// Speaks reports whether a request is one of DynamoDB.
func Speaks(r *http.Request) bool {
	return strings.HasPrefix(r.Header.Get("X-Amz-Target"), "DynamoDB_")
}

// operation is one that the table offers.
type operation struct {
	writes bool
	do     func(t *Table, body []byte) (any, error)
}

var operations = map[string]operation{
	"GetItem":          {false, call((*Table).getItem)},
	"TransactGetItems": {false, call((*Table).transactGetItems)},
	"PutItem":          {true, call((*Table).putItem)},
}

// call makes an operation of a method with a typed input. Members that the input does not have are refused: a table
// that leaves out a condition would let through what DynamoDB does not.
func call[T, In any](do func(t *T, in In) (any, error)) func(*T, []byte) (any, error) {
	return func(t *T, body []byte) (any, error) {
		var in In
		decoder := json.NewDecoder(strings.NewReader(string(body)))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&in); err != nil {
			return nil, &refusal{"com.amazon.coral.service#SerializationException",
				"The local table does not take this input: " + err.Error(), http.StatusBadRequest}
		}
		return do(t, in)
	}
}

// ServeHTTP answers one call.
func (t *Table) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	found, body, refused := received(w, r, operations)
	if refused != nil {
		refused.write(w)
		return
	}
	kind, delay := t.fault(found.writes)
	if misbehave(w, r, kind, delay) {
		return
	}
	output, err := found.do(t, body)
	respond(w, output, err)
}

// received reads a call of one of the operations.
func received[O any](w http.ResponseWriter, r *http.Request, operations map[string]O) (found O, body []byte,
	refused *refusal) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maximumBody))
	if err != nil {
		return found, nil, &refusal{"com.amazon.coral.service#SerializationException", "", http.StatusBadRequest}
	}
	found, known := operations[strings.TrimPrefix(r.Header.Get("X-Amz-Target"), version)]
	if !known || !strings.HasPrefix(r.Header.Get("X-Amz-Target"), version) || r.Method != http.MethodPost {
		return found, nil, &refusal{"com.amazon.coral.service#UnknownOperationException", "", http.StatusBadRequest}
	}
	return found, body, unsigned(r)
}

// respond answers a call.
func respond(w http.ResponseWriter, output any, err error) {
	refused := new(refusal)
	switch {
	case errors.As(err, &refused):
		refused.write(w)
	case err != nil:
		refusals[Failing].write(w)
	default:
		text, err := json.Marshal(output)
		if err != nil {
			refusals[Failing].write(w)
			return
		}
		answerJSON(w, http.StatusOK, string(text))
	}
}

// signature is the form of the header that signs a call: its scope names the day, the region and the service. The
// signature itself is not checked, because nobody here knows a secret.
//
// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
var signature = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^AWS4-HMAC-SHA256 Credential=[^/, ]+/[0-9]{8}/[a-z0-9-]+/dynamodb/aws4_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=[0-9a-f]{64}$`)
})

// unsigned returns what DynamoDB says to a call that is not signed as it must be.
func unsigned(r *http.Request) *refusal {
	header := r.Header.Get("Authorization")
	if header == "" {
		return &refusal{"com.amazon.coral.service#MissingAuthenticationTokenException",
			"Request is missing Authentication Token", http.StatusBadRequest}
	}
	parts := signature().FindStringSubmatch(header)
	if parts == nil || r.Header.Get("X-Amz-Date") == "" || !strings.Contains(";"+parts[1]+";", ";host;") ||
		!strings.Contains(";"+parts[1]+";", ";x-amz-target;") {
		return &refusal{"com.amazon.coral.service#IncompleteSignatureException",
			"The request signature does not conform to AWS standards.", http.StatusBadRequest}
	}
	return nil
}

// refusal is an error of DynamoDB.
type refusal struct {
	kind, message string // with its namespace, as in com.amazonaws.dynamodb.v20120810#ResourceNotFoundException
	status        int
}

const modelled = "com.amazonaws.dynamodb.v20120810#"

// refuse is an error of DynamoDB's own model.
func refuse(name, message string) *refusal {
	return &refusal{modelled + name, message, http.StatusBadRequest}
}

// invalid is an input that DynamoDB refuses.
func invalid(message string) *refusal {
	return &refusal{"com.amazon.coral.validate#ValidationException", message, http.StatusBadRequest}
}

var errNoTable = refuse("ResourceNotFoundException", "Requested resource not found")

func (r *refusal) Error() string { return r.kind + ": " + r.message }

func (r *refusal) write(w http.ResponseWriter) {
	name := "message"
	if !strings.HasPrefix(r.kind, modelled) && strings.HasPrefix(r.kind, "com.amazon.coral.service#AccessDenied") {
		name = "Message"
	}
	answer := map[string]string{"__type": r.kind}
	if r.message != "" {
		answer[name] = r.message
	}
	text, err := json.Marshal(answer)
	if err != nil {
		text = []byte(`{}`)
	}
	answerJSON(w, r.status, string(text))
}

func answerJSON(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	w.Header().Set("X-Amzn-Requestid", rand.Text()+rand.Text())
	w.Header().Set("X-Amz-Crc32", strconv.FormatUint(uint64(crc32.ChecksumIEEE([]byte(text))), 10))
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text)
}
