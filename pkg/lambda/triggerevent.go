package lambda

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// respond returns the event with the response that a handler gives it. Whatever else stands in the event stays as it
// came.
func respond[E any](ctx context.Context, given json.RawMessage, handler TriggerHandler[E]) (json.RawMessage, error) {
	var event E
	if err := json.Unmarshal(given, &event); err != nil {
		return nil, &decodeError{cause: err}
	}
	before, err := responseOf(event)
	if err != nil {
		return nil, err
	}
	answered, err := handler(ctx, event)
	if err != nil {
		return nil, err
	}
	after, err := responseOf(answered)
	if err != nil {
		return nil, err
	}
	if bytes.Equal(before, after) {
		return given, nil
	}
	return withResponse(given, after)
}

// decodeError hides what was decoded: the message of package json may quote a part of it.
type decodeError struct{ cause error }

// Error implements error.
func (e *decodeError) Error() string {
	if wrong := new(json.UnmarshalTypeError); errors.As(e.cause, &wrong) {
		return fmt.Sprintf("reading the event: %s is no %s", wrong.Field, wrong.Type)
	}
	return "reading the event: it is not JSON"
}

// Unwrap returns the cause.
func (e *decodeError) Unwrap() error { return e.cause }

// responseOf returns the member "response" of an event as the event's type writes it.
func responseOf(event any) (json.RawMessage, error) {
	text, err := json.Marshal(event)
	if err != nil {
		return nil, fmt.Errorf("writing the event: %w", err)
	}
	var members struct {
		Response json.RawMessage `json:"response"`
	}
	if err := json.Unmarshal(text, &members); err != nil {
		return nil, fmt.Errorf("writing the event: %w", err)
	}
	return members.Response, nil
}

// withResponse replaces the value of the member "response" of an event.
func withResponse(event, response json.RawMessage) (json.RawMessage, error) {
	reader := json.NewDecoder(bytes.NewReader(event))
	if _, err := reader.Token(); err != nil { // the brace
		return nil, fmt.Errorf("reading the event: %w", err)
	}
	for reader.More() {
		name, err := reader.Token()
		if err != nil {
			return nil, fmt.Errorf("reading the event: %w", err)
		}
		var value json.RawMessage
		if err := reader.Decode(&value); err != nil {
			return nil, fmt.Errorf("reading the event: %w", err)
		}
		if end := int(reader.InputOffset()); name == "response" {
			return slices.Concat(event[:end-len(value)], response, event[end:]), nil
		}
	}
	return nil, errors.New("writing the event: it has no response")
}
