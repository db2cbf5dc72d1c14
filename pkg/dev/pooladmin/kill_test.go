package pooladmin

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"

	"cognitossr/pkg/awsclient"
)

// Variables of a test binary that is to be one export, so that it can be killed.
const (
	exportEndpoint = "TEST_EXPORT_ENDPOINT"
	exportPool     = "TEST_EXPORT_POOL"
	exportFile     = "TEST_EXPORT_FILE"
)

func TestMain(m *testing.M) {
	if os.Getenv(exportFile) == "" {
		os.Exit(m.Run())
	}
	endpoint := os.Getenv(exportEndpoint)
	pool := New(os.Getenv(exportPool), idp.NewFromConfig(aws.Config{
		Region: "eu-west-1", BaseEndpoint: &endpoint, HTTPClient: awsclient.KeepBodies(nil),
		Credentials: credentials.NewStaticCredentialsProvider("local", "local", ""),
	})).AtPace(0, 1)
	export := Export{Pool: pool, Format: CSV, Progress: func(users int) { fmt.Println(users) }}
	if _, err := export.ToFile(context.Background(), os.Getenv(exportFile), false); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// TestExportSurvivesKill_U19 kills exporting processes, each after another number of pages, until one is fast enough.
func TestExportSurvivesKill_U19(t *testing.T) {
	const users = 1500
	pool := newTestPool(t, users)
	name := filepath.Join(t.TempDir(), "users.csv")
	kills := 0
	for pages := 1; ; pages = pages%4 + 1 {
		killed := exportAndKill(t, pool, name, pages)
		if _, err := os.Stat(name); err == nil {
			break
		}
		if !killed {
			t.Fatal("the process ended by itself, and there is no file")
		}
		if kills++; kills > users/pageSize {
			t.Fatal("no process gets any further")
		}
	}
	if kills < 5 {
		t.Errorf("only %d processes were killed", kills)
	}
	checkExported(t, name, CSV, users)
}

// exportAndKill runs an export, kills it after so many pages, and reports whether it had to.
func exportAndKill(t *testing.T, pool *testPool, name string, pages int) (killed bool) {
	t.Helper()
	command := exec.CommandContext(t.Context(), os.Args[0])
	command.Env = append(os.Environ(), exportEndpoint+"="+pool.stack.CognitoURL, exportPool+"="+pool.ID, exportFile+"="+name)
	command.Stderr = os.Stderr
	output, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(output)
	for range pages {
		if !lines.Scan() {
			break
		}
	}
	_ = command.Process.Kill() // no error when it has ended
	return command.Wait() != nil
}
