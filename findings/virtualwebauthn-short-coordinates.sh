#!/usr/bin/env bash
# The coordinates of a COSE key on P-256 have 32 bytes each (RFC 9053 section 7.1.1). virtualwebauthn leaves leading zero
# bytes out, so about one of 128 of its keys is none, and a test that registers passkeys fails now and then.
# https://github.com/descope/virtualwebauthn
#
# Seen with virtualwebauthn 1.0.3 and Go 1.26: 2,000 keys. This fails when all have coordinates of 32 bytes.
set -euo pipefail

folder=$(mktemp -d)
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
cd "$folder"
cat >go.mod <<'END'
module finding

go 1.26
END
cat >main.go <<'END'
package main

import (
	"bytes"
	"fmt"
	"os"

	"github.com/descope/virtualwebauthn"
)

func main() {
	const keys = 2000
	short := 0
	for range keys {
		key := virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2).Key.AttestationData()
		// In CBOR a coordinate of 32 bytes begins with 58 20, after its label 21 or 22.
		if !bytes.Contains(key, []byte{0x21, 0x58, 0x20}) || !bytes.Contains(key, []byte{0x22, 0x58, 0x20}) {
			short++
		}
	}
	fmt.Printf("%d of %d keys have a short coordinate\n", short, keys)
	if short == 0 {
		os.Exit(1)
	}
}
END
export GOFLAGS=-mod=mod GOWORK=off
go get github.com/descope/virtualwebauthn@v1.0.3 >/dev/null 2>&1
go run .
