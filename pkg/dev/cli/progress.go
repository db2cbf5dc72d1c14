package main

import (
	"fmt"
	"io"
	"os"
	"strconv"
	"time"
)

// progress shows the progress, rate and remaining time of a bulk operation on a terminal. It shows nothing elsewhere.
type progress struct {
	out      io.Writer
	terminal bool
	verb     string
	total    int // 0: not known
	now      func() time.Time
	began    time.Time
	rated    time.Time // when it was first shown
	first    int       // done by then: by an earlier run, or without a measure
	shown    time.Time
	started  bool
}

func newProgress(out io.Writer, verb string, total int) *progress {
	p := &progress{out: out, terminal: isTerminal(out), verb: verb, total: total, now: time.Now}
	p.began = p.now()
	return p
}

func isTerminal(out io.Writer) bool {
	file, ok := out.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return false
	}
	nothing, err := os.Stat(os.DevNull) // a character device, too
	return err != nil || !os.SameFile(info, nothing)
}

// progressPause is the least time between two updates of the line.
const progressPause = 200 * time.Millisecond

// reading shows how many members of groups have been read, the first step.
func (p *progress) reading(members int) {
	if now := p.now(); p.terminal && now.Sub(p.shown) >= progressPause {
		p.shown = now
		fmt.Fprintf(p.out, "\r\x1b[KReading the groups, %s", counted(members, "member"))
	}
}

// show shows how many are done.
func (p *progress) show(done int) {
	now := p.now()
	if !p.started {
		p.started, p.first, p.rated = true, done, now
	}
	if !p.terminal || now.Sub(p.shown) < progressPause {
		return
	}
	p.shown = now
	fmt.Fprintf(p.out, "\r\x1b[K%s", p.line(done, now.Sub(p.rated)))
}

func (p *progress) line(done int, elapsed time.Duration) string {
	text := thousands(done)
	if p.total > 0 {
		text += " of about " + thousands(max(p.total, done))
	}
	text += " users " + p.verb
	rate := float64(done-p.first) / elapsed.Seconds()
	if done == p.first || elapsed <= 0 {
		return text
	}
	text += fmt.Sprintf(", %.0f per second", rate)
	if left := p.total - done; left > 0 {
		text += fmt.Sprintf(", %v left", (time.Duration(float64(left)/rate) * time.Second).Round(time.Second))
	}
	return text
}

// end clears the line.
func (p *progress) end() {
	if p.terminal {
		fmt.Fprint(p.out, "\r\x1b[K")
	}
}

func (p *progress) elapsed() time.Duration { return p.now().Sub(p.began) }

// thousands writes a number with commas.
func thousands(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// counted writes a number of things.
func counted(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return thousands(n) + " " + thing + "s"
}
