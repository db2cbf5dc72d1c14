package language

import "strings"

// maxRanges is how many languages of a header are read. People have a few.
const maxRanges = 20

// Of returns the site's language of a code, as a cookie or an address has it.
func Of(code string) (Language, bool) {
	for l := range Language(count) {
		if l.Code() == code {
			return l, true
		}
	}
	return 0, false
}

// Accepted returns the site's language that a visitor likes best, by the header Accept-Language (RFC 9110, section
// 12.5.4): the one with the highest weight, of equal ones the first. A range that is malformed is left out, and the
// others count. It reports false where the site speaks none of them.
func Accepted(header string) (best Language, found bool) {
	most := 0
	for range maxRanges {
		var part string
		part, header, _ = strings.Cut(header, ",")
		tag, parameters, _ := strings.Cut(part, ";")
		if l, known := match(strings.TrimSpace(tag)); known {
			if weight := weightOf(strings.TrimSpace(parameters)); weight > most {
				best, found, most = l, true, weight
			}
		}
		if header == "" {
			break
		}
	}
	return best, found
}

// match finds the language of a tag (RFC 4647, section 3.4): the whole tag, or what is left of it when its last
// subtags are taken away.
func match(tag string) (Language, bool) {
	for tag != "" {
		for l := range Language(count) {
			if strings.EqualFold(l.Code(), tag) {
				return l, true
			}
		}
		tag = tag[:max(0, strings.LastIndexByte(tag, '-'))]
	}
	return 0, false
}

// weightOf reads a weight in thousandths (RFC 9110, section 12.4.2). None is 1, and a malformed one 0.
func weightOf(parameter string) int {
	if parameter == "" {
		return 1000
	}
	value, found := strings.CutPrefix(parameter, "q=")
	if !found {
		value, found = strings.CutPrefix(parameter, "Q=")
	}
	if !found || value == "" || len(value) > 5 || value[0] != '0' && value[0] != '1' || len(value) > 1 && value[1] != '.' {
		return 0
	}
	weight, unit := int(value[0]-'0')*1000, 100
	for _, digit := range []byte(value[min(2, len(value)):]) {
		if digit < '0' || digit > '9' {
			return 0
		}
		weight, unit = weight+int(digit-'0')*unit, unit/10
	}
	if weight > 1000 {
		return 0
	}
	return weight
}
