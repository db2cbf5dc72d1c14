package pool

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"time"

	"cognitossr/pkg/dev/local/internal/cognito/srp"
)

// SRPChallenge is what a client gets to prove a password with (PASSWORD_VERIFIER).
type SRPChallenge struct {
	Username    string // the internal user name, which the proof is made with
	Salt, B     string // hexadecimal
	SecretBlock string // base64
}

// SRPProof is a client's answer. The block is as it came, in base64; so is the signature.
type SRPProof struct{ SecretBlock, Timestamp, Signature string }

// srpStep is an exchange that waits for its proof.
type srpStep struct {
	exchange *srp.Exchange
	salt     []byte // of the password that the exchange is about
	unknown  bool   // nobody has the name: every proof is wrong
}

// secretBlockSize is the size in bytes of one that was recorded.
const secretBlockSize = 1291

// BeginSRP begins to prove a password without sending it. The step has the client and what else is to be remembered; it
// is found again by the secret block. A name that nobody has gets the same kind of answer, and always the same salt and
// user name, as somebody who exists would.
func (p *Pool) BeginSRP(name, publicA string, step ChallengeSession, validity time.Duration) (SRPChallenge, error) {
	clientA, err := srp.PublicValue(publicA)
	if err != nil {
		return SRPChallenge{}, Refuse(InvalidParameter, "SRP_A is not a valid public value.")
	}
	username, secret, srpOf := p.passwordOf(name)
	if srpOf.exchange, err = srp.Begin(p.random, p.identity(username), secret, clientA); err != nil {
		return SRPChallenge{}, fmt.Errorf("beginning a proof of the password: %w", err)
	}
	challenge := newSRPChallenge(username, srpOf.salt, srpOf.exchange, p.random)
	step.Challenge, step.Name, step.Typed, step.srp = AwaitsPasswordProof, username, name, srpOf
	p.Challenges.openAs(challenge.SecretBlock, step, validity)
	return challenge, nil
}

func newSRPChallenge(username string, salt []byte, exchange *srp.Exchange, random source) SRPChallenge {
	block := base64.StdEncoding.EncodeToString(random.bytes(secretBlockSize))
	return SRPChallenge{Username: username, Salt: hex.EncodeToString(salt), B: exchange.Public(), SecretBlock: block}
}

// passwordOf returns the internal name and the secret of a user, or made-up ones that depend on the name alone.
func (p *Pool) passwordOf(name string) (username string, secret []byte, step *srpStep) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if u, ok := p.find(name); ok && len(u.Password.Secret) > 0 {
		return u.Username, u.Password.Secret, &srpStep{salt: u.Password.Salt}
	}
	random := p.madeUp("salt", name)
	return p.internalName(name), random.bytes(sha256.Size), &srpStep{salt: random.bytes(saltSize), unknown: true}
}

// InternalName is the user name of somebody, made up for somebody unknown.
func (p *Pool) InternalName(name string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.internalName(name)
}

// internalName is InternalName for who holds mu.
func (p *Pool) internalName(name string) string {
	if u, ok := p.find(name); ok {
		return u.Username
	}
	return p.madeUp("user name", name).sub()
}

// madeUp is a source of bytes that are the same for a name each time, and that nobody can tell without the pool's key.
func (p *Pool) madeUp(what, name string) source {
	return source{&keyedStream{key: p.disguise, about: what + "\n" + foldEmail(name)}}
}

// keyedStream is HMAC-SHA256 in counter mode.
type keyedStream struct {
	key   []byte
	about string
	n     int
	rest  []byte
}

func (s *keyedStream) Read(b []byte) (int, error) {
	for len(s.rest) < len(b) {
		mac := hmac.New(sha256.New, s.key)
		fmt.Fprintf(mac, "%d\n%s", s.n, s.about)
		s.rest, s.n = mac.Sum(s.rest), s.n+1
	}
	n := copy(b, s.rest)
	s.rest = s.rest[n:]
	return n, nil
}

// SRPStep finds the step that a secret block belongs to.
func (p *Pool) SRPStep(secretBlock string) (ChallengeSession, bool) {
	return p.Challenges.Find(secretBlock, AwaitsPasswordProof)
}

// IsOf says whether a name, as it was typed or as a challenge gave it, is that of the step.
func (p *Pool) IsOf(step ChallengeSession, name string) bool {
	if name == step.Name || step.Typed != "" && foldEmail(name) == foldEmail(step.Typed) {
		return true
	}
	u, err := p.User(name)
	return err == nil && u.Username == step.Name
}

// ProveSRP checks a proof that a client sends for a name. It can be tried once: the block is of no use afterwards. A
// wrong proof, an unknown user, another user's or client's block and one that is not the pool's are refused alike. The
// step comes with a proof of its own, right or wrong.
func (p *Pool) ProveSRP(clientID, name string, proof SRPProof) (User, ChallengeSession, error) {
	step, ok := p.Challenges.Take(proof.SecretBlock, AwaitsPasswordProof)
	if !ok || step.ClientID != clientID || !p.IsOf(step, name) {
		return User{}, ChallengeSession{}, errBadCredentials
	}
	right := !step.srp.unknown && step.srp.proves(proof)
	p.mu.Lock()
	defer p.mu.Unlock()
	u, err := p.attempt(step.Typed, func(u *user) bool { return right && bytes.Equal(u.Password.Salt, step.srp.salt) })
	return u, step, err
}

func (s *srpStep) proves(proof SRPProof) bool {
	block, err := base64.StdEncoding.DecodeString(proof.SecretBlock)
	if err != nil {
		return false
	}
	signature, err := base64.StdEncoding.DecodeString(proof.Signature)
	return err == nil && s.exchange.Verify(srp.Proof{SecretBlock: block, Timestamp: proof.Timestamp, Signature: signature})
}
