//go:build !noaws

package main

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

// patience is how often, and how many times, a new address is asked until it answers.
type patience struct {
	pause time.Duration
	tries int
}

// await waits until an address answers. AWS calls a domain ready some minutes before every name server and edge knows
// of it.
func (d deployer) await(ctx context.Context, address string) error {
	for try := 1; ; try++ {
		err := d.answers(ctx, address)
		if err == nil {
			return nil
		}
		if try >= d.patience.tries || ctx.Err() != nil {
			return err
		}
		if try == 1 {
			fmt.Fprintf(d.out, "\nWaiting for %s; a new domain takes some minutes\n", address)
		}
		select {
		case <-ctx.Done():
		case <-time.After(d.patience.pause):
		}
	}
}

// answers asks an address once. Whatever does not come from a server in between counts as an answer, a failing
// function too: the walk through the site looks closer.
func (d deployer) answers(ctx context.Context, address string) error {
	response, err := ask(ctx, d.client, address)
	if err != nil {
		return err
	}
	switch response.StatusCode {
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return fmt.Errorf("it answers %s", response.Status)
	}
	return nil
}
