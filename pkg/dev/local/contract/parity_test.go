package contract

import (
	"flag"
	"fmt"
	"os"
	"regexp"
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
Cognito in every test run, and against a real pool with ` + "`./build.sh contract --pool`" + `. No real pool has been asked yet. The local
gateway has a [ledger](internal/gateway/PARITY.md) too. How it is known what AWS does:

` + counts() + `
| AWS | the local Cognito | known by | source | test |
|---|---|---|---|---|
`)
	for _, c := range Cases() {
		local := c.Local
		if local == "" {
			local = "the same"
		}
		name := strings.ReplaceAll(c.Name, " ", "_")
		out.WriteString("| " + cell(c.Name+": "+c.AWS) + " | " + cell(local) + " | " + string(c.Evidence) + " | " +
			cell(c.Source) + " | `" + name + "` |\n")
	}
	out.WriteString(deliberate)
	return out.String()
}

// counts tells how many cases have each kind of evidence.
func counts() string {
	n := map[Evidence]int{}
	for _, c := range Cases() {
		n[c.Evidence]++
	}
	var out strings.Builder
	for _, kind := range []struct {
		evidence Evidence
		means    string
	}{
		{Recorded, "by a program that asked AWS: a capture, a fixture, a test that ran against a pool"},
		{Shown, "by somebody who ran it: an issue, a thread, an article"},
		{Documented, "AWS's documentation or its service model says so"},
		{Chosen, "nothing says what AWS does, and this project chose"},
	} {
		fmt.Fprintf(&out, "- **%d %s**: %s\n", n[kind.evidence], kind.evidence, kind.means)
	}
	fmt.Fprintf(&out, "- %d in all\n", len(Cases()))
	return out.String()
}

func cell(s string) string { return strings.ReplaceAll(s, "|", `\|`) }

const deliberate = `
## What varies

Recordings of AWS differ between pools and years. Where they do, the local Cognito has the newer or the stricter answer, and another
one on request: ` + "`POST /_local/variant {\"seed\":7}`" + ` chooses all of it by a seed, ` + "`{\"event_id\":false}`" + ` one thing by its name, and ` + "`GET /_local/state`" + ` lists
them. The site's own end-to-end suite runs under ten seeds.

## What it does otherwise, and why

- Cookies have no Secure flag and the pages no https: the server speaks plain HTTP on loopback, where Safari refuses such cookies.
- A form without a token is taken when nothing says that another site sent it (F-21), so that a client that knows only the documented
  fields can post it. ` + "`form_token_required`" + ` asks for it, as AWS does. A form that was opened before another sign-in in the same browser is
  taken as well; what AWS does with it is not recorded.
- The sign-in form stands once in its page (F-19): two elements with one id are invalid HTML, and no label reaches the second. ` + "`two_forms`" + `
  doubles it, as on the classic page. The sign-up form has the field ` + "`email`" + ` and takes ` + "`username`" + ` as well (F-25). /confirm has the recorded hidden
  fields, but who proved a password is kept by the pool, under ` + "`attempt`" + ` in the query and the cookie ` + "`cognito-attempt`" + `.
- Mails say "Your verification code is NNNNNN." and not "Your confirmation code is ..." (F-28): the deployment's own text is that.
- An error goes to the callback, never to /error on the domain, when the callback is known (F-05, one report against many).
- Unknown parameters of authorize are ignored (F-07, one report). Without a scope the client's scopes are given, and the code can be
  exchanged (F-12, one report says that it could not; the developer guide says all scopes).
- A domain of version 2 shows managed login: the token ` + "`csrf`" + ` (F-20), which every form must have, ` + "`lang`" + ` with its cookie, /login/continue (F-242),
  passkeys, and 403 on every page for a client without a style (F-32). Forms, fields and paths are otherwise those of the classic pages, as far
  as AWS's guide says that the two differ in nothing but their look; the sentences are chosen. A wrong style is refused, in chosen words. The
  heading of F-244 is not copied. Texts are in English and German; AWS's nine other languages are remembered and shown in English. How long the cookie
  ` + "`lang`" + ` lives is chosen. Accept-Language has no say, as documented. ` + "`max_age`" + ` has no effect: AWS does not document it.
- The first pool has the domain ` + "`local`" + `, whose version ` + "`UpdateUserPoolDomain`" + ` changes at once. With managed login its first app clients have a style from the
  start, as a deployment must make one for each.
- Of a style's settings, colours, radii, density, places, header, footer, logos, backgrounds and favicons are shown; those of states such as active
  and disabled, of drop-downs, option controls and the order of providers are kept only, and icons of providers and factors are not shown.
- The pages of second factors have the field ` + "`authentication_code`" + `, as the classic page for the code of an app was seen to have; they take
  ` + "`code`" + ` as well. Their addresses (` + "`/mfa`, `/selectMfa`, `/mfaSetup`" + `), the choice and the set-up are this project's: nothing of them is recorded.
  Who has just confirmed a sign-up is asked like everybody else; one page of AWS's guide says so, another that the first sign-in is not.
- A code of an authenticator app is compared with the machine's clock, as apps have it, not with the pool's, which can be moved. After ten wrong
  codes in a row the user waits, as after five wrong passwords. A code that arrived verifies the telephone number or address.
- A Content-Security-Policy and a Referrer-Policy are sent besides AWS's headers (F-40), a Content-Length instead of chunks (F-54), and ` + "`Allow`" + ` with a 405, without the header ` + "`x-application-context`" + ` (F-53).
- Where the pool allows them and the app client has ALLOW_USER_AUTH, the sign-in form of managed login has buttons for a code by mail, a code by
  text message and a passkey beside the password; AWS's pages ask for the name first. The page of the code (/login/code) is this project's.
  Whoever confirms a sign-up there is offered a passkey (/passkeys/add), as documented, unless a second factor is needed or the page is open by
  an IP address; nobody else is.
- Passkeys are made at /passkeys/add and used by a button in the sign-in form of managed login. From /passkeys/add the browser goes on to the callback with a code if the request had a state, which is chosen. They are for the host of the pages, or for localhost where
  that is an IP address, for which browsers keep no passkeys: open the pages by a name then. These pages have a script, all others none.
- A page stands in for an identity provider, at /_local/provider/NAME, and comes back through /oauth2/idpresponse, SAML, too. Only an OIDC
  provider whose issuer is on this machine is really asked, with a nonce, which AWS's recorded requests do not have (F-228), and its ID
  token must be signed with RS256. The state is an opaque handle, not AWS's packed JSON (F-229); it is for one browser and works once.
- A browser session in which a password alone was typed is over once the pool requires a second factor; what AWS does with it is not recorded. An
  alias that another user has verified is an AliasExistsException until it is forced; the former owner's address is then unverified. That the code
  still works after the refusal, here and at VerifyUserAttribute, is chosen.
- Devices (DeviceConfiguration) are remembered for sign-ins by the API, after their proof by SRP. What DEVICE_SRP_AUTH looks like on the wire is not
  recorded: it is what amazon-cognito-identity-js and pycognito send and read, with a Session or without. A device that is not remembered is not asked for; keys of 100 devices are kept.
- User names of a provider's users are Google_A1, as in 2019, and google_a1, as in 2026, by ` + "`provider_user_name`" + ` (F-219); they are found in
  either case. Attributes that the provider no longer sends stay. What AWS answers to a provider's refusal, to a disabled user and to a
  failed exchange with a provider is not recorded: access_denied, and invalid_request with a description, are chosen.
- Codes and passkeys as the first factor are offered to nobody who needs a second factor, unless FactorConfiguration says that a passkey is
  two. No recording shows what AWS does there. Ten wrong codes close a Session, and ten in
  a row, over any number of Sessions, make the name wait as wrong passwords do.
- The words for a number, a date or a flag that is none, and for a number out of its bounds, are chosen; a DateTime is a date, or one with the
  time as in RFC 3339.
- The words for failAuthentication, for an SRP_A that is none, and for every refusal of a passkey are chosen; so is that a user who is not
  confirmed or has to reset the password learns that after the first step of SRP.
- A function that runs into its own time limit is refused with the words that the local Lambda gives it (F-108).
- The site's own pool calls the functions of routes.json; one that the API made calls those that its LambdaConfig names, by their ARNs: the site's
  (` + "`PREFIX-NAME`" + `), or whatever answers Lambda's Invoke at ` + "`AWS_ENDPOINT_URL_LAMBDA`" + `, unsigned. Without either the
  refusal is Lambda's ResourceNotFoundException (F-109).
- The function before tokens may not change Cognito's own claims: what it wants of them is ignored. When it fails, the token endpoint answers
  invalid_grant with a description; what AWS says there is not recorded. The event of a machine has the client's id as userName, the event
  of an inbound federation the name that the user will have, and an empty tokenResponse: the stand-in has no tokens.
- PreAuthentication is called when a sign-in begins, by SRP or a choice of factors, too; of a provider's user from the second sign-in on. The pages
  send no metadata to any function.
- A message of a function without the placeholder for the code is refused with the words of one report (2018); an invitation without one of its two
  goes out in the pool's own words (another, 2019). A user who is migrated gets no welcome message, and has to reset the
  password unless finalUserStatus is CONFIRMED.

## moto's own tests

Of the 220 cases that moto 5.2.1 has for user pools, without those of its own server, 114 pass against the local Cognito as they stand, and among
them all that moto's authors ran against AWS. 12 others are about moto itself: its keys, ids by hash, recordings, names at CloudFront, codes in a
header. 94 want what AWS refuses or answers otherwise. 56 of these pass when the refused inputs alone are put right: attributes that no schema has (41
cases), names, ARNs, addresses and ids that the service model or the guide rules out (24), passwords against the policy (8), no
SECRET_HASH (7), flows that nobody switched on (2). The rest want moto's words, any code to be right, members that AWS leaves out or
adds, or users to be recovered who have nothing verified.

## What the local Cognito does not do

- Threat protection, identity pools, import jobs and replicas: 114 of the service's 126 operations are offered, and AdminGetUserAuthFactors besides. Operations for what is not offered are refused with a 400 that
  names the operation. SAML itself (a page stands in for its providers, too), custom senders of mails and text messages, which want a key of
  KMS, and links by another attribute than Cognito_Subject are not there either. Terms, risk, log and tag settings are kept and shown,
  and nothing follows from them. A password's history is kept and not applied.
- Pools that the API makes are gone when the program ends, unless it has a data file. They share one address: a request at the domain
  goes to the pool of its app client, its token or its host name (` + "`" + `my-prefix.localhost` + "`" + `). ` + "`" + `/_local/` + "`" + ` is about the first pool.
- A link in a mail (` + "`" + `CONFIRM_WITH_LINK` + "`" + `) is a code all the same. In a pool with plain user names the sign-up page has no field for an
  address of its own.
- Signatures and IAM rights of calls are not checked: any program on the machine may make them.
- CORS headers are sent to pages on this machine only. AWS sends them to every page; here that would let any page on the web use the pool.
- The pool that ` + "`" + `./build.sh dev` + "`" + ` begins with is set up by the variables of Terraform; ` + "`" + `pkg/dev/cli/dev_settings.go` + "`" + ` says of each what it
  does locally. ` + "`" + `./build.sh cognito` + "`" + ` begins with a pool whose passwords have 8 characters with a lower case letter, an upper case letter
  and a number. Pools that the API or Terraform makes have their own policy.
- Its app client may do more than the one that Terraform makes: it has the password flows of the API and the scope ` + "`" + `profile` + "`" + `, and may read
  and write every attribute. A changed address takes the place of the old one before it is verified, unless the pool keeps that.
- Rate quotas of the account are not kept; the hourly limits of one user and the lock after failed sign-ins are.
- A refresh token that is used again after the grace period is refused; its family lives on unless ` + "`reuse_revokes`" + ` is set. AWS does not
  document which it does.
`

var dated = regexp.MustCompile(`\b20\d\d\b|undated`)

// Every case needs a text and a name of its own: the ledger and the test output are made of them.
func TestCasesAreNamed(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range Cases() {
		if c.Name == "" || c.AWS == "" || c.Source == "" || c.Run == nil || seen[c.Name] {
			t.Errorf("case %q is incomplete or there twice", c.Name)
		}
		switch c.Evidence {
		case Recorded, Shown:
			if !dated.MatchString(c.Source) {
				t.Errorf("case %q: %s evidence without a date: %s", c.Name, c.Evidence, c.Source)
			}
		case Documented, Chosen:
		default:
			t.Errorf("case %q has the evidence %q", c.Name, c.Evidence)
		}
		seen[c.Name] = true
	}
}
