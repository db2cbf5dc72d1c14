package pool

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// Page asks for a part of a list.
type Page struct {
	Limit int    // 0: as many as a page can hold
	Token string // from the page before
}

// MaximumPage is the largest page of every list.
const MaximumPage = 60

// pageToken is where a page begins. Texts of it run out after an hour.
type pageToken struct {
	List    string `json:"l"` // which list, with which filter
	Value   string `json:"v"`
	Key     string `json:"k"`
	Expires int64  `json:"e"`
}

const pageTokenValidity = time.Hour

func (p *Pool) writePageToken(list, value, key string) string {
	raw, err := json.Marshal(pageToken{List: list, Value: value, Key: key,
		Expires: p.clock.Now().Add(pageTokenValidity).Unix()})
	if err != nil {
		panic(err) // strings and a number: cannot happen
	}
	return base64.StdEncoding.EncodeToString(raw)
}

func (p *Pool) readPageToken(list, text string) (pageToken, error) {
	var token pageToken
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil || json.Unmarshal(raw, &token) != nil || token.List != list {
		return token, Refuse(InvalidParameter, "Invalid pagination token.")
	}
	if p.clock.Now().Unix() >= token.Expires {
		return token, Refuse(InvalidParameter, "Pagination token has expired.")
	}
	return token, nil
}

// item is one entry of a list with what it is sorted by.
type item[T any] struct {
	value, key string
	entry      T
}

func compareItems[T any](a, b item[T]) int {
	if c := strings.Compare(a.value, b.value); c != 0 {
		return c
	}
	return strings.Compare(a.key, b.key)
}

// first returns the first items in their order, at most so many. A pool may have 100,000 users, and a page 60 of them: to
// sort them all for each page would take longer than everything else.
func first[T any](items []item[T], count int) (sorted []item[T]) {
	for _, it := range items {
		full := len(sorted) == count
		if full && compareItems(it, sorted[count-1]) >= 0 {
			continue
		}
		if full {
			sorted = sorted[:count-1]
		}
		at, _ := slices.BinarySearchFunc(sorted, it, compareItems[T])
		sorted = slices.Insert(sorted, at, it)
	}
	return sorted
}

// paginate returns the page of the items, in their order, and what leads to the next.
func paginate[T any](p *Pool, list string, items []item[T], page Page) ([]T, string, error) {
	if page.Token != "" {
		token, err := p.readPageToken(list, page.Token)
		if err != nil {
			return nil, "", err
		}
		after := item[T]{value: token.Value, key: token.Key}
		items = slices.DeleteFunc(items, func(it item[T]) bool { return compareItems(it, after) <= 0 })
	}
	limit := page.Limit
	if limit == 0 || limit > MaximumPage {
		limit = MaximumPage
	}
	items = first(items, limit+1)
	next := ""
	if len(items) > limit {
		items = items[:limit]
		last := items[limit-1]
		next = p.writePageToken(list, last.value, last.key)
	}
	entries := make([]T, len(items))
	for i, it := range items {
		entries[i] = it.entry
	}
	return entries, next, nil
}
