package terraform_test

import (
	"flag"
	"fmt"
	"os"
	"testing"
)

// stacksAtOnce is how many tests run at the same time. The provider mostly waits: for certificates, DNS and
// distributions, as AWS makes it wait.
const stacksAtOnce = "6"

func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("test.parallel", stacksAtOnce); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}
