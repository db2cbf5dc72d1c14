package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"os"
	"strings"
	"sync"
	"time"

	"cognitossr/pkg/dev/local"
)

// growthStack is a running local stack with visitors.
type growthStack struct {
	*local.Stack
	visitors *visitors
}

// startStack starts the local stack at free ports, with a number of processes per function.
func startStack(ctx context.Context, processes int, validity time.Duration) (*growthStack, error) {
	stack, err := local.Start(ctx, local.Options{
		Root: repository, Addr: "localhost:0", CognitoAddr: "127.0.0.1:0", NoRebuild: true, Processes: processes,
		AccessTokenValidity: validity, IDTokenValidity: validity,
	})
	if err != nil {
		return nil, fmt.Errorf("starting the stack: %w", err)
	}
	pool, err := cookiejar.New(nil)
	if err != nil {
		return nil, fmt.Errorf("making a cookie jar: %w", err)
	}
	user := stack.Users[0]
	return &growthStack{stack, &visitors{
		site: stack.SiteURL, email: user.Email, password: user.Password, pool: pool,
		transport: &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true},
	}}, nil
}

// arrive signs visitors in, two at a time.
func (s *growthStack) arrive(count int) ([]*visitor, error) {
	first, err := s.visitors.arrive()
	if err != nil {
		return nil, err
	}
	all := make([]*visitor, count)
	all[0] = first
	problems := make(chan error, 2)
	var group sync.WaitGroup
	for worker := range 2 {
		group.Go(func() {
			for i := 1 + worker; i < count; i += 2 {
				one, err := s.visitors.arrive()
				if err != nil {
					problems <- err
					return
				}
				all[i] = one
			}
		})
	}
	group.Wait()
	select {
	case err := <-problems:
		return nil, err
	default:
		return all, nil
	}
}

// rotateKeys makes the user pool sign with new keys; the old ones stay in its key set.
func (s *growthStack) rotateKeys(ctx context.Context) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.CognitoURL+"/_local/rotate-keys",
		strings.NewReader("{}"))
	if err != nil {
		return fmt.Errorf("rotating the keys: %w", err)
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("rotating the keys: %w", err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("rotating the keys: %s", response.Status)
	}
	return nil
}

// homeMemory returns the memory of each process of the home page, in bytes.
func (s *growthStack) homeMemory() (each []int64, err error) {
	for _, pid := range s.PIDs() {
		program, err := os.Readlink(fmt.Sprintf("/proc/%d/exe", pid))
		if err != nil || !strings.Contains(program, "/home/") {
			continue
		}
		bytes, err := residentMemory(pid)
		if err != nil {
			return nil, err
		}
		each = append(each, bytes)
	}
	return each, nil
}
