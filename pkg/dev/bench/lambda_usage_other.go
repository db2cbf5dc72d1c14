//go:build !linux

package main

import (
	"errors"
	"fmt"
	"time"
)

// errLinuxOnly means that the system does not report what another process uses. Lambda is Linux; so is this
// measurement.
var errLinuxOnly = fmt.Errorf("measuring what another process uses: %w", errors.ErrUnsupported)

func cpuTime(int) (time.Duration, error) { return 0, errLinuxOnly }

func residentMemory(int) (int64, error) { return 0, errLinuxOnly }

func ownMemory(int) (int64, error) { return 0, errLinuxOnly }
