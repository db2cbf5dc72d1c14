package routes

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cognitossr/functions"
	"cognitossr/pkg/access"
)

func TestParseRefuses(t *testing.T) {
	entry := func(member string) string { return `{"x": {"routes": ["GET /x"], "auth": "public", ` + member + `}}` }
	route := func(key string) string { return `{"x": {"routes": ["` + key + `"], "auth": "public"}}` }
	tests := []struct{ name, list, want string }{
		{"no JSON", `nothing`, "functions/routes.json:1: not JSON: "},
		{"a comma too few", "{\n  \"a\": {}\n  \"b\": {}\n}", "functions/routes.json:3: not JSON: "},
		{"a brace too few", "{\n  \"a\": {}\n", "functions/routes.json:2: not JSON: "},
		{"text after it", "{}\n}", "functions/routes.json:2: there is text after"},
		{"an array", `[]`, "functions/routes.json:1: want an object of functions"},
		{"nothing", ``, "functions/routes.json:1: not JSON: "},
		{
			"an unknown member", entry(`"path": "/x"`),
			`functions/routes.json:1: function "x": unknown member "path": a function has routes, auth, `,
		},
		{
			"a member with two letters swapped", "{\n\"x\": {\"routes\": [\"GET /x\"],\n\"atuh\": \"user\"}}",
			`functions/routes.json:3: function "x": unknown member "atuh": did you mean "auth"?`,
		},
		{
			"a member with a letter too few", entry(`"route": []`),
			`function "x": unknown member "route": did you mean "routes"?`,
		},
		{"a member in the singular", entry(`"environments": []`), `did you mean "environment"?`},
		{
			"two mistakes, the first", "{\n\"x\": {\"atuh\": \"\"},\n\"y\": {\"memory\": \"64\"}}",
			`functions/routes.json:2: function "x": unknown member`,
		},
		{
			"two mistakes, the second", "{\n\"x\": {\"atuh\": \"\"},\n\"y\": {\"memory\": \"64\"}}",
			`functions/routes.json:3: function "y": "memory": want a whole number, not the text "64"`,
		},
		{
			"a text for a list", `{"x": {"routes": "GET /x", "auth": "public"}}`,
			`function "x": "routes": want a list of texts, as in ["..."], not the text "GET /x"`,
		},
		{
			"a list for a text", `{"x": {"routes": ["GET /x"], "auth": ["user"]}}`,
			`function "x": "auth": want a text, not a list like ["user"]`,
		},
		{
			"a list of something else", `{"x": {"routes": [{"path": "/x"}], "auth": "public"}}`,
			`"routes": want a list of texts, as in ["..."], not a list like [{"path": "/x"}]`,
		},
		{"a schedule with routes", entry(`"schedule": "rate(1 day)"`), "what has a schedule has no routes"},
		{"a schedule of another form", `{"x": {"schedule": "daily"}}`, `schedule "daily": want "rate(5 minutes)"`},
		{"a rate of nothing", `{"x": {"schedule": "rate(0 days)"}}`, `want "rate(5 minutes)"`},
		{"a cron of five fields", `{"x": {"schedule": "cron(0 3 * * *)"}}`, "day of month, month, day of week, year"},
		{"a cron with both kinds of day", `{"x": {"schedule": "cron(0 3 * * * *)"}}`, "and ? in one of the two kinds of day"},
		{"a trigger with a schedule", `{"x": {"trigger": "pre_sign_up", "schedule": "rate(1 day)"}}`, "a trigger has no"},
		{"a text for a switch", entry(`"secret": "true"`), `"secret": want true or false, not the text "true"`},
		{"a broken number", entry(`"memory": 128.5`), `"memory": want a whole number, not 128.5`},
		{"nothing for a text", `{"x": {"routes": ["GET /x"], "auth": null}}`, `"auth": want a text, not null`},
		{
			"a function that is a list", `{"x": ["GET /x"]}`,
			`function "x": want an object, as in { "routes": ["GET /reports"], "auth": "user" }, not a list`,
		},
		{"a function that is nothing", `{"x": null}`, `function "x": want an object`},
		{
			"a mistake of meaning",
			"{\n\"y\": {\"routes\": [\"GET /y\"], \"auth\": \"user\"},\n\"x\": {\"routes\": [\"GET /x\"]}}",
			`functions/routes.json:3: function "x": access right ""`,
		},
		{"text after the list", route("GET /x") + `{}`, "text after the closing brace"},
		{
			"a function twice",
			"{\n\"x\": {\"routes\": [\"GET /a\"], \"auth\": \"public\"},\n\"x\": {\"routes\": [\"GET /b\"], \"auth\": \"user\"}}",
			`functions/routes.json:3: "x" is listed twice, in line 2 too`,
		},
		{
			"a member of a function twice", `{"x": {"routes": ["GET /a"], "auth": "user", "auth": "public"}}`,
			`function "x": "auth" is listed twice`,
		},
		{
			"a member twice in other letters", `{"x": {"routes": ["GET /a"], "auth": "user", "Auth": "public"}}`,
			`function "x": "Auth": write it in lower case`,
		},
		{
			"a member that Terraform would not find", `{"x": {"routes": ["GET /a"], "Auth": "user"}}`,
			`"Auth": write it in lower case`,
		},
		{
			"a route twice in one function", `{"x": {"routes": ["GET /a", "GET /a"], "auth": "public"}}`,
			`belongs to "x" already`,
		},
		{
			"a route in two functions",
			`{"x": {"routes": ["GET /a"], "auth": "user"}, "y": {"routes": ["GET /a"], "auth": "public"}}`,
			`route "GET /a" belongs to "x" already`,
		},
		{
			"a route twice but for the parameter's name",
			`{"x": {"routes": ["GET /a/{b}"], "auth": "user"}, "y": {"routes": ["GET /a/{c}"], "auth": "public"}}`,
			`belongs to "x" already`,
		},
		{
			"two $default",
			`{"x": {"routes": ["$default"], "auth": "public"}, "y": {"routes": ["$default"], "auth": "public"}}`,
			`route "$default" belongs to "x" already`,
		},
		{
			"HEAD, which comes with GET", `{"x": {"routes": ["GET /a", "HEAD /a"], "auth": "public"}}`,
			`route "HEAD /a": a route of GET brings it along`,
		},
		{"HEAD alone", route("HEAD /x"), `route "HEAD /x": a route of GET brings it along`},
		{"a route without method", route("/x"), `want "METHOD /path" or "$default"`},
		{"a method in lower case", route("get /x"), `want "METHOD /path"`},
		{"a method that the gateway has not", route("TRACE /x"), `want "METHOD /path"`},
		{"a path without slash", route("GET x"), `want "METHOD /path"`},
		{"a space in the path", route("GET /a b"), `want "METHOD /path"`},
		{"a closing slash", route("GET /x/"), `segment "" is neither`},
		{"an escape in the path", route("GET /%61"), `segment "%61" is neither`},
		{"a parameter that is not a whole segment", route("GET /a-{b}"), `segment "a-{b}" is neither`},
		{"a parameter without name", route("GET /{}"), `segment "{}" is neither`},
		{"a greedy parameter in the middle", route("GET /{a+}/b"), `segment "{a+}" is neither`},
		{"no route and no trigger", `{"x": {"auth": "public"}}`, "neither a route nor a trigger"},
		{"no access right", `{"x": {"routes": ["GET /x"]}}`, `access right ""`},
		{"an access right nobody knows", `{"x": {"routes": ["GET /x"], "auth": "admin"}}`, `access right "admin"`},
		{"a group without name", `{"x": {"routes": ["GET /x"], "auth": "group:"}}`, `access right "group:"`},
		{
			"a group with too long a name",
			`{"x": {"routes": ["GET /x"], "auth": "group:` + strings.Repeat("g", 129) + `"}}`,
			`access right "group:ggg`,
		},
		{"a group with a blank", `{"x": {"routes": ["GET /x"], "auth": "group:a b"}}`, `access right "group:a b"`},
		{"a kind nobody knows", entry(`"kind": "html"`), `kind "html"`},
		{"a page that calls itself a trigger", entry(`"kind": "trigger"`), `kind "trigger"`},
		{"too little memory", entry(`"memory": 64`), "memory 64"},
		{"too much memory", entry(`"memory": 10241`), "memory 10241"},
		{"longer than the gateway waits", entry(`"timeout": 30`), "timeout 30"},
		{"a name in upper case", `{"X": {"routes": ["GET /x"], "auth": "public"}}`, "lower-case words"},
		{"a name with two hyphens", `{"a--b": {"routes": ["GET /x"], "auth": "public"}}`, "lower-case words"},
		{
			"a trigger with a route", `{"x": {"trigger": "post_confirmation", "routes": ["GET /x"]}}`,
			"a trigger has no routes",
		},
		{
			"a trigger with an access right", `{"x": {"trigger": "post_confirmation", "auth": "public"}}`,
			"a trigger has no routes",
		},
		{
			"a trigger with a secret", `{"x": {"trigger": "post_confirmation", "secret": true}}`,
			"a trigger has no routes",
		},
		{
			"a route that depends on a setting", entry(`"setting": "allowed_email_domains"`),
			`setting "allowed_email_domains"`,
		},
		{
			"a setting in other spelling", `{"x": {"trigger": "pre_sign_up", "setting": "ALLOWED_EMAIL_DOMAINS"}}`,
			`setting "ALLOWED_EMAIL_DOMAINS"`,
		},
		{
			"a variable of its own in small letters", entry(`"environment": ["reports_table"]`),
			`environment "reports_table": want a name like REPORTS_TABLE`,
		},
		{
			"a variable that begins with a digit", entry(`"environment": ["2ND_TABLE"]`),
			`environment "2ND_TABLE": want a name like`,
		},
		{"a variable without name", entry(`"environment": [""]`), `environment "": want a name like`},
		{
			"a variable of Lambda's tracing", entry(`"environment": ["_X_AMZN_TRACE_ID"]`),
			`environment "_X_AMZN_TRACE_ID": want a name like`,
		},
		{
			"a variable with its value", entry(`"environment": ["TABLE=reports"]`),
			`environment "TABLE=reports": want a name like`,
		},
		{
			"a variable with too long a name", entry(`"environment": ["` + strings.Repeat("A", 65) + `"]`),
			"at most 64 characters",
		},
		{"a variable twice", entry(`"environment": ["TABLE", "TABLE"]`), `environment "TABLE" is listed twice`},
		{
			"a variable of a trigger that is no name",
			`{"x": {"trigger": "post_confirmation", "environment": ["a b"]}}`, `environment "a b"`,
		},
		{"a call that is a pattern", entry(`"calls": ["AdminDelete*"]`), `call "AdminDelete*": want an operation`},
		{"all calls", entry(`"calls": ["*"]`), `call "*": want an operation`},
		{
			"a call with its service", entry(`"calls": ["cognito-idp:ListUsers"]`),
			`call "cognito-idp:ListUsers": want an operation`,
		},
		{"a call twice", entry(`"calls": ["ListUsers", "ListUsers"]`), `call "ListUsers" is listed twice`},
		{
			"a call of a trigger that is no name", `{"x": {"trigger": "post_confirmation", "calls": ["list-users"]}}`,
			`call "list-users"`,
		},
		{"a trigger in other spelling", `{"x": {"trigger": "PostConfirmation"}}`, `trigger "PostConfirmation"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Parse([]byte(tt.list))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want one with %q", err, tt.want)
			}
		})
	}
}

// A list that names what the site itself sets could change whose tokens a function believes, or whom it lets in.
func TestParseKeepsTheSitesOwnVariables_SEC114(t *testing.T) {
	tests := map[string]bool{
		"BASE_URL": true, "ROUTE_AUTH": true, "LOG_LEVEL": true, "ALLOWED_EMAIL_DOMAINS": true,
		"COGNITO_JWKS_URL": true, "COGNITO_NEW": true, "SESSION_MAX_AGE": true, "INSTANT_SIGN_OUT_TABLE": true,
		"AWS_SECRET_ACCESS_KEY": true, "AWS_ENDPOINT_URL": true, "AWS_ENDPOINT_URL_": true,
		"AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER": true, "LAMBDA_TASK_ROOT": true,
		"GODEBUG": true, "GOCOVERDIR": true, "PATH": true, "LD_PRELOAD": true,
		"REPORTS_TABLE": false, "AWS_ENDPOINT_URL_DYNAMODB": false, "GOOGLE_MAPS_ID": false, "A": false,
		strings.Repeat("A", 64): false,
	}
	for name, refused := range tests {
		_, err := Parse([]byte(`{"x": {"routes": ["GET /x"], "auth": "public", "environment": ["` + name + `"]}}`))
		if (err != nil) != refused || refused && !strings.Contains(err.Error(),
			`function "x": environment "`+name+`": the site, AWS or Go sets it`) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

func TestParseReportsEverythingAtOnce(t *testing.T) {
	_, err := Parse([]byte(`{"A": {"routes": ["GET /a"], "auth": "public"}, "b": {"routes": ["b"], "auth": "all", "memory": 1}}`))
	for _, want := range []string{"lower-case", `access right "all"`, "memory 1", `route "b"`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is missing in %v", want, err)
		}
	}
}

func TestParseFillsIn(t *testing.T) {
	table := parse(t, `{"page": {"routes": ["GET /"], "auth": "public"}, "hook": {"trigger": "post_confirmation"},
		"big": {"routes": ["GET /b"], "auth": "group:admin", "kind": "api", "memory": 256, "timeout": 29}}`)
	want := []Function{
		{Name: "big", Routes: []string{"GET /b"}, Auth: "group:admin", Kind: access.KindAPI, Memory: 256, Timeout: 29},
		{
			Name: "hook", Kind: access.KindTrigger, Trigger: "post_confirmation", Memory: DefaultMemory,
			Timeout: TriggerTimeout,
		},
		{
			Name: "page", Routes: []string{"GET /"}, Auth: access.Public, Kind: access.KindPage, Memory: DefaultMemory,
			Timeout: DefaultTimeout,
		},
	}
	for i, function := range table.Functions {
		got, wanted := function, want[i]
		if strings.Join(got.Routes, ",") != strings.Join(wanted.Routes, ",") {
			t.Errorf("routes of %s are %v", got.Name, got.Routes)
		}
		got.Routes, wanted.Routes = nil, nil
		if got.Name != wanted.Name || got.Auth != wanted.Auth || got.Kind != wanted.Kind ||
			got.Trigger != wanted.Trigger || got.Memory != wanted.Memory || got.Timeout != wanted.Timeout {
			t.Errorf("got %+v, want %+v", got, wanted)
		}
	}
}

func TestLoad(t *testing.T) {
	path := filepath.Join(t.TempDir(), "routes.json")
	if err := os.WriteFile(path, functions.RoutesJSON, 0o600); err != nil {
		t.Fatal(err)
	}
	if table, err := Load(path); err != nil || len(table.Functions) == 0 {
		t.Errorf("the site's own list: %d functions, error %v", len(table.Functions), err)
	}
	if _, err := Load(path + ".missing"); err == nil || !strings.Contains(err.Error(), "reading the list of functions") {
		t.Errorf("a missing file gives %v", err)
	}
}

func FuzzFind(f *testing.F) {
	table, err := Parse(functions.RoutesJSON)
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range []string{
		"/", "/admin/users/x/y", "//admin/users", "/admin/users/../x", "/assets/{file}", "/admin/users/\x00",
	} {
		f.Add("GET", path)
	}
	f.Fuzz(func(t *testing.T, method, path string) {
		match, ok := table.Find(method, path)
		if !ok {
			t.Fatalf("%q %q went nowhere, though there is a $default", method, path)
		}
		if strings.HasPrefix(match.RouteKey, "GET /admin") && (method != "GET" || !strings.HasPrefix(path, "/admin/users")) {
			t.Errorf("%q %q is served by %q", method, path, match.RouteKey)
		}
		if match.Parameters["sub"] != "" && strings.Contains(match.Parameters["sub"], "/") {
			t.Errorf("parameter %q of %q spans two segments", match.Parameters["sub"], path)
		}
	})
}

func TestNearestName(t *testing.T) {
	known := []string{"routes", "auth", "memory"}
	for name, want := range map[string]string{"atuh": "auth", "aut": "auth", "Routes": "routes", "memroy": "memory",
		"memories": "", "path": "", "": ""} {
		if got := Nearest(name, known); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}

func TestWhatHasASchedule(t *testing.T) {
	for _, schedule := range []string{"rate(1 day)", "rate(5 minutes)", "cron(0 3 * * ? *)", "cron(0 3 ? * MON-FRI *)"} {
		table, err := Parse([]byte(`{"digest": {"schedule": "` + schedule + `", "calls": ["ListUsers"], "timeout": 300}}`))
		if err != nil {
			t.Fatal(err)
		}
		f, _ := table.Function("digest")
		if f.Kind != access.KindSchedule || f.HasRoutes() || f.AsksForEnded() || f.Timeout != 300 || len(f.Keys()) != 0 {
			t.Errorf("%s: %+v", schedule, f)
		}
	}
}
