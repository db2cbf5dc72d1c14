package local

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cognitossr/pkg/dev/brand"
)

// pagesStyle is the style sheet that the pages of an app client have.
func pagesStyle(t *testing.T, stack *Stack, clientID string) string {
	t.Helper()
	response, err := http.Get(stack.CognitoURL + "/assets/branding.css?client_id=" + clientID)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("%s, %v: %s", response.Status, err, body)
	}
	return string(body)
}

// TestManagedLoginHasTheBrand: the local pages of both app clients have the colours that a deployment would give them.
func TestManagedLoginHasTheBrand_N24(t *testing.T) {
	b, err := brand.Read("../../..")
	if err != nil {
		t.Fatal(err)
	}
	stack, err := StartPool(t.Context(), Options{CognitoAddr: "127.0.0.1:0", Root: "../../..", ManagedLogin: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, client := range []string{stack.ClientID, AccountClientID} {
		style := pagesStyle(t, stack, client)
		for _, colour := range []brand.Colour{b.Light["accent"], b.Dark["accent"], b.Light["ground"], b.Dark["ground"]} {
			if !strings.Contains(style, string(colour)) {
				t.Errorf("the pages of %s do not have %s", client, colour)
			}
		}
	}
}

func TestManagedLoginWithoutABrand(t *testing.T) {
	root := t.TempDir()
	o := Options{CognitoAddr: "127.0.0.1:0", Root: root, ManagedLogin: true}
	if _, err := StartPool(t.Context(), o); err != nil {
		t.Errorf("for another application: %v", err)
	}
	if err := os.MkdirAll(filepath.Join(root, "templates"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, brand.File), []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := StartPool(t.Context(), o); err == nil || !strings.Contains(err.Error(), brand.File+": name: it is missing") {
		t.Errorf("with a mistake: %v", err)
	}
}
