package pool

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
)

// source is where random bytes come from. It is safe for several goroutines.
type source struct{ io.Reader }

// bytes panics when the source fails: crypto/rand does not fail, and a test's source must not.
func (s source) bytes(n int) []byte {
	b := make([]byte, n)
	if _, err := io.ReadFull(s, b); err != nil {
		panic(fmt.Errorf("reading random bytes: %w", err))
	}
	return b
}

// uuid has the look of the UUIDs that Cognito uses for codes, jti and event_id.
func (s source) uuid() string {
	b := s.bytes(16)
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	h := hex.EncodeToString(b)
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

// sub has the look of a user's sub in newer pools, whose third group begins with 70, which no version of RFC 4122
// has.
func (s source) sub() string {
	u, free := s.uuid(), hex.EncodeToString(s.bytes(3))
	return u[:14] + "70" + free[:2] + "-" + free[2:] + u[23:]
}

// handle is an unguessable name for something the pool keeps, such as an open challenge.
func (s source) handle() string { return base64.RawURLEncoding.EncodeToString(s.bytes(24)) }

// sessionHandleSize makes a session's handle about as long as AWS's cookie.
const sessionHandleSize = 720

func (s source) sessionHandle() string {
	return base64.StdEncoding.EncodeToString(s.bytes(sessionHandleSize))
}

// digits is a confirmation code of six digits.
func (s source) digits() string {
	b := s.bytes(4)
	n := uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3])
	return fmt.Sprintf("%06d", n%1_000_000)
}

// NewUUID makes one that has nothing to do with a pool.
func NewUUID() string { return source{rand.Reader}.uuid() }

// NewRequestID names one answer, in the form that AWS's have.
func (p *Pool) NewRequestID() string { return p.random.uuid() }

// newSub makes the name of a user that does not exist yet.
func (p *Pool) newSub() string {
	if p.Behaviour.Variant().SubForm == "uuid" {
		return p.random.uuid()
	}
	return p.random.sub()
}
