package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// coldTables prints the cost of a start, in wall-clock and processor time.
func (l *lambdaBench) coldTables(o lambdaOptions, out io.Writer) error {
	pool := startEndpoints()
	defer pool.Close()
	steps, err := l.signIn(pool)
	if err != nil {
		return err
	}
	visits := append(l.visits(pool, steps), l.node...)
	for _, by := range []struct {
		title       string
		byProcessor bool
	}{{"Cold start, spawn to first answer", false}, {"Cold start, processor time until the first answer", true}} {
		var contenders []contender
		for _, v := range visits {
			contenders = append(contenders, v.cold(by.byProcessor))
		}
		contenders = append(contenders, l.wholeSignIn(steps, by.byProcessor))
		results, err := compare(o.cold, l.hello.cold(by.byProcessor), contenders)
		if err != nil {
			return err
		}
		printRatios(out, by.title, "hello-world", results)
	}
	return nil
}

// visits are all visits of the site's functions, and the yardstick of those with calls.
func (l *lambdaBench) visits(e *endpoints, steps []visit) []visit {
	return slices.Concat([]visit{l.leastSignIn(e), l.anonymous, l.page}, steps, l.admin(e.URL))
}

// warmTables prints the cost of a request in running processes, next to the yardstick and to Node.
func (l *lambdaBench) warmTables(o lambdaOptions, out io.Writer) error {
	visits := append([]visit{l.hello, l.page, l.anonymous}, l.node...)
	running := make([]*process, len(visits))
	for i, v := range visits {
		s, err := spawn(v.program)
		if err != nil {
			return err
		}
		defer s.end()
		running[i] = s
	}
	for _, by := range []struct {
		title       string
		byProcessor bool
	}{{"Warm request, wall time", false}, {"Warm request, processor time of the function", true}} {
		contenders := make([]contender, len(visits))
		for i, v := range visits {
			contenders[i] = v.warm(running[i], by.byProcessor)
		}
		results, err := compare(o.warm, contenders[0], contenders[1:])
		if err != nil {
			return err
		}
		printRatios(out, by.title, visits[0].name, results)
		if by.byProcessor {
			printCost(out, results)
		}
		if len(l.node) == 0 {
			continue
		}
		first := len(visits) - len(l.node)
		results, err = compare(o.warm, contenders[first], append(append([]contender{}, contenders[:first]...),
			contenders[first+1:]...))
		if err != nil {
			return err
		}
		printRatios(out, by.title, visits[first].name, results)
	}
	return nil
}

// memoryTable prints the memory of processes, as medians of three.
func (l *lambdaBench) memoryTable(_ lambdaOptions, out io.Writer) error {
	fmt.Fprintf(out, "\nResident memory\n\n| program | after the first answer | after 1,000 |\n|---|---:|---:|\n")
	pool := startEndpoints()
	defer pool.Close()
	visits := append([]visit{l.hello, l.page, l.anonymous}, l.admin(pool.URL)[:1]...)
	for _, v := range append(visits, l.node...) {
		var firsts, thousands []int64
		for range 3 {
			first, thousand, err := v.memory()
			if err != nil {
				return err
			}
			firsts, thousands = append(firsts, first), append(thousands, thousand)
		}
		fmt.Fprintf(out, "| %s | %s | %s |\n", v.name, megabytes(middle(firsts)), megabytes(middle(thousands)))
	}
	return nil
}

// sizeTable prints the sizes of the zips for arm64 and of the programs that were measured here.
func (l *lambdaBench) sizeTable(_ lambdaOptions, out io.Writer) error {
	fmt.Fprintf(out, "\nZips as deployed (linux/arm64)\n\n| function | zip | links the AWS SDK |\n|---|---:|---|\n")
	for _, zip := range l.built.zips {
		fmt.Fprintf(out, "| %s | %s | %t |\n", zip.Name, megabytes(zip.ZipSize), zip.SDK)
	}
	fmt.Fprintf(out, "\nPrograms as measured here\n\n| program | size |\n|---|---:|\n")
	for _, binary := range append([]string{l.built.hello}, slices.Sorted(maps.Values(l.built.functions))...) {
		info, err := os.Stat(binary)
		if err != nil {
			return fmt.Errorf("measuring a program: %w", err)
		}
		fmt.Fprintf(out, "| %s | %s |\n", filepath.Base(binary), megabytes(info.Size()))
	}
	return nil
}

// middle returns the median.
func middle[T cmp.Ordered](values []T) T {
	return slices.Sorted(slices.Values(values))[len(values)/2]
}

// printRatios prints medians of ratios with the range of four out of five rounds, and the rate per second.
func printRatios(out io.Writer, title, reference string, results []result) {
	fmt.Fprintf(out,
		"\n%s\n\n| program | time / %s | p10..p90 | times faster | one | per second |\n|---|---:|---:|---:|---:|---:|\n",
		title, reference)
	for i := range results {
		r := &results[i]
		fmt.Fprintf(out, "| %s | %.3f | %.2f..%.2f | %.2f | %s | %.0f |\n", r.name, r.median(), r.quantile(0.1),
			r.quantile(0.9), 1/r.median(), r.each, 1/r.each.Seconds())
	}
}

// megabytes formats a number of bytes in units of a million, like AWS's limits.
func megabytes(bytes int64) string { return fmt.Sprintf("%.2f MB", float64(bytes)/1e6) }
