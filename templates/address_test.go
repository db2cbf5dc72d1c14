package templates

import "testing"

func TestWayOn_SEC090(t *testing.T) {
	tests := []struct{ name, address, want string }{
		{"path", "/auth/login?return_to=%2Fprofile", "/auth/login?return_to=%2Fprofile"},
		{"root", "/", "/"},
		{"https", "https://auth.example.com/logout?client_id=1", "https://auth.example.com/logout?client_id=1"},
		{"empty", "", "/"},
		{"http", "http://auth.example.com/", "/"},
		{"script", "javascript:alert(1)", "/"},
		{"script in capitals", "JaVaScRiPt:alert(1)", "/"},
		{"script behind a tab", "java\tscript:alert(1)", "/"},
		{"data", "data:text/html,x", "/"},
		{"network path", "//evil.example", "/"},
		{"network path with a backslash", `/\evil.example`, "/"},
		{"tab between the slashes", "/\t/evil.example", "/"},
		{"space first", " /profile", "/"},
		{"https without a host", "https:/profile", "/"},
		{"https with somebody's name", "https://site.example@evil.example/", "/"},
		{"relative", "profile", "/"},
		{"reordering", "/\u202Eprofile", "/"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := string(safeLink(tt.address)); got != tt.want {
				t.Errorf("safeLink(%q) = %q, want %q", tt.address, got, tt.want)
			}
		})
	}
}

func TestAddressesOfUsers_SEC090(t *testing.T) {
	tests := []struct{ name, got, want string }{
		{"page", string(userPath(sampleSubject)), "/admin/users/" + sampleSubject},
		{"action", string(actionPath(sampleSubject, "delete")), "/admin/users/" + sampleSubject + "/delete"},
		{"slashes", string(userPath("../../auth/logout")), "/admin/users/..%2F..%2Fauth%2Flogout"},
		{"dots", string(actionPath("..", "delete")), "/admin/users/-/delete"},
		{"dot", string(userPath(".")), "/admin/users/-"},
		{"nobody", string(userPath("")), "/admin/users/-"},
		{"query and fragment, in a path that is decoded twice (F-113)", string(userPath("a?b#c")),
			"/admin/users/a%253Fb%23c"},
		{"a percent sign, in a path that is decoded twice (F-114)", string(userPath("100%")), "/admin/users/100%2525"},
		{"everybody", string(usersPage(UsersSelection{}, "")), "/admin/users"},
		{"selection", string(usersPage(UsersSelection{"a", "name", "CONFIRMED", "g&h"}, "")),
			"/admin/users?by=name&group=g%26h&q=a&status=CONFIRMED"},
		{"next page of a search", string(usersPage(UsersSelection{Query: "a&b=c"}, "x+y/z=")),
			"/admin/users?page=x%2By%2Fz%3D&q=a%26b%3Dc"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.got != tt.want {
				t.Errorf("%q, want %q", tt.got, tt.want)
			}
		})
	}
}
