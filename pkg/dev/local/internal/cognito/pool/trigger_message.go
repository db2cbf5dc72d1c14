package pool

import (
	"context"
	"strings"
	"unicode/utf8"
)

// Placeholders of messages. The first is AWS's codeParameter.
const (
	codePlaceholder     = "{####}"
	linkPlaceholder     = "{##Click Here##}"
	usernamePlaceholder = "{username}"
)

// The sources of custom message events.
const (
	messageSignUp    = "CustomMessage_SignUp"
	messageResend    = "CustomMessage_ResendCode"
	messageForgot    = "CustomMessage_ForgotPassword"
	messageInvite    = "CustomMessage_AdminCreateUser"
	messageUpdate    = "CustomMessage_UpdateUserAttribute"
	messageVerify    = "CustomMessage_VerifyUserAttribute"
	messageChallenge = "CustomMessage_Authentication"
)

// message is what is about to be sent, in the pool's own words, with placeholders.
type message struct {
	source        string // of the event about it
	user          User
	to            string
	byText        bool // by text message
	subject, body string
	code          string
	username      string // that an invitation names
}

// send has a message worded by the pool's function, when there is one, and puts it into the inbox. A message of nil is
// none. The caller must not hold mu.
func (p *Pool) send(ctx context.Context, by By, m *message) error {
	if m == nil {
		return nil
	}
	if err := p.word(ctx, by, m); err != nil {
		return err
	}
	mail := Mail{To: m.to, Subject: m.subject}
	if m.source == messageInvite {
		mail.Body = strings.NewReplacer(usernamePlaceholder, m.username, codePlaceholder, m.code).Replace(m.body)
	} else {
		mail.Body, mail.Code = strings.ReplaceAll(m.body, codePlaceholder, m.code), m.code
	}
	p.Inbox.add(mail)
	return nil
}

// sending does something under mu, and sends afterwards the message that came of it.
func sending[T any](ctx context.Context, p *Pool, by By, do func() (T, *message, error)) (T, error) {
	result, m, err := locked(p, do)
	if err == nil {
		err = p.send(ctx, by, m)
	}
	return result, err
}

func locked[T any](p *Pool, do func() (T, *message, error)) (T, *message, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return do()
}

// sendAll sends several.
func (p *Pool) sendAll(ctx context.Context, by By, messages []*message) error {
	for _, m := range messages {
		if err := p.send(ctx, by, m); err != nil {
			return err
		}
	}
	return nil
}

// word asks the function of custom messages. What it leaves out stays in the pool's words.
func (p *Pool) word(ctx context.Context, by By, m *message) error {
	request := requestOf(by.Metadata)
	request["codeParameter"], request["linkParameter"], request["usernameParameter"] = codePlaceholder, linkPlaceholder, nil
	if m.source == messageInvite {
		request["usernameParameter"] = usernamePlaceholder
	}
	response := map[string]any{"smsMessage": nil, "emailMessage": nil, "emailSubject": nil}
	var worded struct {
		SMSMessage   *string `json:"smsMessage"`
		EmailMessage *string `json:"emailMessage"`
		EmailSubject *string `json:"emailSubject"`
	}
	event := p.event(m.source, &by.ClientID, m.user.Username, eventAttributes(m.user), request, response)
	if _, err := p.ask(ctx, customMessage, event, &worded); err != nil {
		return err
	}
	if m.byText {
		return m.reword(worded.SMSMessage, nil, textLimits)
	}
	return m.reword(worded.EmailMessage, worded.EmailSubject, mailLimits)
}

// messageLimits are those of the service model: SmsVerificationMessageType, EmailVerificationMessageType.
type messageLimits struct {
	member string
	length int
}

var (
	textLimits = messageLimits{"smsMessage", 140}
	mailLimits = messageLimits{"emailBody", 20_000}
)

// subjectLength is the service model's EmailVerificationSubjectType.
const subjectLength = 140

// reword takes what a function wrote. A message without the placeholder for the code is refused; an invitation needs
// that of the name as well, and without either AWS sends the pool's own text.
func (m *message) reword(body, subject *string, limits messageLimits) error {
	if subject != nil && *subject != "" {
		if utf8.RuneCountInString(*subject) > subjectLength {
			return tooLong("emailSubject", subjectLength)
		}
		m.subject = *subject
	}
	if body == nil || *body == "" {
		return nil
	}
	switch {
	case m.source == messageInvite && !(strings.Contains(*body, codePlaceholder) &&
		strings.Contains(*body, usernamePlaceholder)):
		return nil
	case !strings.Contains(*body, codePlaceholder):
		return Refuse(InvalidParameter, "1 validation error detected: Value at '%s' failed to satisfy constraint: "+
			`Member must satisfy regular expression pattern: [\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*\{####\}[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*`, limits.member)
	case utf8.RuneCountInString(*body) > limits.length:
		return tooLong(limits.member, limits.length)
	}
	m.body = *body
	return nil
}

func tooLong(member string, limit int) error {
	return Refuse(InvalidParameter, "1 validation error detected: Value at '%s' failed to satisfy constraint: "+
		"Member must have length less than or equal to %d", member, limit)
}
