package hosted

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// customizable are the classes that Cognito lets a style sheet change, with the states that three of them have:
// 18 selectors in all.
var customizable = []string{
	".background-customizable", ".banner-customizable", ".errorMessage-customizable", ".idpButton-customizable",
	".idpButton-customizable:hover", ".idpDescription-customizable", ".inputField-customizable",
	".inputField-customizable:focus",
	".label-customizable", ".legalText-customizable", ".logo-customizable", ".passwordCheck-notValid-customizable",
	".passwordCheck-valid-customizable", ".redirect-customizable", ".socialButton-customizable", ".submitButton-customizable",
	".submitButton-customizable:hover", ".textDescription-customizable",
}

// CheckCSS refuses what Cognito's SetUICustomization refuses: more than 3 KB, other selectors than the 18, rules
// that begin with @, and anything that could load or run something.
func CheckCSS(css []byte) error {
	if len(css) > maximumCSS {
		return fmt.Errorf("it has %d bytes, at most %d are allowed", len(css), maximumCSS)
	}
	text, err := withoutComments(string(css))
	if err != nil {
		return err
	}
	line := 1
	for {
		head, rest, found := strings.Cut(text, "{")
		if !found {
			if s := strings.TrimSpace(head); s != "" {
				return fmt.Errorf("line %d: %q is outside a rule", lineOf(line, head), firstWord(s))
			}
			return nil
		}
		if err := checkSelectors(head, lineOf(line, head)); err != nil {
			return err
		}
		line += strings.Count(head, "\n")
		body, after, closed := strings.Cut(rest, "}")
		if !closed {
			return fmt.Errorf("line %d: the rule has no end", line)
		}
		if err := checkDeclarations(body, line); err != nil {
			return err
		}
		line += strings.Count(body, "\n")
		text = after
	}
}

// lineOf is the line where the text after blanks begins.
func lineOf(line int, text string) int {
	blank := text[:len(text)-len(strings.TrimLeft(text, " \t\r\n"))]
	return line + strings.Count(blank, "\n")
}

func firstWord(s string) string {
	if fields := strings.Fields(s); len(fields) > 0 {
		return fields[0]
	}
	return s
}

// withoutComments replaces comments by their line ends, so that lines keep their numbers. What looks like a comment
// within a string is none.
func withoutComments(css string) (string, error) {
	var out strings.Builder
	for {
		at := strings.IndexAny(css, "\"'/")
		if at < 0 {
			out.WriteString(css)
			return out.String(), nil
		}
		out.WriteString(css[:at])
		css = css[at:]
		switch length, err := tokenLength(css); {
		case err != nil:
			return "", err
		case strings.HasPrefix(css, "/*"):
			out.WriteString(strings.Repeat("\n", strings.Count(css[:length], "\n")))
			css = css[length:]
		default:
			out.WriteString(css[:length])
			css = css[length:]
		}
	}
}

// tokenLength is the length of the comment or the string that a text begins with, or 1. A backslash is refused wherever
// it stands, so a string ends with the next quotation mark.
func tokenLength(css string) (int, error) {
	if strings.HasPrefix(css, "/*") {
		end := strings.Index(css[2:], "*/")
		if end < 0 {
			return 0, errors.New("a comment has no end")
		}
		return end + 4, nil
	}
	if css[0] == '/' {
		return 1, nil
	}
	end := strings.IndexAny(css[1:], css[:1]+"\n\r\f\\")
	if end < 0 || css[1+end] != css[0] {
		return 0, errors.New("a string has no end on its line")
	}
	return end + 2, nil
}

func checkSelectors(list string, line int) error {
	for _, selector := range strings.Split(list, ",") {
		selector = strings.TrimSpace(selector)
		switch {
		case strings.HasPrefix(selector, "@"):
			return fmt.Errorf("line %d: %s is not allowed", line, firstWord(selector))
		case !slices.Contains(customizable, selector):
			return fmt.Errorf("line %d: selector %q is not one of Cognito's classes", line, selector)
		}
	}
	return nil
}

// refusedValues load, run or escape.
var refusedValues = []string{"url(", "expression(", "javascript:", "@", "<", "\\", "{", "behavior", "-moz-binding"}

func checkDeclarations(body string, line int) error {
	for _, declaration := range strings.Split(body, ";") {
		at := lineOf(line, declaration)
		line += strings.Count(declaration, "\n")
		declaration = strings.TrimSpace(declaration)
		if declaration == "" {
			continue
		}
		property, value, ok := strings.Cut(declaration, ":")
		if !ok || strings.TrimSpace(property) == "" || strings.TrimSpace(value) == "" {
			return fmt.Errorf("line %d: %q is no declaration", at, declaration)
		}
		for _, refused := range refusedValues {
			if strings.Contains(strings.ToLower(declaration), refused) {
				return fmt.Errorf("line %d: %q is not allowed", at, refused)
			}
		}
	}
	return nil
}
