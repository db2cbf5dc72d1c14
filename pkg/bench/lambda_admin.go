package main

import "slices"

func (l *lambdaBench) admin() []visit { return nil }

func middle(values []int64) int64 {
	slices.Sort(values)
	return values[len(values)/2]
}
