package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"time"
)

// cognitoFlags are how long and how often to measure.
type cognitoFlags struct {
	rounds, people, starts int
	users, rate            int
	seconds                int
}

// cognitoCommand measures the local Cognito beside moto and cognito-local.
func cognitoCommand(args []string, out io.Writer) error {
	var f cognitoFlags
	flags := flag.NewFlagSet("cognito", flag.ContinueOnError)
	flags.IntVar(&f.rounds, "rounds", 15, "rounds of the mix, each in a new order")
	flags.IntVar(&f.people, "people", 10, "people in a round; each is nine operations")
	flags.IntVar(&f.starts, "starts", 5, "how often each is started")
	flags.IntVar(&f.users, "users", 10_000, "users of the crowded pool; 0: leave it out")
	flags.IntVar(&f.rate, "rate", 100, "sign-ins a second among them")
	flags.IntVar(&f.seconds, "seconds", 20, "how long")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if f.rounds < 1 || f.people < 1 || f.starts < 1 || f.users > 0 && f.rate*f.seconds > f.users {
		return errors.New("there must be a round, a person, a start, and a user for each sign-in: a code works once")
	}
	ctx := context.Background()
	kinds, err := cognitoKinds(ctx, out)
	if err != nil {
		return err
	}
	if err := f.compare(ctx, out, kinds); err != nil {
		return err
	}
	if f.users == 0 {
		return nil
	}
	return f.crowd(ctx, out, kinds[0])
}

// measuredServer is what was measured of one kind; each list has one element a round.
type measuredServer struct {
	start, mix []time.Duration
	memory     int64 // resident, after the mix
	own        int64 // of it, what is not the program's file
}

// compare starts all kinds in turn, gives all the same work in turn, and prints ratios of this one to each of the others.
func (f cognitoFlags) compare(ctx context.Context, out io.Writer, kinds []cognitoKind) error {
	measured := make([]measuredServer, len(kinds))
	for range f.starts {
		for _, i := range rand.Perm(len(kinds)) {
			server, err := kinds[i].begin(ctx)
			if err != nil {
				return err
			}
			measured[i].start = append(measured[i].start, server.started)
			server.end()
		}
	}
	mixes := make([]*cognitoMix, len(kinds))
	for i, kind := range kinds {
		server, err := kind.begin(ctx)
		if err != nil {
			return err
		}
		defer server.end()
		if mixes[i], err = newCognitoMix(ctx, server); err != nil {
			return fmt.Errorf("%s: %w", kind.name, err)
		}
		if err := mixes[i].people(ctx, f.people); err != nil { // not measured: what is compiled or filled at first
			return fmt.Errorf("%s: %w", kind.name, err)
		}
	}
	for range f.rounds {
		for _, i := range rand.Perm(len(kinds)) {
			begun := time.Now()
			if err := mixes[i].people(ctx, f.people); err != nil {
				return fmt.Errorf("%s: %w", kinds[i].name, err)
			}
			measured[i].mix = append(measured[i].mix, time.Since(begun))
		}
	}
	for i, m := range mixes {
		var err error
		if measured[i].memory, measured[i].own, err = m.server.memory(); err != nil {
			return err
		}
	}
	f.print(out, kinds, measured)
	return nil
}

func (f cognitoFlags) print(out io.Writer, kinds []cognitoKind, measured []measuredServer) {
	fmt.Fprintf(out, "\n%d rounds of %d people (%d operations each), %d starts\n\n| | operations a second | start | memory, of it its own | ", f.rounds, f.people, operationsOfAPerson, f.starts)
	fmt.Fprint(out, "operations, this to it | start, this to it | memory, this to it |\n|---|---:|---:|---:|---:|---:|---:|\n")
	this := measured[0]
	for i, m := range measured {
		operations := float64(f.people*operationsOfAPerson) / middle(m.mix).Seconds()
		fmt.Fprintf(out, "| %s | %.0f | %.2f s | %s, %s |", kinds[i].name, operations, middle(m.start).Seconds(),
			megabytes(m.memory), megabytes(m.own))
		if i == 0 {
			fmt.Fprintln(out, " | | |")
			continue
		}
		fmt.Fprintf(out, " %s | %s | %.2f, %.2f |\n", ratios(m.mix, this.mix), ratios(this.start, m.start),
			float64(this.memory)/float64(m.memory), float64(this.own)/float64(m.own))
	}
}

// ratios is the median of what the elements of two lists have to each other, and their range: of the same round.
func ratios(of, to []time.Duration) string {
	all := make([]float64, len(of))
	for i := range of {
		all[i] = float64(of[i]) / float64(to[i])
	}
	slices.Sort(all)
	return fmt.Sprintf("%.3g (%.3g to %.3g)", quantile(all, 0.5), all[0], all[len(all)-1])
}
