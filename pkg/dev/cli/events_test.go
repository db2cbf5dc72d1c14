package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"cognitossr/pkg/dev/local"
	"cognitossr/pkg/dev/scaffold"
	"cognitossr/pkg/routes"
)

// refused is the status of an event to which a trigger answers with an error.
const refused = -1

// eventAnswers is the response to each committed event: a status, or 0 for a trigger, and a part of the response.
var eventAnswers = map[string]struct {
	status int
	want   string
}{
	"assets/event":                            {200, "text/css"},
	"assets/event-robots":                     {200, "User-agent"},
	"assets/event-security":                   {200, "Contact"},
	"assets/event-unknown":                    {404, ""},
	"callback/event":                          {303, `"location":"/"`},
	"callback/event-error":                    {400, "AUTH-"},
	"callback/event-foreign-state":            {400, "AUTH-FLOW-UNKNOWN"},
	"account/event":                           {200, "Your account"},
	"account/event-anonymous":                 {303, "/auth/login?return_to=%2Faccount%2Femail"},
	"account/event-email":                     {303, "scope=openid+aws.cognito.signin.user.admin"},
	"account/event-expired":                   {303, "/auth/refresh?return_to=%2Faccount%2Femail&private=1"},
	"account/event-post":                      {303, `"location":"/account/email?again=1"`},
	"custom-message/event":                    {0, "Your code to register"},
	"custom-message/event-german":             {0, "Ihr Code für ein neues Passwort"},
	"custom-message/event-invitation":         {0, "Ihr Benutzername ist {username}"},
	"delete-account/event":                    {200, "Delete my account"},
	"delete-account/event-anonymous":          {303, "/auth/login?return_to=%2Faccount%2Fdelete"},
	"delete-account/event-expired":            {303, "/auth/refresh?return_to=%2Faccount%2Fdelete&private=1"},
	"delete-account/event-post":               {303, `"location":"/account/delete"`},
	"delete-account/event-post-admin":         {403, "AUTH-DELETION-REFUSED"},
	"delete-account/event-post-cross-site":    {403, "AUTH-CROSS-SITE"},
	"home/event":                              {200, "No user is signed in."},
	"home/event-expired":                      {303, "/auth/refresh?return_to=%2F"},
	"home/event-signed-in":                    {200, "user@example.com"},
	"login/event":                             {303, "code_challenge_method=S256"},
	"login/event-foreign-return-to":           {303, "/oauth2/authorize?"},
	"login/event-return-to":                   {303, "/oauth2/authorize?"},
	"logout-everywhere/event":                 {303, "/auth/logout?leave=1"},
	"logout-everywhere/event-anonymous":       {401, ""},
	"logout/event":                            {200, "Sign out"},
	"logout/event-post":                       {303, "/auth/logout?leave=1"},
	"logout/event-post-cross-site":            {403, ""},
	"logout/event-signed-out":                 {200, ""},
	"me/event":                                {200, "user@example.com"},
	"me/event-anonymous":                      {401, "Bearer"},
	"me/event-bearer":                         {200, "groups"},
	"me/event-expired":                        {401, "Bearer"},
	"notfound/event":                          {404, ""},
	"notfound/event-api":                      {404, "json"},
	"notfound/event-wrong-method":             {405, "allow"},
	"password/event":                          {200, "Reset your password"},
	"password/event-begin":                    {303, "/forgotPassword?"},
	"password/event-well-known":               {303, `"location":"/account/password"`},
	"post-confirmation/event":                 {0, "PostConfirmation_ConfirmSignUp"},
	"post-confirmation/event-forgot-password": {0, "PostConfirmation_ConfirmForgotPassword"},
	"post-confirmation/event-administrator":   {0, "\"clientId\":null"},
	"pre-token-generation/event":              {0, `"app_user_id":"01937b5f-2f0a-7c3e-9d52-6a1f0b8e4c21"`},
	"pre-token-generation/event-without-id":   {0, "\"claimsToAddOrOverride\":null"},
	"pre-sign-up/event":                       {0, "PreSignUp_SignUp"},
	"pre-sign-up/event-administrator":         {0, "PreSignUp_AdminCreateUser"},
	"pre-sign-up/event-provider":              {0, "PreSignUp_ExternalProvider"},
	"pre-sign-up/event-provider-unverified":   {refused, "This e-mail address cannot be registered here"},
	"pre-sign-up/event-refused":               {refused, "This e-mail address cannot be registered here"},
	"profile/event":                           {303, "/auth/login?return_to=%2Fprofile"},
	"profile/event-expired":                   {303, "/auth/refresh?return_to=%2Fprofile&private=1"},
	"profile/event-signed-in":                 {200, "user@example.com"},
	"refresh/event":                           {303, `"location":"/profile"`},
	"refresh/event-anonymous":                 {303, `"location":"/profile"`},
	"signup/event":                            {303, "/signup?"},
	"signup/event-confirm":                    {200, "Confirm your address"},
	"users/event":                             {200, "user@example.com"},
	"users/event-anonymous":                   {303, "/auth/login?return_to=%2Fadmin%2Fusers"},
	"users/event-disable":                     {200, "user@example.com"},
	"users/event-expired":                     {303, "/auth/refresh?return_to=%2Fadmin%2Fusers&private=1"},
	"users/event-not-an-admin":                {403, ""},
	"users/event-show":                        {200, "user@example.com"},
}

// TestEveryEventOfEveryFunction runs the built programs with every committed event, as ./build.sh invoke does.
func TestEveryEventOfEveryFunction(t *testing.T) {
	root, table := project(t)
	clock := &local.Clock{}
	var log bytes.Buffer
	stack, err := local.Start(t.Context(), local.Options{
		Root: root, Addr: "localhost:0", CognitoAddr: "127.0.0.1:0", Now: clock.Now, Output: &log,
		Log: slog.New(slog.DiscardHandler),
		Getenv: func(name string) string {
			return cmp.Or(map[string]string{"ALLOWED_EMAIL_DOMAINS": "example.com", "APP_USER_ID_IN_TOKENS": "on",
				"MAILS_BY_LANGUAGE": "en"}[name], local.SampleEnvironment(table)(name))
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stack.Close()
		if t.Failed() {
			t.Log(log.String())
		}
	})
	t.Run("variables that sam local passes on", func(t *testing.T) { checkDeclared(t, stack, table) })
	for _, f := range table.Functions {
		files, err := filepath.Glob(filepath.Join(root, "functions", f.Name, "event*.json"))
		if err != nil || len(files) == 0 {
			t.Errorf("function %s has no event: %v", f.Name, err)
		}
		for _, file := range files {
			name := f.Name + "/" + strings.TrimSuffix(filepath.Base(file), ".json")
			t.Run(name, func(t *testing.T) { invokeEvent(t, stack, local.NewSampler(stack, clock), f, name, file) })
		}
	}
}

// checkDeclared holds template.yaml to the functions' environment: sam local passes on no variable that the template
// does not have.
func checkDeclared(t *testing.T, stack *local.Stack, table routes.Table) {
	made, err := renderSAM(table)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range table.Functions {
		_, block, _ := strings.Cut(string(made), "\n  "+scaffold.Pascal(f.Name)+"Function:\n")
		block, _, _ = strings.Cut(block, "\n\n")
		for _, variable := range stack.Environment(f) {
			name, _, _ := strings.Cut(variable, "=")
			lambdasOwn := name == "AWS_ACCESS_KEY_ID" || name == "AWS_SECRET_ACCESS_KEY"
			if !lambdasOwn && name != "LOG_LEVEL" && !strings.Contains(block, " "+name+": ") {
				t.Errorf("%s lacks %s", f.Name, name)
			}
		}
	}
}

func invokeEvent(t *testing.T, stack *local.Stack, sampler *local.Sampler, function routes.Function, name, file string) {
	expected, listed := eventAnswers[name]
	event, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if event, err = sampler.Fill(t.Context(), event); err != nil {
		t.Fatal(err)
	}
	payload, err := stack.Invoke(t.Context(), function.Name, event)
	if expected.status == refused {
		if err == nil || !strings.Contains(err.Error(), expected.want) {
			t.Errorf("answer %s, error %v", payload, err)
		}
		return
	}
	if err != nil {
		t.Fatal(explained(err))
	}
	var answer httpAnswer
	if err := json.Unmarshal(payload, &answer); err != nil {
		t.Fatal(err)
	}
	worst := 499
	if slices.ContainsFunc(function.Environment, routes.IsEndpoint) {
		worst = 599 // the service that it calls is not there
	}
	if !listed && function.HasRoutes() && (answer.StatusCode < 200 || answer.StatusCode > worst) { // of a function that ./build.sh new has made
		t.Errorf("status %d:\n%s", answer.StatusCode, payload)
	}
	if listed && (answer.StatusCode != expected.status || !strings.Contains(string(payload), expected.want)) {
		t.Errorf("status %d, want %d and %q:\n%s", answer.StatusCode, expected.status, expected.want, payload)
	}
	if err := writeAnswer(io.Discard, payload); err != nil {
		t.Errorf("showing it: %v", err)
	}
}

// project is this repository.
func project(t *testing.T) (string, routes.Table) {
	t.Helper()
	root, err := filepath.Abs(filepath.Join("..", "..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	table, err := routes.Load(filepath.Join(root, "functions", "routes.json"))
	if err != nil {
		t.Fatal(err)
	}
	return root, table
}

// A route of an event must be one of the function's own.
func TestEventsAreOfTheirFunctionsRoutes(t *testing.T) {
	root, table := project(t)
	for name := range eventAnswers {
		function, _, _ := strings.Cut(name, "/")
		content, err := os.ReadFile(filepath.Join(root, "functions", name+".json"))
		if err != nil {
			t.Error(err)
			continue
		}
		var event struct {
			RouteKey       string
			RawPath        string
			RequestContext struct{ HTTP struct{ Method string } }
		}
		if err := json.Unmarshal(content, &event); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if event.RouteKey == "" {
			continue // a trigger
		}
		path := strings.NewReplacer("{{stylesheet}}", "site.css", "{{sub}}", "0").Replace(event.RawPath)
		match, found := table.Find(event.RequestContext.HTTP.Method, path)
		if !found || match.RouteKey != event.RouteKey || match.Function.Name != function {
			t.Errorf("%s: %s %s is of %s, route %s", name, event.RequestContext.HTTP.Method, path, match.Function.Name,
				match.RouteKey)
		}
	}
}
