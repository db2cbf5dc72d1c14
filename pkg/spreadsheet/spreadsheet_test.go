package spreadsheet

import "testing"

func TestCells_SEC100_Q69(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "ada": "ada", "a=1": "a=1", "=1": "'=1", "+1": "'+1", "-1": "'-1", "@a": "'@a", "\ta": "'\ta",
		"\ra": "'\ra", "\na": "'\na", "\x00a": "'\x00a",
		"=cmd|' /C calc'!A0": "'=cmd|' /C calc'!A0", "@x": "'@x", "\t=1": "'\t=1", "\r=1": "'\r=1",
		"＝1": "'＝1", "＋1": "'＋1", "－1": "'－1", "＠a": "'＠a",
		"'ada": "'ada", "''": "''", "'=1": "''=1", "''=1@example.com": "'''=1@example.com", // which need not be escaped, but come back
	} {
		if got := Cell(text); got != want {
			t.Errorf("Cell(%q) = %q, want %q", text, got, want)
		}
		if got := Plain(want); got != text {
			t.Errorf("Plain(%q) = %q, want %q", want, got, text)
		}
	}
}
