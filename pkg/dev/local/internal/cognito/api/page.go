package api

import (
	"encoding/base64"
	"strconv"
	"strings"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// page is the part of a list that is asked for.
func page(limit *int, token string) pool.Page {
	p := pool.Page{Token: token}
	if limit != nil {
		p.Limit = *limit
	}
	return p
}

// pageOf cuts a page out of a list that an administrator made, which is short and keeps its order.
func pageOf[T any](list []T, limit *int, token string) ([]T, string, error) {
	begin := 0
	if token != "" {
		raw, err := base64.StdEncoding.DecodeString(token)
		n, isNumber := strings.CutPrefix(string(raw), "from ")
		if begin, _ = strconv.Atoi(n); err != nil || !isNumber || begin < 0 || begin > len(list) {
			return nil, "", pool.Refuse(pool.InvalidParameter, "Invalid pagination token.")
		}
	}
	size := pool.MaximumPage
	if limit != nil && *limit > 0 {
		size = *limit
	}
	end := min(begin+size, len(list))
	if end == len(list) {
		return list[begin:], "", nil
	}
	return list[begin:end], base64.StdEncoding.EncodeToString([]byte("from " + strconv.Itoa(end))), nil
}
