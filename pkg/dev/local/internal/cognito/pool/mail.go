package pool

import (
	"log/slog"
	"slices"
	"sync"
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

	mu    sync.Mutex
	mails []Mail
}

func (i *Inbox) add(m Mail) {
	i.mu.Lock()
	defer i.mu.Unlock()
	m.SentAt = i.clock.Now().UTC()
	if len(i.mails) >= keptMails {
		i.mails = slices.Clone(i.mails[keptMails/2:])
	}
	i.mails = append(i.mails, m)
	i.log.Info("mail in the inbox", "subject", m.Subject)
}

// Mails lists the inbox, newest first.
func (i *Inbox) Mails() []Mail {
	i.mu.Lock()
	defer i.mu.Unlock()
	mails := slices.Clone(i.mails)
	slices.Reverse(mails)
	return mails
}

func (i *Inbox) reset() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.mails = nil
}
