package pooladmin

import (
	"context"
	"errors"
	"fmt"
	"io"

	"cognitossr/pkg/useradmin"
)

// Export writes all users of a pool, page by page, in constant memory.
type Export struct {
	Pool     Pool
	Format   Format
	Reading  func(members int) // called while the members of groups are read, before the users; nil: not called
	Progress func(users int)   // called after each page; nil: not called
}

func (e Export) progress(users int) {
	if e.Progress != nil {
		e.Progress(users)
	}
}

// To writes all users. It returns how many were written.
func (e Export) To(ctx context.Context, out io.Writer) (int, error) {
	groups, err := e.Pool.loadMemberships(ctx, maxMemberships, e.Reading)
	if err != nil {
		return 0, err
	}
	w := newWriter(out, e.Format)
	if err := w.header(); err != nil {
		return 0, fmt.Errorf("writing: %w", err)
	}
	count := 0
	for next := ""; ; {
		page, err := e.page(ctx, next)
		if err != nil {
			return count, err
		}
		written, err := e.write(ctx, w, page, groups)
		if count += written; err != nil {
			return count, err
		}
		e.progress(count)
		if next = page.Next; next == "" {
			return count, nil
		}
	}
}

func (e Export) page(ctx context.Context, after string) (useradmin.Page, error) {
	if err := e.Pool.Wait(ctx); err != nil {
		return useradmin.Page{}, err
	}
	return e.Pool.List(ctx, useradmin.Query{Limit: pageSize, After: after})
}

// write writes a page and flushes it. It returns how many users were written.
func (e Export) write(ctx context.Context, w *writer, page useradmin.Page, groups memberships) (int, error) {
	written := 0
	for _, user := range page.Users {
		names, err := groups.of(ctx, user.Username)
		if errors.Is(err, useradmin.ErrNotFound) {
			continue // deleted since the page was read
		}
		if err != nil {
			return written, err
		}
		if err := w.write(RecordOf(user, names)); err != nil {
			return written, fmt.Errorf("writing: %w", err)
		}
		written++
	}
	return written, w.flush()
}
