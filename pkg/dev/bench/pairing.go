package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"time"
)

// contender is one thing that is measured. run does its work n times and returns how long that took.
type contender struct {
	name string
	run  func(n int) (time.Duration, error)
	used func() time.Duration // processor time that it has used so far; nil: not measured
}

// inProcess makes a contender of a Go function. The function receives a counter, so that it can use another token each
// time.
func inProcess(name string, work func(i int) error) contender {
	next := 0
	return contender{name: name, used: processorTime, run: func(n int) (time.Duration, error) {
		begun := time.Now()
		for range n {
			if err := work(next); err != nil {
				return 0, fmt.Errorf("%s: %w", name, err)
			}
			next++
		}
		return time.Since(begun), nil
	}}
}

// processorTime returns the processor time of this process so far, on all cores, or 0 if the system does not report it.
// Unlike wall-clock time it excludes other processes on a shared machine and includes the garbage collector on another
// core.
func processorTime() time.Duration {
	used, err := cpuTime(os.Getpid())
	if err != nil {
		return 0
	}
	return used
}

// plan is how long and how often to measure.
type plan struct {
	rounds int
	slice  time.Duration
}

// result holds the ratios of one contender to the reference, one per round, sorted.
type result struct {
	name      string
	ratios    []float64     // of wall-clock time
	processor []float64     // of processor time; empty if that is not measured
	each      time.Duration // median time of one operation
}

// quantile returns the ratio below which a share of the rounds lies.
func (r *result) quantile(share float64) float64 { return quantile(r.ratios, share) }

func (r *result) median() float64 { return r.quantile(0.5) }

// quantile returns the value below which a share of sorted values lies.
func quantile(sorted []float64, share float64) float64 {
	return sorted[min(int(share*float64(len(sorted))), len(sorted)-1)]
}

// compare measures contenders against a reference: short slices, in a new order each round, each next to a slice of the
// reference, because on a shared machine only neighbours in time can be compared.
func compare(p plan, reference contender, contenders []contender) ([]result, error) {
	all := append([]contender{reference}, contenders...)
	counts := make([]int, len(all))
	for i, c := range all {
		var err error
		if counts[i], err = calibrate(c, p.slice); err != nil {
			return nil, err
		}
	}
	results, times := make([]result, len(all)), make([][]time.Duration, len(all))
	for range p.rounds {
		for _, i := range rand.Perm(len(all)) {
			measured, err := pair(reference, counts[0], all[i], counts[i])
			if err != nil {
				return nil, err
			}
			times[i] = append(times[i], measured.each)
			results[i].ratios = append(results[i].ratios, measured.ratio)
			if measured.processor > 0 {
				results[i].processor = append(results[i].processor, measured.processor)
			}
		}
	}
	for i := range results {
		slices.Sort(results[i].ratios)
		slices.Sort(results[i].processor)
		slices.Sort(times[i])
		results[i].name, results[i].each = all[i].name, times[i][len(times[i])/2]
	}
	return results, nil
}

// paired is one slice of a contender, compared with the reference before and after it.
type paired struct {
	ratio, processor float64 // processor is 0 if that is not measured
	each             time.Duration
}

// pair measures a contender between two half slices of the reference.
func pair(reference contender, referenceCount int, c contender, count int) (paired, error) {
	half := max(referenceCount/2, 1)
	before, err := slice(reference, half)
	if err != nil {
		return paired{}, err
	}
	took, err := slice(c, count)
	if err != nil {
		return paired{}, err
	}
	after, err := slice(reference, half)
	if err != nil {
		return paired{}, err
	}
	operations := float64(2*half) / float64(count)
	p := paired{
		ratio: operations * float64(took.time) / float64(before.time+after.time),
		each:  took.time / time.Duration(count),
	}
	if floor := before.processor + after.processor; floor > 0 {
		p.processor = operations * float64(took.processor) / float64(floor)
	}
	return p, nil
}

// spent is the cost of a slice.
type spent struct{ time, processor time.Duration }

// slice runs a contender a number of times.
func slice(c contender, count int) (s spent, err error) {
	var before time.Duration
	if c.used != nil {
		before = c.used()
	}
	if s.time, err = c.run(count); err != nil {
		return spent{}, err
	}
	if c.used != nil {
		s.processor = c.used() - before
	}
	return s, nil
}

// warmUp is how many slices a contender runs before it is measured: V8 compiles what has run often.
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
