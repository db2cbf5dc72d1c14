package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// The Runtime API as far as these programs use it: next, response and error. It uses plain sockets, because its own
// cost is part of every figure and makes ratios smaller.
//
// Source: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html

// invocationID is the same for all: nothing here runs two invocations at once.
const invocationID = "8476a536-e9f4-11e8-9739-2dfe598c3fcd"

const accepted = "HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\nContent-Length: 16\r\n\r\n{\"status\":\"OK\"}\n"

// accept serves connections until the listener is closed. Programs may use one or several; current is the batch under
// way.
func (s *process) accept() {
	state := &apiState{process: s}
	for {
		connection, err := s.listener.Accept()
		if err != nil {
			return
		}
		go func() {
			defer connection.Close()
			if err := state.serve(connection); err != nil && !errors.Is(err, io.EOF) {
				select {
				case s.failed <- err:
				default: // an earlier failure says more
				}
			}
		}()
	}
}

// apiState is shared by the connections of one process. The protocol allows one request at a time, which is why nothing
// is locked: a program asks for the next invocation only after its answer to the last one has been accepted.
type apiState struct {
	process *process
	current *batch
}

// serve answers the requests of one connection.
func (a *apiState) serve(connection net.Conn) error {
	reader := bufio.NewReaderSize(connection, 32<<10)
	for {
		request, err := http.ReadRequest(reader)
		if err != nil {
			return io.EOF // the program closed the connection, or was ended
		}
		body, err := io.ReadAll(request.Body)
		if err != nil {
			return io.EOF
		}
		switch {
		case strings.HasSuffix(request.URL.Path, "/next"):
			err = a.next(connection)
		case strings.HasSuffix(request.URL.Path, "/response"):
			err = a.response(connection, body)
		default:
			err = fmt.Errorf("the function reported %s", body)
		}
		if err != nil {
			return err
		}
	}
}

// next returns an event as soon as there is one.
func (a *apiState) next(connection net.Conn) error {
	if a.current == nil {
		select {
		case a.current = <-a.process.batches:
		case <-a.process.exited:
			return io.EOF
		}
	}
	event := a.current.event
	head := make([]byte, 0, 512+len(event))
	head = append(head, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nLambda-Runtime-Aws-Request-Id: "+invocationID+
		"\r\nLambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:eu-west-1:123456789012:function:bench\r\n"+
		"Lambda-Runtime-Trace-Id: Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Sampled=0\r\nLambda-Runtime-Deadline-Ms: "...)
	head = strconv.AppendInt(head, time.Now().Add(10*time.Second).UnixMilli(), 10)
	head = append(head, "\r\nContent-Length: "...)
	head = strconv.AppendInt(head, int64(len(event)), 10)
	head = append(head, "\r\n\r\n"...)
	_, err := connection.Write(append(head, event...))
	return err
}

// response receives a response. The last one of a batch ends it.
func (a *apiState) response(connection net.Conn, body []byte) error {
	b := a.current
	if b == nil {
		return errors.New("an answer that nobody asked for")
	}
	if b.left--; b.left == 0 {
		b.answer, b.answered, a.current = body, time.Now(), nil
		b.done <- nil
	}
	_, err := io.WriteString(connection, accepted)
	return err
}
