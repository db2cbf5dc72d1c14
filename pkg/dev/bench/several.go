package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"cognitossr/pkg/auth/authtest"
	"cognitossr/pkg/dev/runtimeapi"
)

// severalCommand measures what it gives to let a process have several events at a time, as Lambda Managed Instances do,
// beside processes that have one each.
func severalCommand(args []string, out io.Writer) error {
	flags := flag.NewFlagSet("several", flag.ContinueOnError)
	length := flags.Duration("length", 5*time.Second, "how long each row lasts, at most a minute")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *length <= 0 || *length > time.Minute {
		return fmt.Errorf("use at most a minute")
	}
	pool, err := authtest.Open()
	if err != nil {
		return err
	}
	defer pool.Close()
	folder, err := filepath.Abs(filepath.Join(repository, "dist", "bench", "host"))
	if err != nil {
		return fmt.Errorf("finding the folder for programs: %w", err)
	}
	built, err := buildHost(context.Background(), folder)
	if err != nil {
		return err
	}
	page := newLambdaBench(pool, built).page
	fmt.Fprintf(out, "\n| processes | events of each at a time | pages per second | memory of all | pages per second and MB |\n|---:|---:|---:|---:|---:|\n")
	for _, row := range []struct{ processes, places int }{{1, 1}, {1, 8}, {1, 64}, {2, 1}, {8, 1}} {
		if err := severalRow(out, page, row.processes, row.places, *length); err != nil {
			return err
		}
	}
	return nil
}

// severalRow lets as many visitors as there are places ask for the page, each for the next when it has the last.
func severalRow(out io.Writer, page visit, processes, places int, length time.Duration) error {
	functions := runtimeapi.New(runtimeapi.Spec{
		Name: "home", Program: page.command[0], Env: environmentFor(page.env, places), Memory: 128, Timeout: 10 * time.Second,
		Processes: processes, Concurrency: places,
	})
	defer functions.Close()
	ctx := context.Background()
	var pages atomic.Int64
	failures := make(chan error, processes*places)
	end := time.Now().Add(length)
	var group sync.WaitGroup
	for range processes * places {
		group.Go(func() {
			for time.Now().Before(end) {
				answer, err := functions.Invoke(ctx, page.event)
				if err == nil {
					err = page.check(answer)
				}
				if err != nil {
					failures <- err
					return
				}
				pages.Add(1)
			}
		})
	}
	group.Wait()
	select {
	case err := <-failures:
		return err
	default:
	}
	memory := int64(0)
	for _, pid := range functions.PIDs() {
		each, err := residentMemory(pid)
		if err != nil {
			return err
		}
		memory += each
	}
	rate := float64(pages.Load()) / length.Seconds()
	fmt.Fprintf(out, "| %d | %d | %.0f | %s | %.0f |\n", processes, places, rate, megabytes(memory),
		rate/(float64(memory)/1e6))
	return nil
}

// environmentFor leaves a process with several events at a time all processors, as gomaxprocs does.
func environmentFor(variables []string, places int) (kept []string) {
	for _, variable := range variables {
		if places == 1 || !strings.HasPrefix(variable, "GOMAXPROCS=") {
			kept = append(kept, variable)
		}
	}
	return kept
}
