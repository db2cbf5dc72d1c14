//go:build !linux

package main

import (
	"errors"
	"fmt"
	"time"
)

// errLinuxOnly is said where the kernel does not tell what another process uses. Lambda is Linux; so is this
// measurement.
var errLinuxOnly = fmt.Errorf("measuring what another process uses: %w", errors.ErrUnsupported)

func cpuTime(int) (time.Duration, error) { return 0, errLinuxOnly }

func residentMemory(int) (int64, error) { return 0, errLinuxOnly }
