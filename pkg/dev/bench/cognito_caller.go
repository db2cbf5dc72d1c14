package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

// loneCaller is a transport for one request at a time, which costs the caller as little as there is: it writes a request
// at once, and reads the answer in the same goroutine. It adds up how long a server was waited for, from the first byte of
// a request to the last of its answer, with the connection where the server does not keep it.
type loneCaller struct {
	address    string
	connection net.Conn // nil: none is open
	reader     *bufio.Reader
	waited     time.Duration
}

// RoundTrip implements http.RoundTripper.
func (c *loneCaller) RoundTrip(request *http.Request) (*http.Response, error) {
	var text bytes.Buffer
	if err := request.Write(&text); err != nil {
		return nil, err
	}
	begun := time.Now()
	response, body, err := c.exchange(request, text.Bytes())
	c.waited += time.Since(begun)
	if err != nil {
		c.hangUp()
		return nil, err
	}
	if response.Close {
		c.hangUp()
	}
	response.Body = io.NopCloser(bytes.NewReader(body))
	return response, nil
}

func (c *loneCaller) exchange(request *http.Request, text []byte) (*http.Response, []byte, error) {
	if c.connection == nil {
		connection, err := net.Dial("tcp", c.address)
		if err != nil {
			return nil, nil, fmt.Errorf("connecting: %w", err)
		}
		c.connection, c.reader = connection, bufio.NewReader(connection)
	}
	if _, err := c.connection.Write(text); err != nil {
		return nil, nil, fmt.Errorf("sending: %w", err)
	}
	response, err := http.ReadResponse(c.reader, request)
	if err != nil {
		return nil, nil, fmt.Errorf("reading the answer: %w", err)
	}
	body, err := io.ReadAll(response.Body)
	return response, body, err
}

// hangUp closes the connection: while others are measured, a server may do so by itself.
func (c *loneCaller) hangUp() {
	if c.connection != nil {
		_ = c.connection.Close() // nothing is under way
		c.connection = nil
	}
}
