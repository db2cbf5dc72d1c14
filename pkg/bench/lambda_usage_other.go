//go:build !linux

package main

import (
	"errors"
	"time"
)

// errLinuxOnly is said where the kernel does not tell what another process uses. Lambda is Linux; so is this measurement.
var errLinuxOnly = errors.New("what another process uses is measured on Linux only")

func cpuTime(int) (time.Duration, error) { return 0, errLinuxOnly }

func residentMemory(int) (int64, error) { return 0, errLinuxOnly }
