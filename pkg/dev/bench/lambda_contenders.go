package main

import (
	"bytes"
	"fmt"
	"net/http"
	"time"
)

// visit is a program and the event that it is measured with. The response must contain wanted: a
// page that only looks fast is not a result.
type visit struct {
	program
	event  []byte
	wanted string
	status int // 200 when 0
}

// check checks a response.
func (v visit) check(answer []byte) error {
	status := v.status
	if status == 0 {
		status = http.StatusOK
	}
	if !bytes.Contains(answer, []byte(v.wanted)) || !bytes.Contains(answer, fmt.Appendf(nil, `"statusCode":%d`, status)) {
		return fmt.Errorf("%s answered %.300q", v.name, answer)
	}
	return nil
}

// coldOnce starts a program and returns the time until the first response, and the program's processor time until then.
func (v visit) coldOnce() (wall, cpu time.Duration, err error) {
	s, err := spawn(v.program)
	if err != nil {
		return 0, 0, err
	}
	defer s.end()
	b := &batch{event: v.event, left: 1, done: make(chan error, 1)}
	answer, err := s.await(b)
	if err != nil {
		return 0, 0, err
	}
	if cpu, err = cpuTime(s.command.Process.Pid); err != nil {
		return 0, 0, err
	}
	return b.answered.Sub(s.born), cpu, v.check(answer)
}

// cold is the contender of a cold start, by the clock or by the processor.
func (v visit) cold(byProcessor bool) contender {
	return contender{name: v.name, run: func(n int) (total time.Duration, err error) {
		for range n {
			wall, cpu, err := v.coldOnce()
			if err != nil {
				return 0, err
			}
			if byProcessor {
				wall = cpu
			}
			total += wall
		}
		return total, nil
	}}
}

// warm is the contender of a running program, by the clock or by the processor.
func (v visit) warm(s *process, byProcessor bool) contender {
	return contender{name: v.name, run: func(n int) (time.Duration, error) {
		before, err := cpuTime(s.command.Process.Pid)
		if err != nil {
			return 0, err
		}
		answer, wall, err := s.invoke(v.event, n)
		if err != nil {
			return 0, err
		}
		after, err := cpuTime(s.command.Process.Pid)
		if err == nil {
			err = v.check(answer)
		}
		if byProcessor {
			wall = after - before
		}
		return wall, err
	}}
}

// memory returns the memory of a program in bytes, after its first response and after a thousand.
func (v visit) memory() (first, thousand int64, err error) {
	s, err := spawn(v.program)
	if err != nil {
		return 0, 0, err
	}
	defer s.end()
	measure := func(n int) (bytes int64) {
		if err == nil {
			_, _, err = s.invoke(v.event, n)
		}
		if err == nil {
			bytes, err = residentMemory(s.command.Process.Pid)
		}
		return bytes
	}
	first = measure(1)
	thousand = measure(999)
	return first, thousand, err
}
