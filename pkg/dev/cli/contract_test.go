package main

import (
	"strings"
	"testing"
)

// The report tells what differs and nothing about the pool that a reader could use.
func TestDifferencesOfARealPool_N02(t *testing.T) {
	const suite = `"Package":"example/pkg/dev/local/contract","Test":"TestRealCognitoKeepsTheContract_N02`
	events := strings.Join([]string{
		`{"Action":"output",` + suite + `","Output":"    contract.go:120: not run, there is no mail box: ConfirmSignUp refuses a wrong code\n"}`,
		`{"Action":"output",` + suite + `/GetUser_refuses_garbage","Output":"=== RUN   TestRealCognitoKeepsTheContract_N02/GetUser_refuses_garbage\n"}`,
		`{"Action":"pass",` + suite + `/GetUser_refuses_garbage"}`,
		`{"Action":"output",` + suite + `/A_wrong_secret_(F-46)","Output":"    replay.go:205: status 401, recorded 400 at https://my-pool.auth.eu-west-1.amazoncognito.com for ann@example.com\n"}`,
		`{"Action":"output",` + suite + `/A_wrong_secret_(F-46)","Output":"    contract.go:130: expected of AWS: 400; eu-west-1_AbCdEfGhI 1h57kf5cpq17m0eml12EXAMPLE eyJraWQi.x-y 4f9a0000-1111-7022-d333-444455556666 arn:aws:iam::123456789012:role/x\n"}`,
		`{"Action":"fail",` + suite + `/A_wrong_secret_(F-46)"}`,
		`{"Action":"fail",` + suite + `"}`,
	}, "\n")
	var out strings.Builder
	readDifferences(strings.NewReader(events)).write(&out, "a user pool in eu-west-1",
		scrubber(contractFlags{pool: "eu-west-1_AbCdEfGhI"}))
	for _, want := range []string{
		"1 cases as expected, 1 differ, 1 not run.", "## A wrong secret (F-46)",
		"status 401, recorded 400 at https://<domain> for <address>",
		"expected of AWS: 400; <pool> <id> <token> <uuid> arn:aws:iam::<account>:role/x",
		"- there is no mail box: ConfirmSignUp refuses a wrong code",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the report lacks %q:\n%s", want, out.String())
		}
	}
	if strings.Contains(out.String(), "GetUser") || strings.Contains(out.String(), "replay.go") {
		t.Errorf("the report has what held, or a place in the source:\n%s", out.String())
	}
}

func TestSuiteThatDoesNotBeginSaysWhy_N02(t *testing.T) {
	const suite = `"Package":"example/pkg/dev/local/contract","Test":"TestRealCognitoKeepsTheContract_N02"`
	events := `{"Action":"output",` + suite + `,"Output":"    contract_test.go:130: describing the pool: no credentials\n"}` + "\n" + `{"Action":"fail",` + suite + `}`
	var out strings.Builder
	readDifferences(strings.NewReader(events)).write(&out, "a user pool", scrubber(contractFlags{}))
	if !strings.Contains(out.String(), "describing the pool: no credentials") {
		t.Errorf("the report is %s", out.String())
	}
}
