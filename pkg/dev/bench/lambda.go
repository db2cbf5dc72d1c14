package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"time"

	"cognitossr/pkg/auth/authtest"
)

// lambdaOptions are the options of the command line.
type lambdaOptions struct {
	cold, warm plan
	noNode     bool
	only       string
}

// lambdaCommand measures the functions as processes, next to the yardstick and to a Node route.
func lambdaCommand(args []string, out io.Writer) error {
	var o lambdaOptions
	flags := flag.NewFlagSet("lambda", flag.ContinueOnError)
	flags.IntVar(&o.cold.rounds, "cold", 30, "rounds of cold starts")
	flags.IntVar(&o.warm.rounds, "warm", 60, "rounds of warm requests")
	flags.DurationVar(&o.warm.slice, "slice", 20*time.Millisecond, "how long a running program works each round")
	flags.BoolVar(&o.noNode, "no-node", false, "leave the Node route out")
	flags.StringVar(&o.only, "only", "", "one table: cold, warm, handler, memory or size")
	if err := flags.Parse(args); err != nil {
		return err
	}
	o.cold.slice = time.Nanosecond // one start each
	pool, err := authtest.Open()
	if err != nil {
		return err
	}
	defer pool.Close()
	built, err := buildAll(context.Background())
	if err != nil {
		return err
	}
	l := newLambdaBench(pool, built)
	if !o.noNode {
		if err := l.addNode(); err != nil {
			fmt.Fprintln(out, "without Node:", err)
		}
	}
	return l.measure(o, out)
}

// lambdaBench is everything that is measured.
type lambdaBench struct {
	pool                   *authtest.Pool
	built                  binaries
	hello, page, anonymous visit
	node                   []visit
}

func newLambdaBench(pool *authtest.Pool, built binaries) *lambdaBench {
	home := environment(pool, "optional")
	signedIn := signedInEvent(pool, "/")
	return &lambdaBench{
		pool:  pool,
		built: built,
		hello: visit{program: program{"hello-world", []string{built.hello}, nil}, event: signedIn, wanted: "Hello"},
		page: visit{program: program{"home page, signed in", []string{built.functions["home"]}, home},
			event: signedIn, wanted: authtest.Email},
		anonymous: visit{program: program{"home page, anonymous", []string{built.functions["home"]}, home},
			event: event("/", nil), wanted: "No user is signed in"},
	}
}

// measure prints the tables.
func (l *lambdaBench) measure(o lambdaOptions, out io.Writer) error {
	tables := []struct {
		name  string
		print func(lambdaOptions, io.Writer) error
	}{{"cold", l.coldTables}, {"warm", l.warmTables}, {"handler", l.handlerTable}, {"memory", l.memoryTable},
		{"size", l.sizeTable}}
	known := o.only == ""
	for _, table := range tables {
		known = known || o.only == table.name
		if o.only != "" && o.only != table.name {
			continue
		}
		if err := table.print(o, out); err != nil {
			return err
		}
	}
	if !known {
		return fmt.Errorf("there is no table %q", o.only)
	}
	return nil
}
