package main

import (
	"bytes"
	"testing"
	"time"
)

func TestProgressTellsRateAndTimeLeft_U19(t *testing.T) {
	var out bytes.Buffer
	now := time.Unix(1_800_000_000, 0)
	p := &progress{out: &out, terminal: true, verb: "exported", total: 5000, now: func() time.Time { return now }}
	p.show(1000) // by an earlier run
	now = now.Add(time.Millisecond)
	p.show(1060) // too soon to be read
	now = now.Add(10*time.Second - time.Millisecond)
	p.show(2000)
	want := "\r\x1b[K1,000 of about 5,000 users exported\r\x1b[K2,000 of about 5,000 users exported, 100 per second, 30s left"
	if out.String() != want {
		t.Errorf("shown %q, want %q", out.String(), want)
	}
	out.Reset()
	p = newProgress(&out, "exported", 0)
	p.show(1)
	p.end()
	if out.Len() != 0 {
		t.Errorf("what is no terminal gets %q", out.String())
	}
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567"} {
		if got := thousands(n); got != want {
			t.Errorf("thousands(%d) = %q, want %q", n, got, want)
		}
	}
}
