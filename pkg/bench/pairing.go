package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"time"
)

// contender is one thing that is measured. run does its work n times and says how long that took.
type contender struct {
	name string
	run  func(n int) (time.Duration, error)
}

// inProcess makes a contender of a Go function, measured by the time that passes.
func inProcess(name string, work func(i int) error) contender { return measuredBy(wallTime, name, work) }

// measuredBy makes a contender of a Go function. The function gets a running number, to take another token each time.
func measuredBy(now clock, name string, work func(i int) error) contender {
	next := 0
	return contender{name: name, run: func(n int) (time.Duration, error) {
		begun := now()
		for range n {
			if err := work(next); err != nil {
				return 0, fmt.Errorf("%s: %w", name, err)
			}
			next++
		}
		return now() - begun, nil
	}}
}

// started is what time on the wall is measured from where there is no processor time.
var started = time.Now()

// clock tells the time since some moment.
type clock func() time.Duration

// wallTime is the time that passes. On a shared machine it includes what others do, and leaves out what the garbage collector does on another core.
func wallTime() time.Duration { return time.Since(started) }

// processorTime is what this process has used so far, on all cores; or the time that passes, where the system does not tell.
func processorTime() time.Duration {
	if used, err := cpuTime(os.Getpid()); err == nil {
		return used
	}
	return wallTime()
}

// plan says how long and how often is measured.
type plan struct {
	rounds int
	slice  time.Duration
}

// result is the ratios of one contender to the reference, one a round, sorted.
type result struct {
	name   string
	ratios []float64
	each   time.Duration // median time of one operation
}

// quantile gives the ratio below which a share of the rounds lies.
func (r *result) quantile(share float64) float64 {
	return r.ratios[min(int(share*float64(len(r.ratios))), len(r.ratios)-1)]
}

func (r *result) median() float64 { return r.quantile(0.5) }

// compare measures contenders against a reference: short slices, in a new order each round, each next to a slice of the reference, because on a shared
// machine only neighbours in time can be compared.
func compare(p plan, reference contender, contenders []contender) ([]result, error) {
	all := append([]contender{reference}, contenders...)
	counts := make([]int, len(all))
	for i, c := range all {
		var err error
		if counts[i], err = calibrate(c, p.slice); err != nil {
			return nil, err
		}
	}
	ratios, times := make([][]float64, len(all)), make([][]time.Duration, len(all))
	for range p.rounds {
		for _, i := range rand.Perm(len(all)) {
			ratio, each, err := pair(reference, counts[0], all[i], counts[i])
			if err != nil {
				return nil, err
			}
			ratios[i], times[i] = append(ratios[i], ratio), append(times[i], each)
		}
	}
	results := make([]result, len(all))
	for i, c := range all {
		slices.Sort(ratios[i])
		slices.Sort(times[i])
		results[i] = result{name: c.name, ratios: ratios[i], each: times[i][len(times[i])/2]}
	}
	return results, nil
}

// pair measures a contender between two half slices of the reference.
func pair(reference contender, referenceCount int, c contender, count int) (ratio float64, each time.Duration, err error) {
	half := max(referenceCount/2, 1)
	before, err := reference.run(half)
	if err != nil {
		return 0, 0, err
	}
	took, err := c.run(count)
	if err != nil {
		return 0, 0, err
	}
	after, err := reference.run(half)
	if err != nil {
		return 0, 0, err
	}
	each = took / time.Duration(count)
	return float64(took) / float64(count) / (float64(before+after) / float64(2*half)), each, nil
}

// warmUp is how many slices a contender works before anything counts: V8 compiles what it has seen often.
const warmUp = 20

// calibrate warms a contender up and finds how many operations fill a slice.
func calibrate(c contender, slice time.Duration) (int, error) {
	runtime.GC()
	for n := 1; ; n *= 2 {
		took, err := c.run(n)
		if err != nil {
			return 0, err
		}
		if took >= warmUp*slice {
			return max(int(float64(n)*float64(slice)/float64(took)), 1), nil
		}
	}
}
