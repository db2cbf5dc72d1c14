package useradmin

import (
	"errors"
	"slices"
	"testing"
)

func TestAllGroupsAreListed_U28(t *testing.T) {
	api := &fakeAPI{all: [][]string{{"readers", "admin"}, {"editors"}}}
	got, err := newPool(api).AllGroups(t.Context())
	if err != nil || got.Unlisted || !slices.Equal(got.Names, []string{"admin", "editors", "readers"}) {
		t.Errorf("AllGroups() = %+v, %v", got, err)
	}
	if !slices.Equal(api.calls, []string{"ListGroups ", "ListGroups +"}) {
		t.Errorf("calls %q", api.calls)
	}
}

// TestListOfGroupsIsBounded_U28, and says that there are more.
func TestListOfGroupsIsBounded_U28(t *testing.T) {
	api := &fakeAPI{all: [][]string{{"a"}, {"b"}, {"c"}, {"d"}, {"e"}}}
	got, err := newPool(api).AllGroups(t.Context())
	if err != nil || !got.Unlisted || len(got.Names) != 4 || len(api.calls) != 4 {
		t.Errorf("AllGroups() = %+v, %v after %q", got, err, api.calls)
	}
	api.fail = map[string]error{"ListGroups": refusal("AccessDeniedException")}
	if got, err := newPool(api).AllGroups(t.Context()); !errors.Is(err, ErrDenied) || got.Names != nil {
		t.Errorf("without the right: %+v, %v", got, err)
	}
}
