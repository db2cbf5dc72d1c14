package pool

import (
	"log/slog"
	"time"
)

// Mail is a message that Cognito would have sent.
type Mail struct {
	To      string    `json:"to"`
	Subject string    `json:"subject"`
	Body    string    `json:"body"`
	Code    string    `json:"code"`
	SentAt  time.Time `json:"sent_at"`
}

// keptMails bounds the inbox: the oldest go first.
const keptMails = 20_000

// Inbox has the mails of all users.
type Inbox struct {
	clock *clock
	log   *slog.Logger
	mails recent[Mail]
}

func (i *Inbox) add(m Mail) {
	m.SentAt = i.clock.Now().UTC()
	i.mails.add(m)
	i.log.Info("mail in the inbox", "subject", m.Subject)
}

// Mails lists the inbox, newest first.
func (i *Inbox) Mails() []Mail { return i.mails.newest() }

func (i *Inbox) reset() { i.mails.reset() }
