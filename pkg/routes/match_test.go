package routes

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

func parse(t *testing.T, list string) Table {
	t.Helper()
	table, err := Parse([]byte(list))
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// TestFindFollowsTheGatewaysPrecedence: full match, then parameters, then greedy ones, then $default; an own method
// before ANY.
func TestFindFollowsTheGatewaysPrecedence(t *testing.T) {
	table := parse(t, `{
		"root": {"routes": ["GET /"], "auth": "public"},
		"any-plain": {"routes": ["ANY /a/plain"], "auth": "public"},
		"a-any-parameter": {"routes": ["ANY /a/{x}"], "auth": "public"},
		"b-get-parameter": {"routes": ["GET /a/{y}"], "auth": "public"},
		"c-get-plain": {"routes": ["GET /both"], "auth": "public"},
		"c-any-plain": {"routes": ["ANY /both"], "auth": "public"},
		"two": {"routes": ["GET /a/{x}/b"], "auth": "public"},
		"greedy": {"routes": ["GET /a/{rest+}"], "auth": "public"},
		"all": {"routes": ["$default"], "auth": "public"}}`)
	tests := []struct {
		name, method, path string
		function, key      string
		parameters         map[string]string
	}{
		{"home", "GET", "/", "root", "GET /", nil},
		{"plain text before a parameter, though only ANY has it", "GET", "/a/plain", "any-plain", "ANY /a/plain", nil},
		{"its own method before ANY", "GET", "/a/1", "b-get-parameter", "GET /a/{y}", map[string]string{"y": "1"}},
		{"its own method before ANY in plain text", "GET", "/both", "c-get-plain", "GET /both", nil},
		{"ANY for the other methods", "PUT", "/a/1", "a-any-parameter", "ANY /a/{x}", map[string]string{"x": "1"}},
		{
			"text after a parameter before a greedy one", "GET", "/a/1/b", "two", "GET /a/{x}/b",
			map[string]string{"x": "1"},
		},
		{
			"greedy takes the rest with its slashes", "GET", "/a/1/c/d", "greedy", "GET /a/{rest+}",
			map[string]string{"rest": "1/c/d"},
		},
		{
			"a decoded slash and a question mark are the parameter's", "GET", "/a/x?y", "b-get-parameter", "GET /a/{y}",
			map[string]string{"y": "x?y"},
		},
		{
			"the path of a pattern is not its key", "GET", "/a/{x}/b", "two", "GET /a/{x}/b",
			map[string]string{"x": "{x}"},
		},
		{"nor is its shape", "GET", "/a/{}", "b-get-parameter", "GET /a/{y}", map[string]string{"y": "{}"}},
		{"an empty parameter does not match", "GET", "/a/", "all", DefaultRoute, nil},
		{
			"a closing slash is another path", "GET", "/a/plain/", "greedy", "GET /a/{rest+}",
			map[string]string{"rest": "plain/"},
		},
		{"two slashes are another path (Q-42)", "GET", "//a/1", "all", DefaultRoute, nil},
		{"other case is another path (Q-45)", "GET", "/A/1", "all", DefaultRoute, nil},
		{"no step upwards is taken (Q-42)", "GET", "/b/../a/plain", "all", DefaultRoute, nil},
		{"no slash in front", "GET", "a/1", "all", DefaultRoute, nil},
		{"empty path", "GET", "", "all", DefaultRoute, nil},
		{"another method", "POST", "/", "all", DefaultRoute, nil},
		{"method in other case", "get", "/", "all", DefaultRoute, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			match, ok := table.Find(tt.method, tt.path)
			if !ok || match.Function.Name != tt.function || match.RouteKey != tt.key ||
				!maps.Equal(match.Parameters, tt.parameters) {
				t.Errorf("%s %s went to %s by %q with %v (%v)",
					tt.method, tt.path, match.Function.Name, match.RouteKey, match.Parameters, ok)
			}
		})
	}
}

func TestFindWithoutDefault(t *testing.T) {
	table := parse(t, `{"home": {"routes": ["GET /"], "auth": "public"}}`)
	if match, ok := table.Find("GET", "/nothing"); ok {
		t.Errorf("found %+v", match)
	}
}

// TestOrderOfTheListDoesNotMatter: precedence comes from the routes alone.
func TestOrderOfTheListDoesNotMatter(t *testing.T) {
	for _, names := range [][2]string{{"aa", "bb"}, {"bb", "aa"}} {
		table := parse(t, `{"`+names[0]+`": {"routes": ["ANY /a/{x}"], "auth": "public"}, "`+names[1]+
			`": {"routes": ["GET /a/{x+}", "GET /a/{y}"], "auth": "public"}}`)
		match, _ := table.Find("GET", "/a/1")
		if match.RouteKey != "GET /a/{y}" {
			t.Errorf("with names %v the route is %q", names, match.RouteKey)
		}
	}
}

func TestMethods(t *testing.T) {
	table := parse(t, `{
		"form": {"routes": ["GET /form", "POST /form"], "auth": "public"},
		"any": {"routes": ["ANY /any/{x}"], "auth": "public"},
		"all": {"routes": ["$default"], "auth": "public"}}`)
	tests := []struct{ name, path, want string }{
		{"two methods", "/form", "GET HEAD POST"},
		{"ANY is all of them", "/any/1", "DELETE GET HEAD OPTIONS PATCH POST PUT"},
		{"$default does not count", "/nothing", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := strings.Join(table.Methods(tt.path), " "); got != tt.want {
				t.Errorf("methods of %s are %q, want %q", tt.path, got, tt.want)
			}
		})
	}
}

func TestFunctionByName(t *testing.T) {
	table := parse(t, `{"home": {"routes": ["GET /"], "auth": "public"}}`)
	if function, ok := table.Function("home"); !ok || !slices.Equal(function.Routes, []string{"GET /"}) {
		t.Errorf("home is %+v (%v)", function, ok)
	}
	if _, ok := table.Function("Home"); ok {
		t.Error("a name in other case was found")
	}
}
