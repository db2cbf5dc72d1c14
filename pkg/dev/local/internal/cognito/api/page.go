package api

import (
	"cmp"
	"encoding/base64"
	"strconv"
	"strings"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// paged are the members by which inputs ask for a part of a list, which has two names for each.
type paged struct {
	Limit, MaxResults          int
	NextToken, PaginationToken string
}

func (p paged) page() pool.Page {
	return pool.Page{Limit: cmp.Or(p.Limit, p.MaxResults), Token: cmp.Or(p.NextToken, p.PaginationToken)}
}

// listed is an answer with a page of a list. What leads to the next page is left out after the last.
func listed[T, Shown any](member string, page []T, show func(T) Shown, tokenMember, token string) map[string]any {
	shown := make([]Shown, len(page))
	for i, item := range page {
		shown[i] = show(item)
	}
	answer := map[string]any{member: shown}
	if token != "" {
		answer[tokenMember] = token
	}
	return answer
}

const (
	nextToken       = "NextToken"
	paginationToken = "PaginationToken"
)

// pageOf cuts a page out of a list that an administrator made, which is short and keeps its order.
func pageOf[T any](list []T, page pool.Page) ([]T, string, error) {
	begin := 0
	if page.Token != "" {
		raw, err := base64.StdEncoding.DecodeString(page.Token)
		n, isNumber := strings.CutPrefix(string(raw), "from ")
		if begin, _ = strconv.Atoi(n); err != nil || !isNumber || begin < 0 || begin > len(list) {
			return nil, "", pool.Refuse(pool.InvalidParameter, "Invalid pagination token.")
		}
	}
	end := min(begin+cmp.Or(page.Limit, pool.MaximumPage), len(list))
	if end == len(list) {
		return list[begin:], "", nil
	}
	return list[begin:end], base64.StdEncoding.EncodeToString([]byte("from " + strconv.Itoa(end))), nil
}
