//go:build !race

package auth

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
)

// TestManySessionsNeedNoMoreMemory: 100,000 more sessions leave as many entries and bytes as those that filled
// the places. A process remembers what it says here, and nothing else of a session.
func TestManySessionsNeedNoMoreMemory_SEC036_N20(t *testing.T) {
	const filled, sessions, size = 10_000, 100_000, 1400
	var ids tokenCache[IDToken]
	var accesses tokenCache[AccessToken]
	var last lately
	key := &publicKey{}
	text := func(i int) string { return strings.Repeat("a", size-8) + fmt.Sprintf("%08d", i) }
	session := func(i int) {
		token := text(i)
		ids.put(token, &IDToken{}, key, 1)
		accesses.put(token, &AccessToken{}, key, 1)
		last.put(token, verifiedToken{&claims{}, key})
	}
	held := func() (entries, bytes int) {
		for i := range cacheSize {
			bytes += cap(ids.ring[i].text) + cap(accesses.ring[i].text)
		}
		return len(ids.places) + len(accesses.places), bytes + cap(last.text)
	}
	for i := range filled {
		session(i)
	}
	entries, bytes := held()
	before := heap()
	for i := range sessions {
		session(filled + i)
	}
	grown := heap() - before
	if now, nowBytes := held(); now != entries || entries != 2*cacheSize || nowBytes != bytes ||
		bytes > (2*cacheSize+1)*(size+size/4) {
		t.Errorf("%d entries and %d bytes have become %d and %d", entries, bytes, now, nowBytes)
	}
	if grown > sessions/2 { // a map sometimes has more room than entries; half a byte of each session would be too much
		t.Errorf("%d bytes more are in use", grown)
	}
	runtime.KeepAlive(&ids)
	runtime.KeepAlive(&accesses)
}

// heap is how many bytes are in use.
func heap() int64 {
	runtime.GC()
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapAlloc)
}
