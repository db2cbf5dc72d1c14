package sensitive

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

func TestTextNeverPrints_SEC110(t *testing.T) {
	const canary = "canary-4711"
	secret := New(canary)
	holder := struct {
		Token  Text
		hidden Text
	}{secret, secret}
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%T"} {
		fmt.Fprintf(&out, verb+" "+verb+" "+verb+"\n", secret, &secret, holder)
	}
	fmt.Fprintln(&out, fmt.Errorf("doing: %v", holder), secret.String())
	encoded, err := json.Marshal(map[string]any{"a": secret, "b": holder, "c": &holder})
	if err != nil {
		t.Fatal(err)
	}
	out.Write(encoded)
	for _, handler := range []slog.Handler{slog.NewJSONHandler(&out, nil), slog.NewTextHandler(&out, nil)} {
		slog.New(handler).Info("x", "secret", secret, "holder", holder, "group", slog.GroupValue(slog.Any("s", &secret)))
	}
	for _, form := range []string{canary, fmt.Sprintf("%x", canary), fmt.Sprintf("%X", canary), fmt.Sprintf("%d", []byte(canary))} {
		if strings.Contains(out.String(), form) {
			t.Errorf("the value got out as %q:\n%s", form, out.String())
		}
	}
	if secret.Reveal() != canary || secret.Empty() || !New("").Empty() || !(Text{}).Empty() {
		t.Error("Reveal or Empty is wrong")
	}
}
