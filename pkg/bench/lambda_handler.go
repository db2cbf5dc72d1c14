package main

import (
	"io"
	"slices"
)

func (l *lambdaBench) handlerTable(_ lambdaOptions, _ io.Writer) error { return nil }
func (l *lambdaBench) addNode() error                                  { return nil }
func (l *lambdaBench) admin() []visit                                  { return nil }

func middle(values []int64) int64 {
	slices.Sort(values)
	return values[len(values)/2]
}
