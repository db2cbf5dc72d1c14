package brand

import (
	"errors"
	"strings"
	"testing"
)

// TestSettingsAreWrittenAsTheyStand: so that a change of one shows as one.
func TestSettingsAreWrittenAsTheyStand(t *testing.T) {
	s, err := Parse([]byte(own(t)))
	if err != nil {
		t.Fatal(err)
	}
	if got := string(s.JSON()); got != own(t) {
		t.Errorf("brand.json is not in the order or form in which it is written:\n%s", got)
	}
	s.Name, s.Links.Help = `A "b" & <c> ü`, "https://example.com/?a&b"
	again, err := Parse(s.JSON())
	if err != nil || again.Name != s.Name || again.Links != s.Links {
		t.Errorf("%+v (%v)", again, err)
	}
}

func TestNameAlone(t *testing.T) {
	const source = "{\n  \"name\": \"O \\\"ld\",\n  \"later\": {\n    \"name\": \"kept\"\n  }\n}\n"
	changed := WithName([]byte(source), `N & "w"`)
	if want := "{\n  \"name\": \"N & \\\"w\\\"\",\n  \"later\": {\n    \"name\": \"kept\"\n  }\n}\n"; string(changed) != want {
		t.Errorf("%s", changed)
	}
	if name, err := NameIn(changed); name != `N & "w"` || err != nil {
		t.Errorf("%q, %v", name, err)
	}
	for _, bad := range []string{"", "{}", `{"name": 1}`} {
		if name, err := NameIn([]byte(bad)); err == nil {
			t.Errorf("%q has the name %q", bad, name)
		}
	}
}

// TestAnAccentIsEnough: from any accent that can be read come both schemes with all that belongs to it.
func TestAnAccentIsEnough(t *testing.T) {
	s := sample()
	for _, accent := range []Colour{"#1f4f8f", "#000000", "#7a1fa2", "#b00020", "#0b63c5", "#5d4037", "#c2185b", "#0a6b6b"} {
		with, err := s.WithAccent(accent, "")
		if err != nil {
			t.Errorf("%s: %v", accent, err)
			continue
		}
		if again, err := Parse(with.JSON()); err != nil || again.Light["accent"] != accent ||
			again.Dark["accent"] == s.Dark["accent"] {
			t.Errorf("%s: %v, dark %s", accent, err, again.Dark["accent"])
		}
	}
	if s.Light["accent"] != sample().Light["accent"] {
		t.Error("the first settings have changed too")
	}
	var refused *Error
	if _, err := s.WithAccent("#ffcc00", ""); !errors.As(err, &refused) || refused.Field != "light.accent" ||
		!strings.Contains(refused.Next, "as in #") {
		t.Fatalf("yellow: %v", err)
	}
	_, nearest, _ := strings.Cut(refused.Next, "as in ")
	if _, err := s.WithAccent(Colour(nearest), ""); err != nil {
		t.Errorf("what was proposed is refused too: %v", err)
	}
	if _, err := s.WithAccent("#1f4f8f", "#1f4f8f"); !errors.As(err, &refused) || refused.Field != "dark.accent" {
		t.Errorf("a dark accent that cannot be read: %v", err)
	}
}
