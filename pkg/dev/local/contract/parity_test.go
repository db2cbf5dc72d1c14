package contract

import (
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the parity ledger anew")

const ledger = "../PARITY.md"

// The ledger is written from the cases, so that it cannot claim what no test shows.
func TestParityLedgerIsFresh_N02(t *testing.T) {
	want := writeLedger()
	if *update {
		if err := os.WriteFile(ledger, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(ledger)
	if err != nil || string(got) != want {
		t.Errorf("%s is stale (%v): run go test ./pkg/dev/local/contract -run Parity -update", ledger, err)
	}
}

func writeLedger() string {
	var out strings.Builder
	out.WriteString(`# What the local Cognito has in common with AWS

Written by a test from the cases of ` + "`pkg/dev/local/contract`" + `; do not edit. Each line is a test that runs against the local
Cognito in every test run, and against a real pool when one is named (see ` + "`contract_test.go`" + `). No real pool has been
asked yet: what AWS does is taken from the source that the line names.

| AWS | the local Cognito | source | test |
|---|---|---|---|
`)
	for _, c := range Cases() {
		local := c.Local
		if local == "" {
			local = "the same"
		}
		name := strings.ReplaceAll(c.Name, " ", "_")
		out.WriteString("| " + cell(c.Name+": "+c.AWS) + " | " + cell(local) + " | " + cell(c.Source) + " | `" + name + "` |\n")
	}
	out.WriteString(deliberate)
	return out.String()
}

func cell(s string) string { return strings.ReplaceAll(s, "|", `\|`) }

const deliberate = `
## What the local Cognito does not do

- Multi-factor sign-in, devices, SRP, custom challenges, passkeys, one-time passwords by mail, SMS, federation, SAML, resource servers,
  ` + "`client_credentials`" + `, the implicit grant, threat protection, identity pools, import jobs, and every operation that changes the
  pool, its clients, domain or branding, or a group that exists. Calls for them are refused with a 400 that names the operation.
- Signatures and IAM rights of calls are not checked: any program on the machine may make them.
- CORS headers are not sent, although AWS sends them on ` + "`/oauth2/token`, `/oauth2/revoke` and `/oauth2/userInfo`" + `.
- The password policy is fixed: 8 characters with a lower case letter, an upper case letter and a number. A deployment may ask for
  more; a password that it refuses can then pass here.
- User names are always e-mail addresses, and ` + "`PreventUserExistenceErrors` is always `ENABLED`" + `.
- The app client may do more than the one that Terraform makes: it has the password flows of the API and the scope ` + "`profile`" + `, it may read and
  write every attribute, and a changed address takes the place of the old one before it is verified.
- Rate quotas of the account are not kept; the hourly limits of one user and the lock after failed sign-ins are.
- A refresh token that is used again after the grace period is refused; its family lives on. AWS does not document which it does.
`

// Every case needs a text and a name of its own: the ledger and the test output are made of them.
func TestCasesAreNamed(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range Cases() {
		if c.Name == "" || c.AWS == "" || c.Source == "" || c.Run == nil || seen[c.Name] {
			t.Errorf("case %q is incomplete or there twice", c.Name)
		}
		seen[c.Name] = true
	}
}
