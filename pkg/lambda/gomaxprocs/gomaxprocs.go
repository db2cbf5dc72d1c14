// Package gomaxprocs sets GOMAXPROCS to 1 in a function, and must not do anything else, nor anything outside Lambda. It
// does so when it is initialized, and imports next to nothing so that it comes first: later, the runtime would have set
// up the second processor already and would have to remove it, which costs a twentieth of a cold start.
//
// An instance serves one event at a time and mostly has less than one processor, though it sees two or more. Waking
// their threads for the goroutines of the Runtime API's client costs more than it saves: on one processor a warm
// request takes a quarter less time.
package gomaxprocs

import (
	"runtime"
	"syscall"
)

func init() {
	if inLambda(syscall.Getenv) {
		runtime.GOMAXPROCS(1)
	}
}

// inLambda reports whether the process is an instance that has one invocation at a time, and nobody has decided
// otherwise.
func inLambda(getenv func(string) (string, bool)) bool {
	_, lambda := getenv("AWS_LAMBDA_RUNTIME_API")
	_, several := getenv("AWS_LAMBDA_MAX_CONCURRENCY")
	_, decided := getenv("GOMAXPROCS")
	return lambda && !several && !decided
}
