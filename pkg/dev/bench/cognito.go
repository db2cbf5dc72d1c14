package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
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
	kind      string
	start     []time.Duration
	waited    []time.Duration // for the answers of a round
	whole     []time.Duration // with what the caller does itself: it writes inputs, and looks at answers
	processor []time.Duration // of the server
	memory    int64           // resident, after the mix
	own       int64           // of it, what is not the program's file
}

// lone is a server with its lone caller.
type lone struct {
	*cognitoMix
	caller *loneCaller
}

// round measures one: people come and go.
func (l lone) round(ctx context.Context, people int, m *measuredServer) error {
	pid := l.server.command.Process.Pid
	used, err := cpuTime(pid)
	if err != nil {
		return err
	}
	l.caller.waited = 0
	begun := time.Now()
	if err := l.people(ctx, people); err != nil {
		return err
	}
	whole := time.Since(begun)
	l.caller.hangUp()
	now, err := cpuTime(pid)
	m.waited, m.whole, m.processor = append(m.waited, l.caller.waited), append(m.whole, whole), append(m.processor, now-used)
	return err
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
	servers := make([]lone, len(kinds))
	for i, kind := range kinds {
		measured[i].kind = kind.name
		var err error
		if servers[i], err = f.warm(ctx, kind); err != nil {
			return err
		}
		defer servers[i].server.end()
	}
	for range f.rounds {
		for _, i := range rand.Perm(len(kinds)) {
			if err := servers[i].round(ctx, f.people, &measured[i]); err != nil {
				return fmt.Errorf("%s: %w", kinds[i].name, err)
			}
		}
	}
	for i, l := range servers {
		var err error
		if measured[i].memory, measured[i].own, err = l.server.memory(); err != nil {
			return err
		}
	}
	f.print(out, measured)
	return nil
}

// warm starts one, and gives it a round that is not measured, for what is compiled or filled at first.
func (f cognitoFlags) warm(ctx context.Context, kind cognitoKind) (lone, error) {
	server, err := kind.begin(ctx)
	if err != nil {
		return lone{}, err
	}
	caller := &loneCaller{address: strings.TrimPrefix(server.origin, "http://")}
	mix, err := newCognitoMix(ctx, server, caller)
	l := lone{mix, caller}
	if err == nil {
		err = l.round(ctx, f.people, &measuredServer{})
	}
	if err != nil {
		server.end()
		return lone{}, fmt.Errorf("%s: %w", kind.name, err)
	}
	return l, nil
}

// print writes a row for each measure, with a column for each kind, and below it what this one has to the others.
func (f cognitoFlags) print(out io.Writer, measured []measuredServer) {
	fmt.Fprintf(out, "\n%d rounds of %d people (%d operations each), %d starts\n\n", f.rounds, f.people,
		operationsOfAPerson, f.starts)
	row := func(title string, cell func(m measuredServer) string) {
		fmt.Fprintf(out, "| %s |", title)
		for _, m := range measured {
			fmt.Fprintf(out, " %s |", cell(m))
		}
		fmt.Fprintln(out)
	}
	this := measured[0]
	compared := func(cell func(m measuredServer) string) {
		row("this to it", func(m measuredServer) string {
			if m.kind == this.kind {
				return ""
			}
			return cell(m)
		})
	}
	operations := float64(f.people * operationsOfAPerson)
	row("", func(m measuredServer) string { return m.kind })
	fmt.Fprintln(out, "|---"+strings.Repeat("|---:", len(measured))+"|")
	for _, measure := range []struct {
		title string
		of    func(m measuredServer) []time.Duration
	}{
		{"operations a second, while the caller waits", func(m measuredServer) []time.Duration { return m.waited }},
		{"with the caller's own time", func(m measuredServer) []time.Duration { return m.whole }},
		{"operations a second of its processor time", func(m measuredServer) []time.Duration { return m.processor }},
	} {
		row(measure.title, func(m measuredServer) string {
			return fmt.Sprintf("%.0f", operations/middle(measure.of(m)).Seconds())
		})
		compared(func(m measuredServer) string { return ratios(measure.of(m), measure.of(this)) })
	}
	row("start", func(m measuredServer) string { return fmt.Sprintf("%.3f s", middle(m.start).Seconds()) })
	compared(func(m measuredServer) string { return ratios(this.start, m.start) })
	row("memory, of it its own", func(m measuredServer) string { return megabytes(m.memory) + ", " + megabytes(m.own) })
	compared(func(m measuredServer) string {
		return fmt.Sprintf("%.2f, %.2f", float64(this.memory)/float64(m.memory), float64(this.own)/float64(m.own))
	})
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
