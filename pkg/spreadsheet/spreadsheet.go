// Package spreadsheet writes text into cells of CSV files that people open in a spreadsheet. It must not know what the
// text is.
package spreadsheet

import "strings"

// formula is what spreadsheets take for the beginning of one.
//
// Source: https://owasp.org/www-community/attacks/CSV_Injection
const formula = "=+-@\t\r\n\x00＝＋－＠"

const apostrophe = "'"

// Cell keeps spreadsheets from running a text (SEC-100). A text that looks as if that was done already gets another
// apostrophe, so that Plain undoes it for every text.
func Cell(text string) string {
	if beginsFormula(strings.TrimLeft(text, apostrophe)) {
		return apostrophe + text
	}
	return text
}

// Plain returns the text that Cell was given.
func Plain(cell string) string {
	rest, quoted := strings.CutPrefix(cell, apostrophe)
	if quoted && beginsFormula(strings.TrimLeft(rest, apostrophe)) {
		return rest
	}
	return cell
}

func beginsFormula(text string) bool {
	return text != "" && strings.ContainsRune(formula, []rune(text)[0])
}
