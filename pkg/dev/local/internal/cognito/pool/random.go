package pool

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
)

// randomBytes panics when the source fails: crypto/rand does not fail, and a test's source must not.
func (p *Pool) randomBytes(n int) []byte {
	b := make([]byte, n)
	if _, err := io.ReadFull(p.settings.Random, b); err != nil {
		panic(fmt.Errorf("reading random bytes: %w", err))
	}
	return b
}

// newSub has the look of a user's sub. Newer pools make ones whose third group begins with 70, which no version
// of RFC 4122 has. The caller holds mu.
func (p *Pool) newSub() string {
	sub := p.newUUID()
	if p.variant.SubForm == "uuid" {
		return sub
	}
	free := hex.EncodeToString(p.randomBytes(3))
	return sub[:14] + "70" + free[:2] + "-" + free[2:] + sub[23:]
}

// newUUID has the look of the UUIDs that Cognito uses for codes, jti and event_id.
func (p *Pool) newUUID() string {
	b := p.randomBytes(16)
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	h := hex.EncodeToString(b)
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

// NewRequestID names one answer, in the form that AWS's have.
func (p *Pool) NewRequestID() string { return p.newUUID() }

// newHandle is an unguessable name for something the pool keeps: a browser session, an open challenge.
func (p *Pool) newHandle() string { return base64.RawURLEncoding.EncodeToString(p.randomBytes(24)) }

// newSessionHandle has about the length of AWS's session cookie.
func (p *Pool) newSessionHandle() string {
	return base64.StdEncoding.EncodeToString(p.randomBytes(sessionHandleSize))
}

const sessionHandleSize = 720

// newDigits is a confirmation code of six digits.
func (p *Pool) newDigits() string {
	b := p.randomBytes(4)
	n := uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3])
	return fmt.Sprintf("%06d", n%1_000_000)
}
