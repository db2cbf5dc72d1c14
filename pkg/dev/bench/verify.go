package main

import (
	"flag"
	"fmt"
	"io"
	"slices"
	"time"

	"cognitossr/pkg/auth/authtest"
)

// verifyCommand compares the verifier with its peers.
func verifyCommand(args []string, out io.Writer) error {
	flags := flag.NewFlagSet("verify", flag.ContinueOnError)
	var p plan
	flags.IntVar(&p.rounds, "rounds", 60, "rounds; each measures every contender once")
	flags.DurationVar(&p.slice, "slice", 5*time.Millisecond, "how long a contender works each round")
	noNode := flags.Bool("no-node", false, "leave aws-jwt-verify out")
	if err := flags.Parse(args); err != nil {
		return err
	}
	pool, err := authtest.Open()
	if err != nil {
		return err
	}
	defer pool.Close()
	m, err := newMaterial(pool)
	if err != nil {
		return err
	}
	verifiers, err := goVerifiers(pool)
	if err != nil {
		return err
	}
	var node *nodeProcess
	if !*noNode {
		if node, err = startNode(m); err != nil {
			fmt.Fprintln(out, "without aws-jwt-verify:", err)
		} else {
			defer node.close()
		}
	}
	return compareAll(p, m, verifiers, node, out)
}

// compareAll measures and prints the three tables.
func compareAll(p plan, m *material, verifiers []verifierOf, node *nodeProcess, out io.Writer) error {
	floor := m.floor()
	tables := []struct {
		title      string
		contenders []contender
	}{
		{"Distinct valid access token", withNode(goodTokens(verifiers, m.access, false), node, "access")},
		{"Distinct valid ID token", withNode(goodTokens(verifiers, m.id, true), node, "id")},
		{"Repeated access token", withNode(goodTokens(verifiers, m.access[:1], false), node, "repeated")},
	}
	for _, name := range badNames(m) {
		tables = append(tables, struct {
			title      string
			contenders []contender
		}{"Refused: " + name, withNode(refusals(verifiers, m.bad[name]), node, name)})
	}
	for _, table := range tables {
		results, err := compare(p, floor, table.contenders)
		if err != nil {
			return err
		}
		printTable(out, table.title, results)
	}
	return nil
}

// badNames lists the cases of bad tokens in a stable order.
func badNames(m *material) (names []string) {
	for name := range m.bad {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// goodTokens has each verifier verify tokens in turn; each must be accepted.
func goodTokens(verifiers []verifierOf, tokens []string, id bool) (contenders []contender) {
	for _, v := range verifiers {
		verify := v.access
		if id {
			verify = v.id
		}
		contenders = append(contenders, inProcess(v.name, func(i int) error { return verify(tokens[i%len(tokens)]) }))
	}
	return contenders
}

// refusals has each verifier verify a bad token, which must be refused.
func refusals(verifiers []verifierOf, token string) (contenders []contender) {
	for _, v := range verifiers {
		contenders = append(contenders, inProcess(v.name, func(int) error {
			if v.access(token) == nil {
				return errAccepted
			}
			return nil
		}))
	}
	return contenders
}

// withNode adds aws-jwt-verify, where it is.
func withNode(contenders []contender, node *nodeProcess, what string) []contender {
	if node == nil {
		return contenders
	}
	return append(contenders, node.contender("aws-jwt-verify "+node.version+" verifySync (Node)", what))
}

// printTable prints medians of ratios, the time with the range that holds four of five rounds.
func printTable(out io.Writer, title string, results []result) {
	fmt.Fprintf(out, "\n%s\n\n| verifier | time / floor | p10..p90 | processor time / floor | floor / time | one |\n|---|---:|---:|---:|---:|---:|\n", title)
	for i := range results {
		r := &results[i]
		processor := "not measured"
		if len(r.processor) > 0 {
			processor = fmt.Sprintf("%.4f", quantile(r.processor, 0.5))
		}
		fmt.Fprintf(out, "| %s | %.4f | %.4f..%.4f | %s | %.3g | %s |\n", r.name, r.median(), r.quantile(0.1),
			r.quantile(0.9), processor, 1/r.median(), r.each)
	}
}
