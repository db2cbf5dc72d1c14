package authtest

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/asn1"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/big"
	"strings"
)

// signatures are attacks on the signature itself.
func signatures(l *lab) []Case {
	dot := strings.LastIndexByte(l.good, '.')
	text, signature := l.good[:dot], must(base64.RawURLEncoding.DecodeString(l.good[dot+1:]))
	signedAs := func(raw []byte) string { return text + "." + encode(string(raw)) }
	admin := l.AccessPayload(Claims{"cognito:groups": []string{"admin"}})
	wrap := new(big.Int).Add(new(big.Int).SetBytes(signature), l.Key(1).N)
	cases := []Case{
		{ID: "T-37", Name: "group added, signature kept", Token: encode(l.Header(1)) + "." + encode(admin) +
			l.good[dot:], Reason: "signature"},
		{ID: "T-39", Name: "signed by the attacker under the pool's key id", Token: SignWith(l.attackers.rsa, text),
			Reason: "signature"},
		{ID: "X-10", Name: "signature of another token",
			Token: text + l.ID(nil)[strings.LastIndexByte(l.ID(nil), '.'):], Reason: "signature"},
		{ID: "X-10", Name: "all zero", Token: signedAs(make([]byte, 256)), Reason: "signature"},
		{ID: "X-10", Name: "one", Token: signedAs(append(make([]byte, 255), 1)), Reason: "signature"},
		{ID: "X-10", Name: "the modulus", Token: signedAs(l.Key(1).N.Bytes()), Reason: "signature"},
		{ID: "X-10", Name: "all bits set", Token: signedAs(bytes.Repeat([]byte{0xff}, 256)), Reason: "signature"},
		{ID: "X-10", Name: "with a zero byte in front", Token: signedAs(append([]byte{0}, signature...)),
			Reason: "signature"},
		{ID: "X-10", Name: "with a zero byte behind", Token: signedAs(append(bytes.Clone(signature), 0)),
			Reason: "signature"},
		{ID: "X-10", Name: "without its last byte", Token: signedAs(signature[:255]), Reason: "signature"},
		{ID: "X-10", Name: "plus the modulus", Token: signedAs(wrap.Bytes()), Reason: "signature"},
		{ID: "X-10", Name: "negated", Token: signedAs(new(big.Int).Sub(l.Key(1).N,
			new(big.Int).SetBytes(signature)).FillBytes(make([]byte, 256))), Reason: "signature"},
	}
	for _, bit := range []int{0, 1, 7, 8, 1023, 1024, 2040, 2047} {
		flipped := bytes.Clone(signature)
		flipped[bit/8] ^= 0x80 >> (bit % 8)
		cases = append(cases, Case{ID: "T-34", Name: fmt.Sprintf("bit %d flipped", bit), Token: signedAs(flipped),
			Reason: "signature"})
	}
	return cases
}

// paddings are true signatures, by the pool's own key, of something else than the digest of the two parts.
func paddings(l *lab) []Case {
	text := l.good[:strings.LastIndexByte(l.good, '.')]
	signature := must(base64.RawURLEncoding.DecodeString(lastPart(l.good)))
	signedAs := func(raw []byte) string { return text + "." + encode(string(raw)) }
	digest, sum1 := sha256.Sum256([]byte(text)), sha1.Sum([]byte(text))
	return []Case{
		{ID: "X-11", Name: "over the header alone",
			Token: text + "." + lastPart(SignWith(l.Key(1), encode(l.Header(1)))), Reason: "signature"},
		{ID: "X-11", Name: "over the payload alone",
			Token: text + "." + lastPart(SignWith(l.Key(1), encode(l.payload))), Reason: "signature"},
		{ID: "X-11", Name: "over the decoded parts",
			Token: text + "." + lastPart(SignWith(l.Key(1), l.Header(1)+"."+l.payload)), Reason: "signature"},
		{ID: "X-12", Name: "PKCS #1 padding cut short, rest behind",
			Token: signedAs(rawSign(l.Key(1), shortPadding(digestInfo(sha256Prefix, digest[:])))), Reason: "signature"},
		{ID: "X-12", Name: "digest without its algorithm", Token: signedAs(rawSign(l.Key(1), padded(digest[:]))),
			Reason: "signature"},
		{ID: "X-12", Name: "SHA-1 in the padding",
			Token: signedAs(rawSign(l.Key(1), padded(digestInfo(sha1Prefix, sum1[:])))), Reason: "signature"},
		{ID: "X-12", Name: "block type 2", Token: signedAs(rawSign(l.Key(1),
			blockType2(padded(digestInfo(sha256Prefix, digest[:]))))), Reason: "signature"},
		{ID: "X-13", Name: "ASN.1 around the signature", Token: signedAs(must(asn1.Marshal(signature))), Reason: "signature"},
	}
}

// What precedes the digest in a signature, RFC 8017 section 9.2.
var (
	sha256Prefix = []byte{0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01,
		0x05, 0x00, 0x04, 0x20}
	sha1Prefix = []byte{0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 0x05, 0x00, 0x04, 0x14}
)

func digestInfo(prefix, digest []byte) []byte { return append(bytes.Clone(prefix), digest...) }

// padded is PKCS #1 v1.5 padding for a 2048-bit key.
func padded(info []byte) []byte {
	block := append([]byte{0, 1}, bytes.Repeat([]byte{0xff}, 256-3-len(info))...)
	return append(append(block, 0), info...)
}

// shortPadding is eight bytes of padding, the digest, and zeros behind, which a verifier that searches for the digest
// takes (Bleichenbacher, 2006).
func shortPadding(info []byte) []byte {
	block := append([]byte{0, 1}, bytes.Repeat([]byte{0xff}, 8)...)
	block = append(append(block, 0), info...)
	return append(block, make([]byte, 256-len(block))...)
}

func blockType2(block []byte) []byte {
	block[1] = 2
	return block
}

// rawSign raises a block to the private exponent.
func rawSign(key *rsa.PrivateKey, block []byte) []byte {
	return new(big.Int).Exp(new(big.Int).SetBytes(block), key.D, key.N).FillBytes(make([]byte, 256))
}

func lastPart(token string) string { return token[strings.LastIndexByte(token, '.')+1:] }

// forms are attacks on the compact serialization.
func forms(l *lab) []Case {
	parts := strings.Split(l.good, ".")
	general := func(signatures ...map[string]any) string {
		return string(must(json.Marshal(map[string]any{"payload": parts[1], "signatures": signatures})))
	}
	good := map[string]any{"protected": parts[0], "signature": parts[2]}
	bad := map[string]any{"protected": parts[0], "signature": encode(strings.Repeat("\x00", 256))}
	flattened := string(must(json.Marshal(map[string]any{"payload": parts[1], "protected": parts[0], "signature": parts[2]})))
	cases := []Case{
		{ID: "T-40", Name: "4 parts", Token: l.good + ".x", Reason: "form"},
		{ID: "T-40", Name: "a dot behind", Token: l.good + ".", Reason: "form"},
		{ID: "T-40", Name: "a dot in front", Token: "." + l.good, Reason: "form"},
		{ID: "T-41", Name: "2 parts", Token: parts[0] + "." + parts[1], Reason: "form"},
		{ID: "T-42", Name: "5 parts", Token: l.good + "." + parts[1] + "." + parts[2], Reason: "form"},
		{ID: "T-42", Name: "a good token, encrypted to the pool's key", Token: l.encrypted(), Reason: "form"},
		{ID: "T-42", Name: "a refresh token of Cognito",
			Token: encode(`{"cty":"JWT","enc":"A256GCM","alg":"RSA-OAEP"}`) + ".AAAA.AAAA.AAAA.AAAA", Reason: "form"},
		{ID: "T-43", Name: "empty signature", Token: parts[0] + "." + parts[1] + ".", Reason: "form"},
		{ID: "T-45", Name: "empty header", Token: "." + parts[1] + "." + parts[2], Reason: "form"},
		{ID: "T-45", Name: "empty payload, signed", Token: SignWith(l.Key(1), parts[0]+"."), Reason: "form"},
		{ID: "T-47", Name: "JSON general", Token: general(good)},
		{ID: "T-48", Name: "JSON flattened", Token: flattened},
		{ID: "T-49", Name: "JSON, two signatures", Token: general(bad, good)},
		{ID: "T-56", Name: "8193 bytes", Token: l.sized(8193), Reason: "size"},
		{ID: "T-56", Name: "1 MB", Token: l.sized(1 << 20), Reason: "size"},
		{ID: "C-20", Name: "nearly 8192 bytes", Token: l.sized(8190), Want: Accepted},
	}
	return append(cases, each("T-46", "text", []string{"", ".", "..", "...", "a.b.c", "null", "undefined",
		"Bearer " + l.good, l.good + l.good, `"` + l.good + `"`}, func(text string) string { return text })...)
}

// encrypted is a JWE to the pool's own key whose plaintext is a good token, RFC 7516 appendix A.1 with RSA-OAEP-256: a
// verifier that decrypts what it is given would find a true signature inside.
func (l *lab) encrypted() string {
	header := encode(`{"kid":"` + l.Kid(1) + `","alg":"RSA-OAEP-256","enc":"A256GCM","cty":"JWT"}`)
	key := bytes.Repeat([]byte{7}, 32)
	gcm := must(cipher.NewGCM(must(aes.NewCipher(key))))
	iv := make([]byte, gcm.NonceSize())
	sealed := gcm.Seal(nil, iv, []byte(l.good), []byte(header))
	text, tag := sealed[:len(sealed)-gcm.Overhead()], sealed[len(sealed)-gcm.Overhead():]
	wrapped := must(rsa.EncryptOAEP(sha256.New(), rand.Reader, &l.Key(1).PublicKey, key, nil))
	return strings.Join([]string{header, encode(string(wrapped)), encode(string(iv)), encode(string(text)),
		encode(string(tag))}, ".")
}

// sized is a token of so many bytes or one more: base64 does not have every length.
func (l *lab) sized(size int) string {
	pad := 0
	for {
		token := l.with(Claims{"custom:pad": strings.Repeat("x", pad)})
		if len(token) >= size {
			return token
		}
		pad += max((size-len(token))*3/4, 1)
	}
}

// encodings are attacks on base64url. All have a true signature over the text as it is.
func encodings(l *lab) []Case {
	header, payload := encode(l.Header(1)), encode(l.payload)
	signed := func(text string) string { return SignWith(l.Key(1), text) }
	var cases []Case
	for _, space := range []string{" ", "\t", "\n", "\r\n", "\u00a0", "\x00"} {
		cases = append(cases,
			Case{ID: "T-50", Name: fmt.Sprintf("%q in front", space), Token: space + l.good},
			Case{ID: "T-50", Name: fmt.Sprintf("%q behind", space), Token: l.good + space},
			Case{ID: "T-51", Name: fmt.Sprintf("%q inside the payload", space),
				Token: signed(header + "." + payload[:40] + space + payload[40:])},
			Case{ID: "T-51", Name: fmt.Sprintf("%q inside the header", space),
				Token: signed(header[:8] + space + header[8:] + "." + payload)},
			Case{ID: "T-51", Name: fmt.Sprintf("%q inside the signature", space),
				Token: l.good[:len(l.good)-40] + space + l.good[len(l.good)-40:]})
	}
	odd := l.payload
	for len(odd)%3 != 1 {
		odd += " "
	}
	oddHeader := l.Header(1)
	for len(oddHeader)%3 != 1 {
		oddHeader += " "
	}
	return append(cases, []Case{
		{ID: "T-52", Name: "padding on the header",
			Token: signed(base64.URLEncoding.EncodeToString([]byte(oddHeader)) + "." + payload), Reason: "base64"},
		{ID: "T-52", Name: "padding on the payload",
			Token: signed(header + "." + base64.URLEncoding.EncodeToString([]byte(odd))), Reason: "base64"},
		{ID: "T-53", Name: "padding on the signature", Token: l.good + "==", Reason: "base64"},
		{ID: "T-54", Name: "unused bits set in the header",
			Token: signed(unusedBits(encode(oddHeader)) + "." + payload), Reason: "base64_bits"},
		{ID: "T-54", Name: "unused bits set in the payload", Token: signed(header + "." + unusedBits(encode(odd))),
			Reason: "base64_bits"},
		{ID: "T-54", Name: "unused bits set in the signature", Token: unusedBits(l.good), Reason: "base64_bits"},
		{ID: "T-55", Name: "standard alphabet", Token: l.standardAlphabet(), Reason: "base64"},
		{ID: "X-14", Name: "a length that base64 does not have",
			Token: signed(header + "." + encode(odd)[:len(encode(odd))-1])},
		{ID: "X-14", Name: "percent encoding", Token: strings.ReplaceAll(l.good, ".", "%2E")},
		{ID: "X-14", Name: "full-width dots", Token: strings.ReplaceAll(l.good, ".", "．")},
	}...)
}

// unusedBits sets the lowest bit of the last character, which is unused in a part of this length.
func unusedBits(text string) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	last := strings.IndexByte(alphabet, text[len(text)-1])
	return text[:len(text)-1] + string(alphabet[last|1])
}

// standardAlphabet is a good token whose signature is written with + and /.
func (l *lab) standardAlphabet() string {
	for i := 0; ; i++ {
		token := l.with(Claims{"jti": fmt.Sprint(i)})
		dot := strings.LastIndexByte(token, '.')
		if strings.ContainsAny(token[dot:], "-_") {
			return token[:dot] + strings.NewReplacer("-", "+", "_", "/").Replace(token[dot:])
		}
	}
}
