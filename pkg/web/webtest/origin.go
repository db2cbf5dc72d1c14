package webtest

import (
	"regexp"
	"strings"
)

var scheme = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9+.-]*):`)

// Origin is where a browser ends up that is on a page of a site and follows a Location, by the rules of the WHATWG
// URL standard, section 4.4, as far as they matter for the origin: blanks around it and line breaks in it do not
// count, a backslash is a slash, and slashes before a host may be many. It returns the text before the colon for
// anything that is no http or https address.
func Origin(base, location string) string {
	location = strings.TrimFunc(location, func(c rune) bool { return c <= ' ' })
	location = strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(location)
	baseScheme, rest, _ := strings.Cut(base, "://")
	baseHost, _, _ := strings.Cut(rest, "/")
	if found := scheme.FindStringSubmatch(location); found != nil {
		own, behind := strings.ToLower(found[1]), location[len(found[0]):]
		switch {
		case own != "http" && own != "https":
			return own
		case own != baseScheme || strings.HasPrefix(behind, "//"):
			return own + "://" + authority(behind)
		}
		location = behind // "https:x" is relative to a page of https
		if !isSlash(location, 0) || !isSlash(location, 1) {
			return baseScheme + "://" + baseHost
		}
	}
	if isSlash(location, 0) && isSlash(location, 1) {
		return baseScheme + "://" + authority(location)
	}
	return baseScheme + "://" + baseHost
}

func isSlash(text string, i int) bool { return i < len(text) && (text[i] == '/' || text[i] == '\\') }

func authority(text string) string {
	text = strings.TrimLeft(text, `/\`)
	if end := strings.IndexAny(text, `/\?#`); end >= 0 {
		text = text[:end]
	}
	if at := strings.LastIndex(text, "@"); at >= 0 {
		text = text[at+1:]
	}
	return strings.ToLower(text)
}
