//go:build !noaws

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// apply plans, asks and applies. It returns the outputs from before, none at the first deployment.
func (d deployer) apply(ctx context.Context) (before outputs, err error) {
	before, err = d.terraform.outputs(ctx)
	if err != nil {
		return nil, err
	}
	first := before["jwks_url"] == ""
	if first && d.route != "" {
		return nil, errors.New("nothing is deployed yet: run ./build.sh deploy without --route first")
	}
	keys := ""
	if !first {
		keys = d.keysOrNote(ctx, before)
	}
	changed, err := d.change(ctx, append(d.arguments(keys), d.targets()...), d.ask)
	if err == nil && !changed {
		fmt.Fprintln(d.out, "Everything is deployed as it is here.")
	}
	return before, err
}

// change is the only way to the account: it plans, looks what the plan would lose, asks, and applies that very plan.
// It reports whether there was anything to change.
func (d deployer) change(ctx context.Context, args []string, ask func() error) (bool, error) {
	dir, err := os.MkdirTemp("", "deploy-*")
	if err != nil {
		return false, fmt.Errorf("making a folder for the plan: %w", err)
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "plan")
	changes, err := d.terraform.plan(ctx, file, args)
	if err != nil || !changes {
		return false, err
	}
	planned, err := d.terraform.show(ctx, file)
	if err != nil {
		return false, err
	}
	if err := errors.Join(planned.mixedUp(), planned.changedAttributes(),
		refuseLosses(planned.losses(), d.allowReplace), d.refuseTaken(ctx, planned)); err != nil {
		return false, err
	}
	if d.planOnly {
		return true, nil
	}
	if err := ask(); err != nil {
		return false, err
	}
	return true, d.terraform.applyPlan(ctx, file)
}
