package runtimeapi

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// invocation is one event on its way through a process.
type invocation struct {
	id, trace string
	event     []byte
	answer    chan answer // holds one
	deadline  time.Time
	timer     *time.Timer
}

type answer struct {
	payload []byte
	err     error
	untaken bool // the process ended before it asked for the invocation
}

func newInvocation(event []byte) *invocation {
	var random [28]byte
	_, _ = rand.Read(random[:]) // never fails
	random[6], random[8] = random[6]&0x0f|0x40, random[8]&0x3f|0x80
	id := hex.EncodeToString(random[:16])
	return &invocation{
		id:     strings.Join([]string{id[:8], id[8:12], id[12:16], id[16:20], id[20:]}, "-"),
		trace:  fmt.Sprintf("Root=1-%08x-%s;Sampled=0", time.Now().Unix(), hex.EncodeToString(random[16:])),
		event:  event,
		answer: make(chan answer, 1),
	}
}

// api is the Runtime API of one process.
func (p *process) api() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /2018-06-01/runtime/invocation/next", p.serveNext)
	mux.HandleFunc("POST /2018-06-01/runtime/invocation/{id}/response", p.serveResponse)
	mux.HandleFunc("POST /2018-06-01/runtime/invocation/{id}/error", p.serveError)
	mux.HandleFunc("POST /2018-06-01/runtime/init/error", p.serveInitError)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Host != p.address { // a page in a browser that had its name point here
			writeStatus(w, http.StatusForbidden, "InvalidHost", "wrong host")
			return
		}
		mux.ServeHTTP(w, r)
	})
}

func (p *process) serveNext(w http.ResponseWriter, r *http.Request) {
	p.initDone.Do(func() { close(p.started) })
	select {
	case <-r.Context().Done():
		return
	case <-p.exited:
		return
	case call := <-p.next:
		p.taken(call)
		header := w.Header()
		header.Set("Content-Type", "application/json")
		header.Set("Lambda-Runtime-Aws-Request-Id", call.id)
		header.Set("Lambda-Runtime-Deadline-Ms", strconv.FormatInt(call.deadline.UnixMilli(), 10))
		header.Set("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:"+p.spec.Region+":123456789012:function:"+
			p.spec.Name)
		header.Set("Lambda-Runtime-Trace-Id", call.trace)
		header.Set("Content-Length", strconv.Itoa(len(call.event)))
		_, _ = w.Write(call.event) // a process that is gone is noticed by watch
	}
}

func (p *process) serveResponse(w http.ResponseWriter, r *http.Request) {
	call := p.calledBy(w, r)
	if call == nil {
		return
	}
	payload, err := readPayload(r)
	switch {
	case errors.Is(err, ErrTooLarge):
		writeStatus(w, http.StatusRequestEntityTooLarge, "RequestEntityTooLarge", err.Error())
		p.finish(call, answer{err: fmt.Errorf("the function's answer is %w", err)})
	case err != nil:
		writeStatus(w, http.StatusBadRequest, "InvalidRequest", "the body ended early")
	default:
		writeStatus(w, http.StatusAccepted, "", "")
		p.finish(call, answer{payload: payload})
	}
}

func (p *process) serveError(w http.ResponseWriter, r *http.Request) {
	call := p.calledBy(w, r)
	if call == nil {
		return
	}
	problem := p.readProblem(r)
	writeStatus(w, http.StatusAccepted, "", "")
	p.finish(call, answer{err: problem})
}

func (p *process) serveInitError(w http.ResponseWriter, r *http.Request) {
	problem := p.readProblem(r)
	problem.Init = true
	select {
	case p.initErr <- problem:
	default: // it reported before
	}
	writeStatus(w, http.StatusAccepted, "", "")
}

// calledBy finds the invocation that a request is about: one that the process has, or none.
func (p *process) calledBy(w http.ResponseWriter, r *http.Request) *invocation {
	call := p.called(r.PathValue("id"))
	if call == nil {
		writeStatus(w, http.StatusBadRequest, "InvalidRequestID", "this process does not have that invocation")
		return nil
	}
	return call
}

func readPayload(r *http.Request) ([]byte, error) {
	payload, err := io.ReadAll(io.LimitReader(r.Body, MaxPayload+1))
	if err != nil {
		return nil, err
	}
	if len(payload) > MaxPayload {
		_, _ = io.Copy(io.Discard, r.Body) // the program writes all before it reads the refusal
		return nil, ErrTooLarge
	}
	return payload, nil
}

// readProblem reads an error as every Lambda runtime writes it.
func (p *process) readProblem(r *http.Request) *FunctionError {
	var told struct {
		ErrorType    string
		ErrorMessage string
		StackTrace   []json.RawMessage
	}
	body, _ := io.ReadAll(io.LimitReader(r.Body, MaxPayload))
	if err := json.Unmarshal(body, &told); err != nil || told.ErrorMessage == "" {
		told.ErrorMessage = string(body)
	}
	return &FunctionError{Type: told.ErrorType, Message: told.ErrorMessage,
		Output: p.output.String() + stack(told.StackTrace)}
}

// stack writes a stack trace as the Go runtime does: each function, and the line below it.
func stack(frames []json.RawMessage) string {
	var text strings.Builder
	for _, raw := range frames {
		var frame struct {
			Path  string
			Line  int
			Label string
		}
		if json.Unmarshal(raw, &frame) == nil && frame.Path != "" {
			fmt.Fprintf(&text, "%s\n\t%s:%d\n", frame.Label, frame.Path, frame.Line)
		}
	}
	return text.String()
}

func writeStatus(w http.ResponseWriter, status int, kind, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	body := map[string]string{"status": "OK"}
	if kind != "" {
		body = map[string]string{"errorType": kind, "errorMessage": message}
	}
	_ = json.NewEncoder(w).Encode(body)
}
