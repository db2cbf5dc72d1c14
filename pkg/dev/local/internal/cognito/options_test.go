package cognito

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestNewRefuses_SEC129(t *testing.T) {
	write := func(content string) string {
		path := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	tests := []struct {
		name string
		o    Options
		want string
	}{
		{"http elsewhere", Options{CallbackURLs: []string{"http://site.example/cb"}}, "http is for localhost"},
		{"relative address", Options{CallbackURLs: []string{"/cb"}}, "must be absolute"},
		{"fragment", Options{LogoutURLs: []string{"https://site.example/#x"}}, "without fragment"},
		{"long grace", Options{RotationGrace: 2 * time.Minute}, "at most 60s"},
		{"seed without address", Options{Users: []User{{Email: "nobody"}}}, "should be an email"},
		{"seed with a made-up status", Options{Users: []User{{Email: "a@b.cd", Status: "HAPPY"}}}, "no such user status"},
		{"seed with a group that AWS refuses", Options{Users: []User{{Email: "a@b.cd",
			Groups: []string{"site admins"}}}}, "no spaces"},
		{"group that AWS refuses", Options{Groups: []string{"site admins"}}, "no spaces"},
		{"broken data file", Options{DataFile: write("{")}, "left as it is"},
		{"empty data file", Options{DataFile: write("")}, "it is empty; name another file, or move this one away"},
		{"newer data file", Options{DataFile: write(`{"version":99}`)}, "version 99, and this program reads versions 1 and 2; name another file"},
		{"data file of another pool", Options{DataFile: write(`{"version":1,"pool_id":"eu-west-1_Other"}`)},
			"belongs to the pool eu-west-1_Other, and this one is eu-west-1_LocalPool; name another file"},
		{"refused style", Options{CSSFile: write("body { color: red }")}, "not one of Cognito's classes"},
		{"no picture", Options{LogoFile: write("<svg/>")}, "neither PNG nor JPEG"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if _, err := New(test.o); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestGroupsWithoutUsersAreSeeded(t *testing.T) {
	s := start(t, func(o *Options) {
		o.Groups = []string{"empty", "staff"}
		o.Users = append(o.Users, User{Email: "seeded@example.com", Password: "Correct-Horse-9", Groups: []string{"staff"}})
	})
	groups, _ := decode(t, s.signedIn("seeded@example.com").AccessToken, 1)["cognito:groups"].([]any)
	if len(groups) != 1 || groups[0] != "staff" {
		t.Errorf("groups are %v", groups)
	}
	if _, err := s.pool.Group("empty"); err != nil {
		t.Errorf("the group without users: %v", err)
	}
}
