package terraform_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"cognitossr/pkg/awsclient"
	"cognitossr/pkg/dev/testtools"
)

const (
	motoHint = `pip install "moto[server]==5.2.1"`
	region   = "eu-west-1"
)

// emulator is a running moto with the additions of tests/moto.
type emulator struct{ URL string }

var runningOn = regexp.MustCompile(`Running on (http://127\.0\.0\.1:\d+)`)

// startEmulator starts moto on a free port and stops it with the test. A certificate is proved after a second.
func startEmulator(t *testing.T, environ ...string) emulator {
	t.Helper()
	python := testtools.Require(t, "python3", motoHint)
	if err := exec.Command(python, "-c", "import moto.server").Run(); err != nil {
		testtools.Missing(t, "moto", motoHint)
	}
	command := exec.Command(python, "tests/moto", "-H", "127.0.0.1", "-p", "0")
	command.Env = append(os.Environ(), "MOTO_ACM_VALIDATION_WAIT=1", "PYTHONDONTWRITEBYTECODE=1", "PYTHONUNBUFFERED=1")
	command.Env = append(command.Env, environ...)
	lines, output := io.Pipe()
	command.Stdout, command.Stderr = output, output
	if err := command.Start(); err != nil {
		t.Fatalf("starting moto: %v", err)
	}
	t.Cleanup(func() {
		if err := command.Process.Kill(); err != nil {
			t.Errorf("stopping moto: %v", err)
		}
	})
	go func() { output.CloseWithError(fmt.Errorf("moto ended: %w", errorOr(command.Wait(), io.EOF))) }()
	return emulator{URL: addressIn(t, lines)}
}

// addressIn reads what the emulator says until it names its address, and goes on reading so that it never waits for a
// reader.
func addressIn(t *testing.T, lines io.Reader) string {
	t.Helper()
	scanner := bufio.NewScanner(lines)
	var said strings.Builder
	for scanner.Scan() {
		if found := runningOn.FindStringSubmatch(scanner.Text()); found != nil {
			go func() { _, _ = io.Copy(io.Discard, lines) }()
			return found[1]
		}
		fmt.Fprintln(&said, scanner.Text())
	}
	t.Fatalf("moto did not start: %v\n%s", scanner.Err(), said.String())
	return ""
}

func errorOr(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

// Environ is what points Terraform, and the SDK in a function, to the emulator.
func (e emulator) Environ() []string {
	return []string{
		"AWS_ENDPOINT_URL=" + e.URL,
		"AWS_ACCESS_KEY_ID=test",
		"AWS_SECRET_ACCESS_KEY=test",
		"AWS_REGION=" + region,
		"AWS_EC2_METADATA_DISABLED=true",
	}
}

// Config is the same for the SDK of this test, with the given keys.
func (e emulator) Config(key, secret, session string) aws.Config {
	return aws.Config{
		Region:           region,
		BaseEndpoint:     aws.String(e.URL),
		Credentials:      credentials.NewStaticCredentialsProvider(key, secret, session),
		RetryMaxAttempts: 1,
		HTTPClient:       awsclient.KeepBodies(nil),
	}
}

// Root is the configuration of somebody who may do everything.
func (e emulator) Root() aws.Config { return e.Config("test", "test", "") }

// EnforceIAM makes the emulator check every further request against the caller's policies.
func (e emulator) EnforceIAM(ctx context.Context, t *testing.T) {
	t.Helper()
	e.unchecked(ctx, t, "0")
	// The test's context is over when this runs.
	t.Cleanup(func() { e.unchecked(context.WithoutCancel(ctx), t, "inf") })
}

func (e emulator) unchecked(ctx context.Context, t *testing.T, requests string) {
	t.Helper()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, e.URL+"/moto-api/reset-auth",
		strings.NewReader(requests))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "text/plain")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatalf("switching the emulator's IAM: %v", err)
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		t.Fatalf("switching the emulator's IAM: %s", response.Status)
	}
}
