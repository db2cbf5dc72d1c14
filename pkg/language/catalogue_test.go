package language

import (
	"testing"
	"time"

	"cognitossr/pkg/language/internal/catalogue"
	"cognitossr/pkg/language/texts"
)

// TestLanguagesAreThoseOfTheFiles: the generated methods follow the files in the folder texts.
func TestLanguagesAreThoseOfTheFiles(t *testing.T) {
	files, err := catalogue.Read(texts.Files)
	if err != nil || len(files) != len(All()) {
		t.Fatalf("%d files, %d languages (%v)", len(files), len(All()), err)
	}
	for i, l := range All() {
		if files[i].Code != l.Code() || files[i].Texts["SignIn"] != string(l.SignIn()) ||
			files[i].Texts["LanguageName"] != string(l.LanguageName()) {
			t.Errorf("%s: %q, %q", l.Code(), l.SignIn(), l.LanguageName())
		}
	}
}

func TestDates(t *testing.T) {
	at := time.Date(2026, time.March, 4, 1, 5, 0, 0, time.FixedZone("CET", 3600))
	for l, want := range map[Language]string{EN: "4 March 2026, 00:05 UTC", DE: "4. März 2026, 00:05 UTC"} {
		if got := string(l.TimeOf(at)); got != want {
			t.Errorf("%s: %q, want %q", l.Code(), got, want)
		}
	}
}
