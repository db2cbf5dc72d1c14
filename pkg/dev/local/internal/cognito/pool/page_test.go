package pool

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestFirstIsTheBeginningOfTheSortedList, for lists shorter and longer than what is asked for, with equal values.
func TestFirstIsTheBeginningOfTheSortedList(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, size := range []int{0, 1, 5, 60, 61, 500} {
		items := make([]item[int], size)
		for i := range items {
			items[i] = item[int]{value: fmt.Sprint(random.IntN(40)), key: fmt.Sprintf("%03d", i), entry: i}
		}
		random.Shuffle(size, func(i, j int) { items[i], items[j] = items[j], items[i] })
		sorted := slices.SortedFunc(slices.Values(items), compareItems[int])
		for _, count := range []int{1, 5, 61} {
			if got, want := first(items, count), sorted[:min(count, size)]; !slices.Equal(got, want) {
				t.Errorf("%d of %d: %v, want %v", count, size, got, want)
			}
		}
	}
}
