// Package appuser defines the application's own ID of a user: its attribute and how it is made. It must not call the
// pool and must not link user management: the trigger post-confirmation stores the ID for new users, and the command
// "users backfill" for those it has missed.
package appuser

import (
	"encoding/hex"
	"fmt"
	"io"
	"time"
)

// Attribute holds the ID. No app client can write it.
const Attribute = "custom:app_user_id"

// Claim holds it in tokens, where the trigger pre-token-generation is deployed.
const Claim = "app_user_id"

// NewID returns a UUID of version 7 (RFC 9562 section 5.7): 48 bits of milliseconds since 1970, so that IDs sort by
// age, and 74 random bits.
func NewID(now time.Time, random io.Reader) (string, error) {
	var id [16]byte
	if _, err := io.ReadFull(random, id[6:]); err != nil {
		return "", fmt.Errorf("making an ID: %w", err)
	}
	milliseconds := now.UnixMilli()
	for i := range 6 {
		id[i] = byte(milliseconds >> (40 - 8*i))
	}
	id[6] = id[6]&0x0F | 0x70 // version
	id[8] = id[8]&0x3F | 0x80 // variant
	text := hex.EncodeToString(id[:])
	return text[:8] + "-" + text[8:12] + "-" + text[12:16] + "-" + text[16:20] + "-" + text[20:], nil
}
