package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"
)

// loadOptions are the options of the command line.
type loadOptions struct {
	rate, seconds, sessions, processes int
	validity, rotateEvery              time.Duration
}

// loadCommand opens the home page at a steady rate while keys rotate and sessions refresh. It fails if a single page is
// not what a visitor expects.
func loadCommand(args []string, out io.Writer) error {
	var o loadOptions
	flags := flag.NewFlagSet("load", flag.ContinueOnError)
	flags.IntVar(&o.rate, "rate", 500, "pages a second, at most 5000")
	flags.IntVar(&o.seconds, "seconds", 60, "how long, at most 600")
	flags.IntVar(&o.sessions, "sessions", 100, "signed-in visitors")
	flags.IntVar(&o.processes, "processes", 2, "processes of a function at most")
	flags.DurationVar(&o.validity, "life", 20*time.Second, "validity of ID and access tokens")
	flags.DurationVar(&o.rotateEvery, "rotate", 10*time.Second, "how often the user pool gets new keys")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if o.rate < 1 || o.rate > 5000 || o.seconds < 1 || o.seconds > 600 || o.sessions < 1 || o.sessions > 20_000 {
		return fmt.Errorf("use a rate of 1 to 5000, 1 to 600 seconds and 1 to 20000 sessions")
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	stack, err := startStack(ctx, o.processes, o.validity)
	if err != nil {
		return err
	}
	defer stack.Close()
	all, err := stack.arrive(o.sessions)
	if err != nil {
		return err
	}
	rotated := make(chan int, 1)
	stop := make(chan struct{})
	go func() { rotated <- stack.rotateUntil(ctx, stop, o.rotateEvery) }()
	l := stack.load(all, o.rate, time.Duration(o.seconds)*time.Second)
	close(stop)
	fmt.Fprintf(out, "%d refreshes and %d key rotations meanwhile\n", stack.visitors.refreshes.Load(), <-rotated)
	return l.report(out, o)
}

// rotateUntil rotates the keys from time to time and returns how often.
func (s *growthStack) rotateUntil(ctx context.Context, stop <-chan struct{}, every time.Duration) (count int) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select {
		case <-stop:
			return count
		case <-ticker.C:
			if err := s.rotateKeys(ctx); err == nil {
				count++
			}
		}
	}
}

// loaded is the result of a load.
type loaded struct {
	mu     sync.Mutex
	waits  []time.Duration // from the moment a page was due until it arrived
	errors map[string]int
}

// load opens a page at each tick, whether or not earlier ones have arrived. A visitor has at most one pending request.
func (s *growthStack) load(all []*visitor, rate int, length time.Duration) *loaded {
	l := &loaded{errors: map[string]int{}}
	idle := make(chan *visitor, len(all))
	for _, one := range all {
		idle <- one
	}
	var group sync.WaitGroup
	begun := time.Now()
	for i := range int(length.Seconds() * float64(rate)) {
		due := begun.Add(time.Duration(i) * time.Second / time.Duration(rate))
		time.Sleep(time.Until(due))
		one := <-idle
		group.Go(func() {
			err := s.visitors.look(one)
			l.add(time.Since(due), err)
			idle <- one
		})
	}
	group.Wait()
	return l
}

func (l *loaded) add(wait time.Duration, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.waits = append(l.waits, wait)
	if err != nil {
		l.errors[err.Error()]++
	}
}

// report prints the result. Any error makes the whole run fail.
func (l *loaded) report(out io.Writer, o loadOptions) error {
	slices.Sort(l.waits)
	at := func(share float64) time.Duration {
		return l.waits[min(int(share*float64(len(l.waits))), len(l.waits)-1)].Round(10 * time.Microsecond)
	}
	failed := 0
	for _, count := range l.errors {
		failed += count
	}
	fmt.Fprintf(out, "%d pages at %d per second by %d visitors, tokens of %s: %d errors\n", len(l.waits), o.rate,
		o.sessions, o.validity, failed)
	fmt.Fprintf(out, "wait: median %s, 90%% %s, 99%% %s, longest %s\n", at(0.5), at(0.9), at(0.99), at(1))
	for text, count := range l.errors {
		fmt.Fprintf(out, "%d times: %s\n", count, text)
	}
	if failed > 0 {
		return fmt.Errorf("%d of %d pages were not what a visitor expects", failed, len(l.waits))
	}
	return nil
}
