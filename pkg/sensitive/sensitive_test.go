package sensitive

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

func TestTextNeverPrints_SEC110_N21(t *testing.T) {
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
	for _, form := range []string{
		canary, fmt.Sprintf("%x", canary), fmt.Sprintf("%X", canary), fmt.Sprintf("%d", []byte(canary)),
	} {
		if strings.Contains(out.String(), form) {
			t.Errorf("the value got out as %q:\n%s", form, out.String())
		}
	}
	if !secret.Equal(New(canary)) || secret.Equal(New("other")) || !(Text{}).Equal(New("")) {
		t.Error("Equal is wrong")
	}
	if secret.Reveal() != canary || secret.Empty() || !New("").Empty() || !(Text{}).Empty() {
		t.Error("Reveal or Empty is wrong")
	}
}

// TestEveryVerbAndFlag: no verb of fmt, known or unknown, shows the value, its bytes or its length.
func TestEveryVerbAndFlag_N21(t *testing.T) {
	const canary = "canary-4711"
	secret := New(canary)
	nested := struct {
		Pointer *Text
		List    []Text
		Map     map[string]Text
		Any     any
		hidden  struct{ deeper Text }
	}{&secret, []Text{secret}, map[string]Text{"a": secret}, secret, struct{ deeper Text }{secret}}
	forms := []string{canary, fmt.Sprintf("%x", canary), fmt.Sprintf("%X", canary), fmt.Sprintf("% x", canary),
		fmt.Sprintf("%d", []byte(canary)), fmt.Sprintf("%b", []byte(canary)),
		fmt.Sprintf("%o", []byte(canary)), fmt.Sprintf("%U", []rune(canary)), "len:11"}
	for letter := '!'; letter <= '~'; letter++ {
		for _, flags := range []string{
			"", "#", "+", "-", " ", "0", "+#", "# ", "20", ".3", "-20.3", "[1]", "#+ 020.3",
		} {
			format := "%" + flags + string(letter)
			out := fmt.Sprintf(format, secret) + fmt.Sprintf(format, &secret) + fmt.Sprintf(format, nested) +
				fmt.Sprintf(format, []any{secret, &nested})
			for _, form := range forms {
				if strings.Contains(out, form) {
					t.Errorf("%s shows %q: %s", format, form, out)
				}
			}
		}
	}
}
