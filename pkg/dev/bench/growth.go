package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"
)

// growthCommand measures the throughput of the local stack with more processes and more sessions.
func growthCommand(args []string, out io.Writer) error {
	flags := flag.NewFlagSet("growth", flag.ContinueOnError)
	length := flags.Duration("length", 5*time.Second, "how long each load lasts, at most a minute")
	sessions := flags.Int("sessions", 10_000, "distinct sessions of the last row, at most 20000")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *length > time.Minute || *sessions < 1 || *sessions > 20_000 {
		return fmt.Errorf("use at most a minute and 1 to 20000 sessions")
	}
	fmt.Fprintf(out, "\n| processes of the home page | sessions | pages per second | errors | memory of each |\n|---:|---:|---:|---:|---|\n")
	for _, row := range []struct{ processes, sessions int }{{1, 16}, {2, 16}, {4, 16}, {2, *sessions}} {
		if err := growthRow(out, row.processes, row.sessions, *length); err != nil {
			return err
		}
	}
	return nil
}

func growthRow(out io.Writer, processes, sessions int, length time.Duration) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	stack, err := startStack(ctx, processes, 0)
	if err != nil {
		return err
	}
	defer stack.Close()
	all, err := stack.arrive(sessions)
	if err != nil {
		return err
	}
	pages, failed := stack.press(all, length)
	memory, err := stack.homeMemory()
	if err != nil {
		return err
	}
	text := ""
	for _, bytes := range memory {
		text += megabytes(bytes) + " "
	}
	fmt.Fprintf(out, "| %d | %d | %.0f | %d | %s|\n", len(memory), sessions, float64(pages)/length.Seconds(), failed, text)
	return nil
}

// pressing is the number of concurrent visitors, each of whom requests the next page as soon as the last has arrived.
const pressing = 8

// press lets visitors open pages as fast as possible, each time another visitor.
func (s *growthStack) press(all []*visitor, length time.Duration) (pages, failed int64) {
	var next, good, bad atomic.Int64
	end := time.Now().Add(length)
	var group sync.WaitGroup
	for range pressing {
		group.Go(func() {
			for time.Now().Before(end) {
				if err := s.visitors.look(all[int(next.Add(1))%len(all)]); err != nil {
					bad.Add(1)
					continue
				}
				good.Add(1)
			}
		})
	}
	group.Wait()
	return good.Load(), bad.Load()
}
