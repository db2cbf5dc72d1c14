package main

import (
	"errors"
	"strings"
	"testing"
	"time"

	"cognitossr/pkg/auth/authtest"
)

// benchMaterial is tokens and verifiers for one test or benchmark.
func benchMaterial(t testing.TB) (*material, []verifierOf) {
	t.Helper()
	pool := authtest.NewPool(t)
	m, err := newMaterial(pool)
	if err != nil {
		t.Fatal(err)
	}
	verifiers, err := goVerifiers(pool)
	if err != nil {
		t.Fatal(err)
	}
	return m, verifiers
}

// TestContendersDoTheSameWork: a peer that accepts a bad token, or refuses a good one, would be measured doing
// something else.
func TestContendersDoTheSameWork(t *testing.T) {
	m, verifiers := benchMaterial(t)
	for _, v := range verifiers {
		t.Run(v.name, func(t *testing.T) {
			if err := errors.Join(v.access(m.access[0]), v.id(m.id[0])); err != nil {
				t.Errorf("refuses a good token: %v", err)
			}
			if v.access(m.id[0]) == nil || v.id(m.access[0]) == nil {
				t.Error("takes one kind of token for the other")
			}
			for name, token := range m.bad {
				if v.access(token) == nil {
					t.Errorf("accepts a bad token: %s", name)
				}
			}
		})
	}
}

// steady is a contender that always takes the same time.
func steady(name string, each time.Duration) contender {
	return contender{name: name, run: func(n int) (time.Duration, error) { return time.Duration(n) * each, nil }}
}

func TestCompareGivesRatiosToTheReference(t *testing.T) {
	results, err := compare(plan{rounds: 9, slice: time.Millisecond}, steady("floor", 30*time.Microsecond),
		[]contender{steady("half", 15*time.Microsecond), steady("triple", 90*time.Microsecond)})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{1, 0.5, 3} {
		if got := results[i].median(); got < want*0.999 || got > want*1.001 || len(results[i].ratios) != 9 {
			t.Errorf("%s: ratio %f from %d rounds, want %f from 9", results[i].name, got, len(results[i].ratios), want)
		}
	}
}

func TestCompareStopsAtAnError(t *testing.T) {
	broken := contender{name: "broken", run: func(int) (time.Duration, error) { return 0, errAccepted }}
	if _, err := compare(plan{rounds: 1, slice: time.Millisecond}, steady("floor", time.Microsecond),
		[]contender{broken}); !errors.Is(err, errAccepted) {
		t.Errorf("got %v", err)
	}
}

func TestUnknownCommandNamesTheKnownOnes(t *testing.T) {
	if err := run([]string{"nothing"}, nil); err == nil || !strings.Contains(err.Error(), "verify") {
		t.Errorf("got %v", err)
	}
}

// BenchmarkVerify is the comparison for go test -bench and benchstat; the command prints ratios from one paired run.
func BenchmarkVerify(b *testing.B) {
	m, verifiers := benchMaterial(b)
	floor := m.floor()
	b.Run("floor", func(b *testing.B) {
		b.ReportAllocs()
		if _, err := floor.run(b.N); err != nil {
			b.Fatal(err)
		}
	})
	for _, v := range verifiers {
		name := strings.ReplaceAll(v.name, " ", "_")
		cases := map[string]contender{
			"access":   goodTokens([]verifierOf{v}, m.access, false)[0],
			"id":       goodTokens([]verifierOf{v}, m.id, true)[0],
			"repeated": goodTokens([]verifierOf{v}, m.access[:1], false)[0],
		}
		for bad, token := range m.bad {
			cases["refused_"+strings.ReplaceAll(bad, " ", "_")] = refusals([]verifierOf{v}, token)[0]
		}
		for what, c := range cases {
			b.Run(what+"/"+name, func(b *testing.B) {
				b.ReportAllocs()
				if _, err := c.run(b.N); err != nil {
					b.Fatal(err)
				}
			})
		}
	}
}
