package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/lambda"
)

// TestMain lets the test program be the function that the Runtime API is tried with.
func TestMain(m *testing.M) {
	if os.Getenv("AWS_LAMBDA_RUNTIME_API") != "" {
		lambda.Start(echo)
	}
	os.Exit(m.Run())
}

// echo answers with its event, fails or ends as the event wants.
func echo(_ context.Context, event struct{ Text string }) (map[string]any, error) {
	switch event.Text {
	case "fail":
		return nil, errors.New("as asked for")
	case "end":
		os.Exit(3)
	}
	return map[string]any{"statusCode": 200, "body": event.Text}, nil
}

func echoEvent(t *testing.T, text string) []byte {
	t.Helper()
	event, err := json.Marshal(map[string]string{"Text": text})
	if err != nil {
		t.Fatal(err)
	}
	return event
}

func TestProcessAnswers(t *testing.T) {
	s, err := spawn(program{name: "echo", command: []string{os.Args[0]}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.end)
	for _, text := range []string{"first", "second", strings.Repeat("long", 50_000)} {
		answer, took, err := s.invoke(echoEvent(t, text), 3)
		if err != nil || took <= 0 || !strings.Contains(string(answer), text) {
			t.Fatalf("%.20s: answered %.100s in %s (%v)", text, answer, took, err)
		}
	}
}

func TestProcessThatFails(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"an error of the function", "fail", "as asked for"},
		{"a process that ends", "end", "the process ended"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, err := spawn(program{name: "echo", command: []string{os.Args[0]}})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(s.end)
			if _, _, err := s.invoke(echoEvent(t, tt.text), 1); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
		})
	}
}

// TestColdStartIsCheckedAndMeasured: an answer that is not the page is an error and no figure.
func TestColdStartIsCheckedAndMeasured(t *testing.T) {
	v := visit{program: program{name: "echo", command: []string{os.Args[0]}}, event: echoEvent(t, "a page"), wanted: "a page"}
	wall, _, err := v.coldOnce()
	if errors.Is(err, errors.ErrUnsupported) {
		t.Skip("needs Linux: ", err)
	}
	if err != nil || wall <= 0 {
		t.Fatalf("%s (%v)", wall, err)
	}
	v.wanted = "another page"
	if _, _, err := v.coldOnce(); err == nil {
		t.Error("a wrong answer was measured")
	}
}
