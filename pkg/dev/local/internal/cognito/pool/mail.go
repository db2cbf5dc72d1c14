package pool

import (
	"slices"
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

// mail puts a message into the inbox. The caller holds mu.
func (p *Pool) mail(m Mail) {
	m.SentAt = p.clock.Now().UTC()
	if len(p.mails) >= keptMails {
		p.mails = slices.Clone(p.mails[keptMails/2:])
	}
	p.mails = append(p.mails, m)
	p.settings.Log.Info("mail in the inbox", "subject", m.Subject)
}

// Mails lists the inbox, newest first.
func (p *Pool) Mails() []Mail {
	p.mu.Lock()
	defer p.mu.Unlock()
	mails := slices.Clone(p.mails)
	slices.Reverse(mails)
	return mails
}
