package sitetest

import (
	"fmt"
	"net/http"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"cognitossr/pkg/dev/gotool"
	"cognitossr/pkg/dev/runtimeapi"
	"cognitossr/pkg/dev/testtools"
	"cognitossr/pkg/routes"
)

// severalFunctions are those that a visitor goes through who signs in, looks, comes back later and signs out.
var severalFunctions = []string{"home", "profile", "login", "callback", "refresh", "logout"}

// newSharedSite starts one process of each of them, which has a number of events at a time.
func newSharedSite(t *testing.T, folder string, places int) *site {
	t.Helper()
	table, err := routes.Load("../../../functions/routes.json")
	if err != nil {
		t.Fatal(err)
	}
	s := &site{t: t, pool: newUserPool(t), table: table, instances: map[string]chan *runtimeapi.Pool{}, log: &logged{}}
	for _, name := range severalFunctions {
		function, _ := table.Function(name)
		process := runtimeapi.New(runtimeapi.Spec{
			Name: name, Program: filepath.Join(folder, name), Timeout: time.Minute, Processes: 1, Concurrency: places,
			Output: s.log,
			Env:    append(s.pool.environment(function), "GORACE=halt_on_error=0"),
		})
		t.Cleanup(process.Close)
		s.instances[name] = make(chan *runtimeapi.Pool, places)
		for range places {
			s.instances[name] <- process
		}
	}
	t.Cleanup(func() {
		if strings.Contains(s.log.String(), "DATA RACE") {
			t.Errorf("with %d events at a time: %s", places, s.log)
		}
	})
	return s
}

// TestProcessWithSeveralEventsAtATime: a process that has up to 64 events at a time, as on Lambda Managed Instances,
// mixes up no visitors: each sees their own name alone. With -race the functions are built with the race detector, which
// finds nothing; without, that would take most of the time of this package.
func TestProcessWithSeveralEventsAtATime_SEC062(t *testing.T) {
	testtools.Require(t, "go", "https://go.dev/dl")
	folder, err := programs()
	if raced {
		folder = t.TempDir()
		err = buildFunctions(folder, severalFunctions, "CGO_ENABLED=1", gotool.RaceFlags...)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, places := range []int{1, 8, 64} {
		t.Run(fmt.Sprint(places), func(t *testing.T) {
			s := newSharedSite(t, folder, places)
			s.pool.change(func(p *userPool) { p.many = true })
			ends := make(chan error)
			const visitors = 64
			for range visitors {
				go func() { ends <- journey(t, s) }()
			}
			for range visitors {
				if err := <-ends; err != nil {
					t.Error(err)
				}
			}
		})
	}
}

// address is that of a user of a pool with many.
var address = regexp.MustCompile(`[a-z0-9-]+@example\.com`)

// journey is what one visitor does. Each page shows whose session it is.
func journey(t *testing.T, s *site) error {
	b, own := newBrowser(t, s), ""
	for _, step := range []struct {
		name, ends string
		walk       func() (string, answer)
	}{
		{"home page", "/", func() (string, answer) { return b.open("/") }},
		{"private page, by a sign-in", "/profile", func() (string, answer) { return b.open("/profile") }},
		{"private page", "/profile", func() (string, answer) { return b.open("/profile") }},
		{"private page, by a refresh", "/profile", func() (string, answer) { b.expire(); return b.open("/profile") }},
		{"sign-out", "/auth/signed-out", b.signOut},
	} {
		path, a := step.walk()
		if path != step.ends || a.StatusCode != http.StatusOK {
			return fmt.Errorf("%s ends with %d at %q", step.name, a.StatusCode, path)
		}
		if path != "/profile" {
			continue
		}
		shown := address.FindAllString(a.Body, -1)
		if own == "" && len(shown) > 0 {
			own = shown[0]
		}
		if own == "" || slices.ContainsFunc(shown, func(other string) bool { return other != own }) {
			return fmt.Errorf("%s of %q shows %q", step.name, own, shown)
		}
	}
	return nil
}
