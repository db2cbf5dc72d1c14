package main

import (
	"fmt"
	"io"
	"math"
	"time"
)

// Prices in US dollars without the free tier, region us-east-1, as of 2025. Change them when they change.
//
// Sources: https://aws.amazon.com/lambda/pricing/ and https://aws.amazon.com/api-gateway/pricing/
var (
	priceOfGigabyteSecond  = 0.0000133334 // Lambda on arm64, first tier
	priceOfMillionRequests = 0.20         // Lambda
	priceOfMillionCalls    = 1.00         // HTTP API, first 300 million a month, up to 512 KB each
)

// The share of a function of 128 MB. 1769 MB get a whole processor, less memory a proportional share; billing is per
// millisecond, rounded up.
//
// Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
var (
	memoryOfFunction  = 128.0  // MB
	memoryOfProcessor = 1769.0 // MB
)

// billed returns the billed duration of a request that needs this much processor time.
func billed(processor time.Duration) time.Duration {
	share := memoryOfFunction / memoryOfProcessor
	return time.Duration(math.Ceil(processor.Seconds()*1000/share)) * time.Millisecond
}

// costOfMillion returns the cost of Lambda's time for a million requests, in dollars.
func costOfMillion(processor time.Duration) float64 {
	return 1e6 * billed(processor).Seconds() * memoryOfFunction / 1024 * priceOfGigabyteSecond
}

// printCost prints the cost of a million page views, by the measured processor time of one.
func printCost(out io.Writer, results []result) {
	fmt.Fprintf(out, "\nA million page views\n\n| program | billed for each | Lambda's time | Lambda's requests | HTTP API | together |\n|---|---:|---:|---:|---:|---:|\n")
	for i := range results {
		processor := costOfMillion(results[i].each)
		fmt.Fprintf(out, "| %s | %s | $%.4f | $%.2f | $%.2f | $%.4f |\n", results[i].name, billed(results[i].each),
			processor, priceOfMillionRequests, priceOfMillionCalls,
			processor+priceOfMillionRequests+priceOfMillionCalls)
	}
}
