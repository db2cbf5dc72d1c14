package main

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"cognitossr/pkg/lambda"
	"cognitossr/pkg/language"
)

// with makes the guarded handler as it is deployed.
func with(t *testing.T, otherwise, own string) (lambda.TriggerFunction, *bytes.Buffer) {
	t.Helper()
	var log bytes.Buffer
	environment := map[string]string{variable: otherwise, addressVariable: "https://www.example.com", ownVariable: own}
	d := lambda.TriggerDeps{Getenv: func(name string) string { return environment[name] },
		Log: lambda.NewLog(&log, slog.LevelDebug), Now: time.Now}
	handler, err := newHandler(d)
	if err != nil {
		t.Fatal(err)
	}
	return lambda.GuardTrigger(d, handler), &log
}

// worded is the mail that the function makes of an event: null for the pool's own.
func worded(t *testing.T, function lambda.TriggerFunction, given string) (subject, body *string) {
	t.Helper()
	answer, err := function(t.Context(), json.RawMessage(given))
	var e event
	if err == nil {
		err = json.Unmarshal(answer, &e)
	}
	if err != nil || e.Response.SMSMessage != nil {
		t.Fatalf("%s, %v", answer, err)
	}
	return e.Response.EmailSubject, e.Response.EmailMessage
}

func read(t *testing.T, name string) string {
	t.Helper()
	given, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(given)
}

// Every mail is written, in every language of the site, with the placeholders without which Cognito does not send it.
func TestEveryMailInEveryLanguage_N49(t *testing.T) {
	for _, l := range language.All() {
		function, _ := with(t, l.Code(), "")
		seen := map[string]bool{}
		for source, kind := range map[string]string{
			"SignUp": "sign-up", "ResendCode": "sign-up", "ForgotPassword": "password",
			"UpdateUserAttribute": "address", "VerifyUserAttribute": "address",
			"Authentication": "sign-in", "AdminCreateUser": "invitation",
		} {
			given := strings.Replace(read(t, "event-invitation.json"), "CustomMessage_AdminCreateUser",
				"CustomMessage_"+source, 1)
			subject, body := worded(t, function, strings.Replace(given, `"lang": "de"`, `"lang": ""`, 1))
			if subject == nil || body == nil || *subject == "" || !strings.Contains(*body, "{####}") ||
				strings.Contains(*body, "{username}") != (kind == "invitation") ||
				strings.Contains(*body, "https://www.example.com") != (kind == "invitation") {
				t.Fatalf("%s, %s: %v %v", l.Code(), source, subject, body)
			}
			seen[*subject] = true
		}
		if len(seen) != 5 {
			t.Errorf("%s: the mails have %d subjects", l.Code(), len(seen))
		}
	}
}

func TestLanguageOfAMail_N49(t *testing.T) {
	const english, german = "Your code to register", "Ihr Code für die Registrierung"
	for name, c := range map[string]struct{ otherwise, metadata, locale, want string }{
		"nothing is known":            {"en", ``, ``, english},
		"the deployment's":            {"de", ``, ``, german},
		"the user's locale":           {"en", ``, `"locale": "de_AT",`, german},
		"the call's":                  {"en", `, "clientMetadata": {"lang": "de"}`, `"locale": "en",`, german},
		"the call's is not spoken":    {"en", `, "clientMetadata": {"lang": "fr"}`, `"locale": "de",`, german},
		"neither is spoken":           {"de", `, "clientMetadata": {"lang": "fr"}`, `"locale": "it",`, german},
		"what is no language":         {"en", `, "clientMetadata": {"lang": "</script>"}`, `"locale": ";;,,",`, english},
		"metadata about other things": {"en", `, "clientMetadata": {"from": "de"}`, ``, english},
	} {
		t.Run(name, func(t *testing.T) {
			function, log := with(t, c.otherwise, "")
			given := strings.Replace(read(t, "event.json"), `"usernameParameter": null`,
				`"usernameParameter": null`+c.metadata, 1)
			subject, _ := worded(t, function, strings.Replace(given, `"email_verified"`, c.locale+`"email_verified"`, 1))
			if subject == nil || *subject != c.want || log.Len() > 0 {
				t.Errorf("subject %v, log %s", subject, log)
			}
		})
	}
}

var metadataOfTheEvent = regexp.MustCompile(`"clientMetadata": \{[^}]*\}`)

// TestMessageOfAnInvitation: it ends the mail as text, in no other mail, and never in the log.
func TestMessageOfAnInvitation_U37_N49(t *testing.T) {
	const message = `"clientMetadata": {"lang": "de", "invitation_message": "Hallo <b>Ada</b>!\nBis bald: {####}"}`
	given := metadataOfTheEvent.ReplaceAllLiteralString(read(t, "event-invitation.json"), message)
	if !strings.Contains(given, message) {
		t.Fatal("the event has no such metadata")
	}
	function, log := with(t, "en", "")
	_, body := worded(t, function, given)
	if want := "<br><br>Wer Sie eingeladen hat, schreibt dazu:<br>Hallo &lt;b&gt;Ada&lt;/b&gt;!<br>Bis bald: &#123;####&#125;"; body == nil || !strings.HasSuffix(*body, want) || log.Len() > 0 {
		t.Errorf("%v, log %s", body, log)
	}
	for name, other := range map[string]string{
		"of a code":     strings.Replace(given, "CustomMessage_AdminCreateUser", "CustomMessage_ForgotPassword", 1),
		"not a text":    strings.Replace(given, "Hallo", `\u001b`, 1),
		"much too long": strings.Replace(given, "Hallo", strings.Repeat("Hallo", 250), 1),
	} {
		if _, body := worded(t, function, other); body == nil || strings.Contains(*body, "Ada") {
			t.Errorf("%s: %v", name, body)
		}
	}
}

// What the deployment words itself stays so, and so does a message that this function does not know.
func TestMailsOfTheDeployment_N49(t *testing.T) {
	for name, c := range map[string]struct {
		own, event       string
		subjectUntouched bool
	}{
		"codes, of a code":             {"code", "event-german.json", true},
		"invitations, of a code":       {"invitation", "event-german.json", false},
		"invitations, of one":          {"code invitation", "event-invitation.json", true},
		"codes, of an invitation":      {"code", "event-invitation.json", false},
		"nothing, of an unknown event": {"", "unknown", true},
	} {
		t.Run(name, func(t *testing.T) {
			function, _ := with(t, "en", c.own)
			given := `{"triggerSource": "CustomMessage_Later", "request": {"codeParameter": "{####}"}, "response": {"smsMessage": null, "emailMessage": null, "emailSubject": null}}`
			if c.event != "unknown" {
				given = read(t, c.event)
			}
			if subject, body := worded(t, function, given); (subject == nil) != c.subjectUntouched ||
				(body == nil) != c.subjectUntouched {
				t.Errorf("%v %v", subject, body)
			}
		})
	}
}

func TestWantsALanguageOfTheSite_N49(t *testing.T) {
	for _, code := range []string{"", "fr", "de-AT", "DE"} {
		if handler, err := newHandler(lambda.TriggerDeps{Getenv: func(string) string { return code }}); handler != nil || err == nil {
			t.Errorf("%q is taken", code)
		}
	}
}

func TestWantsTheAddressOfTheSite_N49(t *testing.T) {
	getenv := func(name string) string { return map[string]string{variable: "en"}[name] }
	handler, err := newHandler(lambda.TriggerDeps{Getenv: getenv})
	if handler != nil || err == nil || !strings.Contains(err.Error(), "BASE_URL: it is not set") {
		t.Errorf("%v", err)
	}
}
