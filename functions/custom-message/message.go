package main

import (
	"context"
	"slices"
	"strings"

	"cognitossr/pkg/invitation"
	"cognitossr/pkg/language"
)

// event is what this function reads of the pool's event. Its response has null where it says nothing: an empty text, as
// the type of aws-lambda-go has it, would be an empty message.
//
// Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-message.html
type event struct {
	TriggerSource string `json:"triggerSource"`
	Request       struct {
		UserAttributes struct {
			Locale string `json:"locale"`
		} `json:"userAttributes"`
		ClientMetadata    map[string]string `json:"clientMetadata"`
		CodeParameter     string            `json:"codeParameter"`
		UsernameParameter string            `json:"usernameParameter"`
	} `json:"request"`
	Response struct {
		SMSMessage   *string `json:"smsMessage"`
		EmailMessage *string `json:"emailMessage"`
		EmailSubject *string `json:"emailSubject"`
	} `json:"response"`
}

// writer words mails.
type writer struct {
	otherwise language.Language
	address   string   // of the site
	own       []string // mails whose words are the deployment's
}

// handle words the mail that the event is about (N-49). Any other stays in the pool's words, and so do those of the
// deployment.
func (w writer) handle(_ context.Context, e event) (event, error) {
	l, code := w.languageOf(e), e.Request.CodeParameter
	var subject, body language.Text
	kind := "code"
	switch e.TriggerSource {
	case "CustomMessage_SignUp", "CustomMessage_ResendCode":
		subject, body = l.MailSignUpSubject(), l.MailSignUpBody(code)
	case "CustomMessage_ForgotPassword":
		subject, body = l.MailPasswordSubject(), l.MailPasswordBody(code)
	case "CustomMessage_UpdateUserAttribute", "CustomMessage_VerifyUserAttribute":
		subject, body = l.MailAddressSubject(), l.MailAddressBody(code)
	case "CustomMessage_Authentication":
		subject, body = l.MailSignInSubject(), l.MailSignInBody(code)
	case "CustomMessage_AdminCreateUser":
		kind = "invitation"
		subject, body = l.MailInvitationSubject(), l.MailInvitationBody(w.address, e.Request.UsernameParameter, code)
		if message := e.Request.ClientMetadata[invitation.MetadataKey]; message != "" && invitation.IsMessage(message) {
			body += "<br><br>" + l.MailInvitationMessage() + "<br>" + language.Text(invitation.HTML(message))
		}
	default:
		return e, nil
	}
	if slices.Contains(w.own, kind) {
		return e, nil
	}
	e.Response.EmailSubject, e.Response.EmailMessage = (*string)(&subject), (*string)(&body)
	return e, nil
}

// languageOf is the language that the call was made in, else that of the user's locale, else the deployment's. Of what
// visitors do on Cognito's own pages, Cognito passes nothing on.
func (w writer) languageOf(e event) language.Language {
	for _, wish := range []string{e.Request.ClientMetadata[language.MetadataKey], e.Request.UserAttributes.Locale} {
		if l, known := language.Accepted(strings.ReplaceAll(wish, "_", "-")); known {
			return l
		}
	}
	return w.otherwise
}
