package main

import (
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"cognitossr/pkg/dev/gotool"
)

// benchmarks are what the program in pkg/dev/bench can measure. It is a module of its own, and takes half a minute to
// compile: a name that it does not know is refused before.
var benchmarks = []string{"cognito", "growth", "lambda", "load", "several", "verify"}

func newBenchCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "bench [what] [-- flags...]",
		Short: "Measure the verifier against its peers, and the functions against a hello-world function and a Node one",
		Long: "Measures side by side, in one run, and prints ratios. Without an argument it measures verify and " +
			"lambda, in about three minutes.\n\n" +
			"  verify   the token verifier against one RSA check and other verifiers\n" +
			"  lambda   cold start, warm page, handler, memory, sizes and cost, against hello-world and a Node route\n" +
			"  cognito  the local Cognito against moto and cognito-local: start, memory, operations a second, a crowd\n" +
			"  growth   pages a second by processes and sessions\n" +
			"  load     the local site at a steady rate, while keys rotate and sessions are refreshed\n" +
			"  several  pages a second and memory by the events that a process has at a time\n\n" +
			"What was measured, and how far to trust it, is in pkg/dev/bench/README.md and pkg/dev/bench/PERFORMANCE.md.",
		Example: "  ./build.sh bench\n  ./build.sh bench verify -- -rounds 100\n  ./build.sh bench load -- -rate 1000 " +
			"-seconds 60",
		ValidArgs: benchmarks,
		RunE: func(command *cobra.Command, args []string) error {
			if len(args) > 0 && !slices.Contains(benchmarks, args[0]) {
				return usageError(command, fmt.Errorf("cannot measure %q, but %s", args[0], strings.Join(benchmarks, ", ")))
			}
			root, err := repository()
			if err != nil {
				return err
			}
			goTool, err := gotool.New(command.Context(), root)
			if err != nil {
				return err
			}
			bench := tool{dir: root, env: goTool.Settings(), out: command.OutOrStdout()}
			err = bench.run(command.Context(), "go", append([]string{"run", "-C", "pkg/dev/bench", "."}, args...)...)
			if exit := new(exec.ExitError); errors.As(err, &exit) {
				return statusError(1) // it has said why
			}
			return err
		},
	}
}
