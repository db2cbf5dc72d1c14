package awsjson

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

// ofTheSDK is the Authorization header that the SDK's signer gives a request.
func ofTheSDK(t *testing.T, r *http.Request, body string, keys credentials, s scope) string {
	t.Helper()
	signed := r.Clone(context.Background())
	signed.Header.Del("Authorization")
	signed.Header.Del("Accept-Encoding") // is not signed here, because a proxy may change it
	signed.Body, signed.ContentLength = http.NoBody, 0
	given := aws.Credentials{AccessKeyID: keys.id, SecretAccessKey: keys.secret, SessionToken: keys.token}
	if err := v4.NewSigner().SignHTTP(t.Context(), given, signed, hash(body), s.service, s.region, s.at); err != nil {
		t.Fatal(err)
	}
	return signed.Header.Get("Authorization")
}

// TestSignatureIsTheSDKs compares the signature with that of an implementation that nobody here wrote.
func TestSignatureIsTheSDKs(t *testing.T) {
	zone := time.FixedZone("", -9*3600)
	for name, tt := range map[string]struct {
		endpoint, region, body string
		keys                   credentials
		at                     time.Time
		action                 Action
	}{
		"a role's": {"", "eu-west-1", `{"Name":"/a"}`, credentials{"AKID", "s3cret/+", "token=="},
			time.Unix(1790000000, 0), "ssm:GetParameter"},
		"a user's": {"", "us-gov-west-1", `{}`, credentials{"AKID", "s", ""}, time.Unix(1, 0).In(zone),
			"dynamodb:PutItem"},
		"of a user pool": {"", "eu-west-1", `{"UserPoolId":"eu-west-1_a"}`,
			credentials{"AKID", "s3cret", "token"}, time.Unix(1790000000, 0), "cognito-idp:AdminDeleteUser"},
		"a port": {"http://127.0.0.1:4566", "eu-west-1", `{"ä":"\u0000"}`, credentials{"A", "B", "C"},
			time.Unix(1790000000, 999), "dynamodb:GetItem"},
		"the scheme's own port": {"https://vpce.example.com:443/", "cn-north-1", ``, credentials{"A", "B", "C"},
			time.Unix(1790000000, 0), "ssm:GetParameter"},
		"at midnight": {"", "ap-southeast-2", `{}`, credentials{"A", "B", "C"},
			time.Date(2026, 12, 31, 23, 59, 59, 0, zone), "ssm:GetParameter"},
		"a long body and secret": {"", "eu-west-1", strings.Repeat("x", 5000),
			credentials{"A", strings.Repeat("k", 200), "t"}, time.Unix(1790000000, 0), "dynamodb:PutItem"},
	} {
		t.Run(name, func(t *testing.T) {
			client := New(environment(map[string]string{
				"AWS_ENDPOINT_URL": tt.endpoint, "AWS_REGION": tt.region,
				"AWS_ACCESS_KEY_ID": tt.keys.id, "AWS_SECRET_ACCESS_KEY": tt.keys.secret, "AWS_SESSION_TOKEN": tt.keys.token,
			}), Limits{})
			client.Now = func() time.Time { return tt.at }
			r, err := client.request(t.Context(), tt.action, tt.body)
			if err != nil {
				t.Fatal(err)
			}
			want := ofTheSDK(t, r, tt.body, tt.keys, scope{tt.region, tt.action.service(), tt.at})
			if got := r.Header.Get("Authorization"); got != want {
				t.Errorf("Authorization: %s\nwant %s", got, want)
			}
		})
	}
}

// FuzzSignature does the same with any text that fits into a header.
func FuzzSignature(f *testing.F) {
	f.Add("AKID", "secret", "token", "eu-west-1", "{}", int64(1790000000))
	f.Fuzz(func(t *testing.T, id, secret, token, region, body string, seconds int64) {
		for _, text := range []string{id, token, region} {
			if strings.ContainsFunc(text, func(c rune) bool { return c <= ' ' || c > '~' }) {
				t.Skip()
			}
		}
		if id == "" || secret == "" || strings.ContainsAny(region, "/:?#@%[]\\^`{|}<>\"") || region == "" ||
			seconds < 0 || seconds > 253402300799 {
			t.Skip()
		}
		keys, s := credentials{id, secret, token}, scope{region, "ssm", time.Unix(seconds, 0)}
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://ssm.example.com/", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-amz-json-1.1")
		r.Header.Set("X-Amz-Target", "AmazonSSM.GetParameter")
		sign(r, body, keys, s)
		if got, want := r.Header.Get("Authorization"), ofTheSDK(t, r, body, keys, s); got != want {
			t.Errorf("Authorization: %s\nwant %s", got, want)
		}
	})
}
