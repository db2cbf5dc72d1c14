package contract

import (
	"embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
)

// The exchanges that were recorded or shown, in a form of this project's own: what was given, what was asked, and
// what of the answer is a fact. Ids, addresses and codes are made up; the sources are named.
//
//go:embed recorded/*.json
var recordedFiles embed.FS

// exchange is a request and its answer. In its texts {client_id}, {secret}, {basic}, {callback}, {sign_out}, {pool},
// {email}, {code}, {access}, {id}, {refresh} and {api_access} stand for what the set-up gave.
type exchange struct {
	Name     string
	AWS      string
	Evidence Evidence
	Source   string
	Local    string
	Given    string // who asks: see setUps; "" nobody
	Needs    string // comma-separated, such as "forms,secret"
	Request  struct {
		Method, Path string
		Operation    string // of the cognito-idp API instead
		Query, Form  map[string]string
		Header       map[string]string
		JSON         json.RawMessage
	}
	Answer expectation
}

// expectation is what of an answer is a fact. A text that begins with ~ is a regular expression.
type expectation struct {
	Status   int
	Location string
	Header   map[string]string
	Cookies  []string // Set-Cookie headers, in this order, others may stand between
	Body     []string // in the body
	Lacks    []string // not in the body
	JSON     map[string]any
	Order    []string       // of the body's members
	Claims   map[string]any // of the access token and the ID token of the answer
	IDOrder  []string       // of the ID token's claims
	Raw      []string       // in the text of the ID token's header and claims
}

func recordedExchanges() []exchange {
	files, err := recordedFiles.ReadDir("recorded")
	if err != nil {
		panic(err) // it is embedded
	}
	var all []exchange
	for _, file := range files {
		raw, err := recordedFiles.ReadFile("recorded/" + file.Name())
		if err != nil {
			panic(err)
		}
		var list []exchange
		decoder := json.NewDecoder(strings.NewReader(string(raw)))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&list); err != nil {
			panic(fmt.Errorf("reading %s: %w", file.Name(), err)) // a test reads it, too
		}
		all = append(all, list...)
	}
	return all
}

func recordedCases() []Case {
	var cases []Case
	for _, e := range recordedExchanges() {
		needs := Needs{Forms: strings.Contains(e.Needs, "forms"), Secret: strings.Contains(e.Needs, "secret")}
		cases = append(cases, Case{Name: e.Name, AWS: e.AWS, Evidence: e.Evidence, Source: e.Source, Local: e.Local,
			Needs: needs, Run: e.replay})
	}
	return cases
}

// setUps are what may be given, by name. Each returns the browser that asks and what the placeholders stand for.
var setUps = map[string]func(t *testing.T, s *Suite, values map[string]string) *browser{
	"": func(t *testing.T, s *Suite, _ map[string]string) *browser { return s.browser(t) },
	"somebody new": func(t *testing.T, s *Suite, values map[string]string) *browser {
		values["email"] = address()
		return s.browser(t)
	},
	"a user": func(t *testing.T, s *Suite, values map[string]string) *browser {
		values["email"] = s.newUser(t)
		return s.browser(t)
	},
	"an unconfirmed user": func(t *testing.T, s *Suite, values map[string]string) *browser {
		values["email"] = s.register(t)
		return s.browser(t)
	},
	"a user with a temporary password": func(t *testing.T, s *Suite, values map[string]string) *browser {
		values["email"] = s.createUser(t)
		return s.browser(t)
	},
	"a code": func(t *testing.T, s *Suite, values map[string]string) *browser {
		values["email"] = s.newUser(t)
		b := s.browser(t)
		values["code"] = b.signIn(t, values["email"], goodPassword).Query().Get("code")
		return b
	},
	"a signed-in browser": func(t *testing.T, s *Suite, values map[string]string) *browser {
		values["email"] = s.newUser(t)
		b := s.browser(t)
		b.signIn(t, values["email"], goodPassword)
		return b
	},
	"tokens": func(t *testing.T, s *Suite, values map[string]string) *browser {
		values["email"] = s.newUser(t)
		tokens := s.hostedTokens(t, values["email"])
		values["access"], values["id"], values["refresh"] = text(tokens, "access_token"), text(tokens, "id_token"),
			text(tokens, "refresh_token")
		return s.browser(t)
	},
	"tokens of the API": func(t *testing.T, s *Suite, values map[string]string) *browser {
		values["email"] = s.newUser(t)
		values["api_access"] = *s.apiTokens(t, values["email"]).AccessToken
		return s.browser(t)
	},
	"a global sign-out": func(t *testing.T, s *Suite, values map[string]string) *browser {
		values["email"] = s.newUser(t)
		values["api_access"] = *s.apiTokens(t, values["email"]).AccessToken
		must(t, "", second(s.idp.GlobalSignOut(t.Context(), &idp.GlobalSignOutInput{AccessToken: ptr(values["api_access"])})))
		return s.browser(t)
	},
	"a user whose password was reset": func(t *testing.T, s *Suite, values map[string]string) *browser {
		values["email"] = s.newUser(t)
		must(t, "", second(s.idp.AdminResetUserPassword(t.Context(),
			&idp.AdminResetUserPasswordInput{UserPoolId: &s.PoolID, Username: ptr(values["email"])})))
		return s.browser(t)
	},
	"a disabled user": func(t *testing.T, s *Suite, values map[string]string) *browser {
		values["email"] = s.newUser(t)
		must(t, "", second(s.idp.AdminDisableUser(t.Context(), &idp.AdminDisableUserInput{UserPoolId: &s.PoolID,
			Username: ptr(values["email"])})))
		return s.browser(t)
	},
}

func ptr(s string) *string { return &s }

// replay asks and compares.
func (e exchange) replay(t *testing.T, s *Suite) {
	setUp, known := setUps[e.Given]
	if !known {
		t.Fatalf("no set-up %q", e.Given)
	}
	values := map[string]string{
		"client_id": s.ClientID, "secret": s.ClientSecret, "callback": s.CallbackURL, "sign_out": s.SignOutURL,
		"pool": s.PoolID, "domain": s.Domain,
		"basic": base64.StdEncoding.EncodeToString([]byte(s.ClientID + ":" + s.ClientSecret)), "password": goodPassword,
	}
	b := setUp(t, s, values)
	var pairs []string
	for name, value := range values {
		pairs = append(pairs, "{"+name+"}", value, "{"+name+"|query}", url.QueryEscape(value))
	}
	if hash := s.secretHash(values["email"]); hash != nil {
		pairs = append(pairs, "{secret_hash}", *hash)
	}
	e.Answer.check(t, e.ask(t, b, strings.NewReplacer(pairs...)), strings.NewReplacer(pairs...))
}

// ask sends the request, as a browser that follows nothing.
func (e exchange) ask(t *testing.T, b *browser, fill *strings.Replacer) response {
	t.Helper()
	if e.Request.Operation != "" {
		if b.Endpoint == "" {
			t.Skip("only an endpoint of its own can be asked")
		}
		return b.raw(t, "AWSCognitoIdentityProviderService."+e.Request.Operation, fill.Replace(string(e.Request.JSON)))
	}
	filled := func(in map[string]string) url.Values {
		out := url.Values{}
		for name, value := range in {
			out.Set(name, fill.Replace(value))
		}
		return out
	}
	address := b.Domain + e.Request.Path
	if len(e.Request.Query) > 0 {
		address += "?" + filled(e.Request.Query).Encode()
	}
	client := *b.client
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	var form url.Values
	if e.Request.Form != nil {
		form = filled(e.Request.Form)
	}
	if form.Has("_csrf") { // the form is opened first, as a browser does
		page := b.do(t, &client, http.MethodGet, address, nil)
		for _, m := range hiddenField.FindAllStringSubmatch(page.body, -1) {
			form.Set(m[1], m[2])
		}
	}
	return b.do(t, &client, e.Request.Method, address, form, func(r *http.Request) {
		for name, value := range e.Request.Header {
			r.Header.Set(name, fill.Replace(value))
		}
	})
}

func (x expectation) check(t *testing.T, got response, fill *strings.Replacer) {
	t.Helper()
	if got.StatusCode != x.Status {
		t.Errorf("status %d, recorded %d: %s %s", got.StatusCode, x.Status, got.Header.Get("Location"), got.body)
	}
	if x.Location != "" && !like(fill.Replace(x.Location), got.Header.Get("Location")) {
		t.Errorf("it leads to\n%s\nrecorded\n%s", got.Header.Get("Location"), fill.Replace(x.Location))
	}
	for name, want := range x.Header {
		if !like(fill.Replace(want), got.Header.Get(name)) {
			t.Errorf("header %s is %q, recorded %q", name, got.Header.Get(name), want)
		}
	}
	at := 0
	for _, want := range x.Cookies {
		i := slices.IndexFunc(got.Header["Set-Cookie"][at:], func(have string) bool { return like(want, have) })
		if i < 0 {
			t.Errorf("no cookie %s from number %d on in %q", want, at, got.Header["Set-Cookie"])
			continue
		}
		at += i + 1
	}
	for _, want := range x.Body {
		if !strings.Contains(got.body, fill.Replace(want)) {
			t.Errorf("the body lacks %q:\n%s", want, got.body)
		}
	}
	for _, never := range x.Lacks {
		if strings.Contains(got.body, fill.Replace(never)) {
			t.Errorf("the body has %q", never)
		}
	}
	x.checkJSON(t, got, fill)
	x.checkTokens(t, got)
}

// like compares with a text, or with the expression after a ~.
func like(want, have string) bool {
	if expression, ok := strings.CutPrefix(want, "~"); ok {
		return regexp.MustCompile(expression).MatchString(have)
	}
	return want == have
}

func (x expectation) checkJSON(t *testing.T, got response, fill *strings.Replacer) {
	t.Helper()
	if x.JSON != nil {
		compare(t, "", x.JSON, got.json(t), fill)
	}
	if x.Order != nil {
		if names := memberNames(t, got.body); !slices.Equal(names, x.Order) {
			t.Errorf("members are %q, recorded %q", names, x.Order)
		}
	}
}

// compare wants every member of want; null wants that the member is absent.
func compare(t *testing.T, at string, want, have map[string]any, fill *strings.Replacer) {
	t.Helper()
	for name, value := range want {
		got, there := have[name]
		switch expected := value.(type) {
		case nil:
			if there {
				t.Errorf("%s%s is %v, recorded without", at, name, got)
			}
		case map[string]any:
			inner, _ := got.(map[string]any)
			if !there {
				t.Errorf("%s%s is missing", at, name)
			}
			compare(t, at+name+".", expected, inner, fill)
		case string:
			if s, _ := got.(string); !like(fill.Replace(expected), s) {
				t.Errorf("%s%s is %v, recorded %q", at, name, got, expected)
			}
		default:
			if fmt.Sprint(got) != fmt.Sprint(value) {
				t.Errorf("%s%s is %v, recorded %v", at, name, got, value)
			}
		}
	}
}

func memberNames(t *testing.T, object string) []string {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(object))
	var names []string
	for {
		token, err := decoder.Token()
		if err != nil || !decoder.More() && token == json.Delim('}') {
			return names
		}
		name, isName := token.(string)
		if !isName {
			continue
		}
		names = append(names, name)
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			t.Fatal(err)
		}
	}
}

func (x expectation) checkTokens(t *testing.T, got response) {
	t.Helper()
	if x.Claims == nil && x.IDOrder == nil && x.Raw == nil {
		return
	}
	tokens := got.json(t)
	for name, want := range x.Claims {
		wanted, _ := want.(map[string]any)
		compare(t, name+": ", wanted, claims(t, text(tokens, name)), strings.NewReplacer())
	}
	parts := strings.Split(text(tokens, "id_token"), ".")
	written := ""
	for _, part := range parts[:2] {
		raw, err := base64.RawURLEncoding.DecodeString(part)
		written += string(must(t, raw, err)) + "\n"
	}
	if x.IDOrder != nil {
		names := memberNames(t, strings.Split(written, "\n")[1])
		if names = slices.DeleteFunc(names, func(n string) bool { return !slices.Contains(x.IDOrder, n) }); !slices.Equal(names, x.IDOrder) {
			t.Errorf("claims are %q, recorded %q", names, x.IDOrder)
		}
	}
	for _, want := range x.Raw {
		if !regexp.MustCompile(want).MatchString(written) {
			t.Errorf("no %s in %s", want, written)
		}
	}
}
