package revocation_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"cognitossr/pkg/awsjson"
	"cognitossr/pkg/revocation"
	"cognitossr/pkg/revocation/revocationtest"
)

var signedIn = time.Unix(1_790_000_000, 0)

func session(subject, origin string) revocation.Session {
	return revocation.Session{Subject: subject, OriginJTI: origin, AuthTime: signedIn}
}

// clock is a time that a test sets.
type clock struct {
	mutex sync.Mutex
	now   time.Time
}

func (c *clock) Now() time.Time {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.now = c.now.Add(d)
}

// processes are two lists of one table, as in two instances of a function.
func processes(remember time.Duration) (table *revocationtest.Table, time *clock, here, there *revocation.List) {
	table, time = &revocationtest.Table{}, &clock{now: signedIn.Add(5 * 60e9)}
	here = revocation.NewList(table, revocationtest.Name, remember, time.Now)
	there = revocation.NewList(table, revocationtest.Name, remember, time.Now)
	return table, time, here, there
}

func ended(t *testing.T, list *revocation.List, s revocation.Session) bool {
	t.Helper()
	is, err := list.Ended(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	return is
}

func TestEndedSessions_N40(t *testing.T) {
	_, clock, here, there := processes(0)
	first, second, stranger := session("ada", "s1"), session("ada", "s2"), session("bob", "s3")
	if ended(t, there, first) || ended(t, there, stranger) {
		t.Fatal("ended before anything happened")
	}
	if err := here.EndSession(t.Context(), "s1", 15*time.Minute); err != nil {
		t.Fatal(err)
	}
	if !ended(t, there, first) || ended(t, there, second) || ended(t, there, stranger) {
		t.Error("one session: want the first ended, and no other")
	}
	if err := here.EndUser(t.Context(), "ada", 15*time.Minute); err != nil {
		t.Fatal(err)
	}
	if !ended(t, there, second) || ended(t, there, stranger) || !ended(t, there, session("ada", "")) {
		t.Error("a user: want all sessions ended, also one that has no origin, and nobody else's")
	}
	again := revocation.Session{Subject: "ada", OriginJTI: "s4", AuthTime: clock.Now().Add(time.Second)}
	if ended(t, there, again) {
		t.Error("a sign-in of afterwards has ended")
	}
	again.AuthTime = clock.Now() // in the same second: perhaps before
	if !ended(t, there, again) {
		t.Error("a sign-in of the same second goes on")
	}
}

// TestEntries are as documented, last as long as the tokens, and are written again without harm.
func TestEntries_N40(t *testing.T) {
	table, clock, here, there := processes(time.Second)
	for range 2 {
		if err := errors.Join(here.EndSession(t.Context(), "s1", time.Hour),
			here.EndUser(t.Context(), "ada", time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	now := clock.Now().Unix()
	end := fmt.Sprint(now + 3600 + 60)
	for id, want := range map[string]string{
		"session#s1": fmt.Sprint(map[string]map[string]string{"expires_at": {"N": end}, "id": {"S": "session#s1"}}),
		"user#ada": fmt.Sprint(map[string]map[string]string{"expires_at": {"N": end}, "id": {"S": "user#ada"},
			"not_before": {"N": fmt.Sprint(now + 1)}}),
	} {
		if got := fmt.Sprint(map[string]map[string]string(table.Item(id))); got != want {
			t.Errorf("%s: %s, want %s", id, got, want)
		}
	}
	clock.advance(-time.Minute) // another machine's clock is behind
	if err := there.EndUser(t.Context(), "ada", time.Hour); err != nil ||
		table.Item("user#ada")["not_before"]["N"] != fmt.Sprint(now+1) {
		t.Errorf("an older time replaces a newer one: %v, %v", table.Item("user#ada"), err)
	}
	if err := here.EndSession(t.Context(), "", time.Hour); !errors.Is(err, revocation.ErrNoOrigin) {
		t.Errorf("EndSession() without an origin: %v", err)
	}
}

// TestReadsOfOneSession: 1,000 requests of a session make one read in each second for which its answer is remembered.
func TestReadsOfOneSession_N40_N20(t *testing.T) {
	for remember, want := range map[time.Duration]int{0: 1000, time.Second: 10, 10 * time.Second: 1, time.Minute: 1} {
		table, clock, here, _ := processes(remember)
		for i := range 1000 {
			if i > 0 && i%100 == 0 {
				clock.advance(time.Second)
			}
			if ended(t, here, session("ada", "s1")) {
				t.Fatal("ended")
			}
		}
		if reads, _ := table.Calls(); reads != want {
			t.Errorf("remembered for %v: %d reads, want %d", remember, reads, want)
		}
	}
}

func TestRememberedNoLongerThanSaid_N40(t *testing.T) {
	_, clock, here, there := processes(time.Second)
	if ended(t, there, session("ada", "s1")) {
		t.Fatal("ended")
	}
	if err := here.EndUser(t.Context(), "ada", time.Hour); err != nil {
		t.Fatal(err)
	}
	if clock.advance(999 * time.Millisecond); ended(t, there, session("ada", "s1")) {
		t.Error("the answer is not remembered")
	}
	if clock.advance(time.Millisecond); !ended(t, there, session("ada", "s1")) {
		t.Error("the answer is remembered for longer than a second")
	}
	if clock.advance(-time.Hour); !ended(t, there, session("ada", "s1")) {
		t.Error("a clock that goes back keeps an answer")
	}
}

// TestEndedHere: the process that ends a session does not let it in for the rest of the second.
func TestEndedHere_N40(t *testing.T) {
	_, _, here, _ := processes(time.Minute)
	one, other := session("ada", "s1"), session("bob", "s2")
	_, _ = ended(t, here, one), ended(t, here, other)
	if err := here.EndSession(t.Context(), "s1", time.Hour); err != nil || !ended(t, here, one) || ended(t, here, other) {
		t.Errorf("after EndSession: %v", err)
	}
	if err := here.EndUser(t.Context(), "bob", time.Hour); err != nil || !ended(t, here, other) {
		t.Errorf("after EndUser: %v", err)
	}
}

// TestOneReadForAllWhoWait, and a write that overtakes it is not forgotten when it comes back.
func TestOneReadForAllWhoWait_N40(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		table, _, _, _ := processes(0)
		slow := &slowReads{Table: table, release: make(chan struct{})}
		list := revocation.NewList(slow, revocationtest.Name, time.Minute, time.Now)
		var group sync.WaitGroup
		for range 20 {
			group.Go(func() {
				if ended(t, list, session("ada", "s1")) {
					t.Error("ended")
				}
			})
		}
		synctest.Wait()
		if err := list.EndSession(t.Context(), "s1", time.Hour); err != nil {
			t.Fatal(err)
		}
		close(slow.release)
		group.Wait()
		if reads, _ := table.Calls(); reads != 1 {
			t.Errorf("%d reads for 20 requests, want 1", reads)
		}
		if !ended(t, list, session("ada", "s1")) {
			t.Error("the answer of a read that began before the end of the session is remembered after it")
		}
	})
}

// slowReads answers reads as of when they came, and late.
type slowReads struct {
	*revocationtest.Table
	release chan struct{}
}

func (s *slowReads) Call(ctx context.Context, action awsjson.Action, input string) (string, error) {
	answer, err := s.Table.Call(ctx, action, input)
	if action == "dynamodb:TransactGetItems" {
		select {
		case <-s.release:
		case <-ctx.Done():
			return "", &awsjson.Error{Action: action, Code: awsjson.CodeTimeout}
		}
	}
	return answer, err
}

// TestSilentTable: nobody waits longer than the limit, a failure is remembered as long as an answer, and no call
// outlives those who wait for it.
func TestSilentTable_N40_SEC124(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		table, _, _, _ := processes(0)
		silent := &slowReads{Table: table, release: make(chan struct{})}
		list := revocation.NewList(silent, revocationtest.Name, time.Second, time.Now)
		began := time.Now()
		if _, err := list.Ended(t.Context(), session("ada", "s1")); !errors.Is(err, revocation.ErrUnavailable) ||
			time.Since(began) > 1500*time.Millisecond {
			t.Errorf("%v after %v", err, time.Since(began))
		}
		ctx, cancel := context.WithCancel(t.Context())
		gone := make(chan error)
		go func() { _, err := list.Ended(ctx, session("bob", "s2")); gone <- err }()
		synctest.Wait()
		cancel()
		if err := <-gone; !errors.Is(err, context.Canceled) {
			t.Errorf("who has left gets %v", err)
		}
		synctest.Wait()
		close(silent.release)
		if ended(t, list, session("bob", "s2")) {
			t.Error("ended")
		}
	})
}

func TestFailureIsRemembered_N40(t *testing.T) {
	table, clock, here, _ := processes(time.Second)
	table.SetFail(revocationtest.Down("ThrottlingException", 400))
	for range 50 {
		if _, err := here.Ended(t.Context(), session("ada", "s1")); !errors.Is(err, revocation.ErrUnavailable) {
			t.Fatal(err)
		}
	}
	table.SetFail(nil)
	clock.advance(time.Second)
	if ended(t, here, session("ada", "s1")) {
		t.Error("ended")
	}
	if reads, _ := table.Calls(); reads != 2 {
		t.Errorf("%d reads, want 2", reads)
	}
}

// TestMemoryIsBounded: many sessions take no more room than 256.
func TestMemoryIsBounded_N40_N20(t *testing.T) {
	table, _, here, _ := processes(time.Minute)
	for i := range 3000 {
		if i%100 == 0 { // forgotten ones must not be in the way
			_ = here.EndUser(t.Context(), fmt.Sprint(i), time.Hour)
		}
		_, _ = here.Ended(t.Context(), session(fmt.Sprint(i), "s"))
	}
	if n := revocation.Remembered(here); n > 256 {
		t.Errorf("%d sessions are remembered", n)
	}
	_, _ = table.Calls()
}
