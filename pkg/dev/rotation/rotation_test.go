package rotation

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	ssmtypes "github.com/aws/aws-sdk-go-v2/service/ssm/types"

	"cognitossr/pkg/sensitive"
)

const described = "Secret of the app client of demo."

// account is Cognito's client and the parameter, as AWS keeps them. A call may be lost before it has its effect, or its
// answer afterwards.
type account struct {
	t       *testing.T
	now     time.Time
	secrets []secret
	values  map[string]string // id to value
	stored  string
	about   string // the parameter's description
	written time.Time

	calls  int
	lost   int  // which call fails; 0: none
	answer bool // only its answer is lost
	log    []string
}

func newAccount(t *testing.T) *account {
	start := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	return &account{
		t: t, now: start.Add(24 * time.Hour), secrets: []secret{{"id-0", start}},
		values: map[string]string{"id-0": "value-0"},
		stored: "value-0", about: described, written: start,
	}
}

var errLost = errors.New("connection lost")

// call counts a call, does it unless it is lost, and holds what must be true at every moment: the stored secret is valid.
func (a *account) call(name string, do func() error) error {
	a.calls++
	a.log = append(a.log, name)
	a.now = a.now.Add(time.Second)
	lost := a.calls == a.lost
	if !lost || a.answer {
		if err := do(); err != nil {
			return err
		}
	}
	if !a.valid(a.stored) {
		a.t.Errorf("after %v the functions read a secret that is not valid", a.log)
	}
	if lost {
		return errLost
	}
	return nil
}

func (a *account) valid(value string) bool {
	return slices.ContainsFunc(a.secrets, func(s secret) bool { return a.values[s.id] == value })
}

func (a *account) ListUserPoolClientSecrets(context.Context, *idp.ListUserPoolClientSecretsInput,
	...func(*idp.Options)) (*idp.ListUserPoolClientSecretsOutput, error) {
	var list []types.ClientSecretDescriptorType
	for _, s := range slices.Backward(a.secrets) {
		list = append(list, types.ClientSecretDescriptorType{ClientSecretId: aws.String(s.id),
			ClientSecretCreateDate: aws.Time(s.created)})
	}
	return &idp.ListUserPoolClientSecretsOutput{ClientSecrets: list}, a.call("list", func() error { return nil })
}

func (a *account) AddUserPoolClientSecret(context.Context, *idp.AddUserPoolClientSecretInput,
	...func(*idp.Options)) (*idp.AddUserPoolClientSecretOutput, error) {
	made := types.ClientSecretDescriptorType{
		ClientSecretId:    aws.String(fmt.Sprintf("id-%d", a.calls)),
		ClientSecretValue: aws.String(fmt.Sprintf("value-%d", a.calls)), ClientSecretCreateDate: aws.Time(a.now),
	}
	return &idp.AddUserPoolClientSecretOutput{ClientSecretDescriptor: &made}, a.call("add", func() error {
		if len(a.secrets) == 2 {
			return errors.New("LimitExceededException")
		}
		a.secrets = append(a.secrets, secretOf(made))
		a.values[*made.ClientSecretId] = *made.ClientSecretValue
		return nil
	})
}

func (a *account) DeleteUserPoolClientSecret(_ context.Context, in *idp.DeleteUserPoolClientSecretInput,
	_ ...func(*idp.Options)) (*idp.DeleteUserPoolClientSecretOutput, error) {
	return nil, a.call("delete", func() error {
		if len(a.secrets) == 1 {
			return errors.New("the last secret")
		}
		a.secrets = slices.DeleteFunc(a.secrets, func(s secret) bool { return s.id == *in.ClientSecretId })
		return nil
	})
}

func (a *account) DescribeParameters(context.Context, *ssm.DescribeParametersInput,
	...func(*ssm.Options)) (*ssm.DescribeParametersOutput, error) {
	found := ssmtypes.ParameterMetadata{Description: aws.String(a.about), LastModifiedDate: aws.Time(a.written),
		KeyId: aws.String("alias/aws/ssm")}
	return &ssm.DescribeParametersOutput{Parameters: []ssmtypes.ParameterMetadata{found}},
		a.call("describe", func() error { return nil })
}

func (a *account) GetParameter(context.Context, *ssm.GetParameterInput,
	...func(*ssm.Options)) (*ssm.GetParameterOutput, error) {
	return &ssm.GetParameterOutput{Parameter: &ssmtypes.Parameter{Value: aws.String(a.stored)}},
		a.call("get", func() error { return nil })
}

func (a *account) PutParameter(_ context.Context, in *ssm.PutParameterInput,
	_ ...func(*ssm.Options)) (*ssm.PutParameterOutput, error) {
	return nil, a.call("put", func() error {
		if in.Type != ssmtypes.ParameterTypeSecureString || !aws.ToBool(in.Overwrite) ||
			aws.ToString(in.KeyId) != "alias/aws/ssm" {
			a.t.Errorf("the parameter is stored otherwise than it was: %+v", in)
		}
		a.stored, a.about, a.written = *in.Value, *in.Description, a.now
		return nil
	})
}

func (a *account) rotation(out io.Writer) Rotation {
	return Rotation{
		Cognito: a, SSM: a, UserPoolID: "eu-west-1_Pool", ClientID: "client", Parameter: "/demo/cognito/client-secret",
		Out: out, Tries: 2,
		Accepted: func(_ context.Context, s sensitive.Text) (accepted bool, err error) {
			return a.valid(s.Reveal()), a.call("try", func() error { return nil })
		},
	}
}

// done fails unless the client has one secret, another one than at first, and the parameter holds it and its id.
func (a *account) done() {
	a.t.Helper()
	if len(a.secrets) != 1 || a.secrets[0].id == "id-0" || a.stored != a.values[a.secrets[0].id] ||
		a.about != described+mark+a.secrets[0].id {
		a.t.Errorf("after %v the client has %v, the parameter %q (%q)", a.log, a.secrets, a.stored, a.about)
	}
}

func TestRotation(t *testing.T) {
	a := newAccount(t)
	var out strings.Builder
	for range 3 { // the second and third time, the parameter says whose value it holds
		if err := a.rotation(&out).Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		a.done()
	}
	if strings.Contains(out.String(), "value-") {
		t.Errorf("a secret is printed:\n%s", out.String())
	}
}

// TestInterruptedRotation loses each call of a rotation in turn, before its effect or after it, and runs it again.
func TestInterruptedRotation(t *testing.T) {
	whole := newAccount(t)
	if err := whole.rotation(io.Discard).Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	for lost := 1; lost <= whole.calls; lost++ {
		for _, answer := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, call %d, answer alone: %v", whole.log[lost-1], lost, answer), func(t *testing.T) {
				a := newAccount(t)
				a.lost, a.answer = lost, answer
				// A lost trial is repeated; every other loss ends the run.
				if err := a.rotation(io.Discard).Run(t.Context()); (err == nil) != (whole.log[lost-1] == "try") {
					t.Fatalf("error %v", err)
				}
				a.now = a.now.Add(time.Hour)
				if err := a.rotation(io.Discard).Run(t.Context()); err != nil {
					t.Fatalf("the next run: %v", err)
				}
				a.done()
			})
		}
	}
}

func TestRotationThatCannotBe(t *testing.T) {
	tests := []struct {
		name   string
		change func(*account)
		want   string
	}{
		{"two secrets, stored by hand after the newer one was made", func(a *account) {
			a.secrets = append(a.secrets, secret{"by-hand", a.now})
			a.values["by-hand"], a.stored, a.written = "x", "x", a.now.Add(time.Second)
		}, "does not say which of them it holds"},
		{"two secrets, and the parameter is of a third", func(a *account) {
			a.secrets = append(a.secrets, secret{"by-hand", a.now})
			a.about = described + mark + "gone"
		}, "does not say which of them it holds"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := newAccount(t)
			tt.change(a)
			before := slices.Clone(a.secrets)
			err := a.rotation(io.Discard).Run(t.Context())
			if err == nil || !strings.Contains(err.Error(), tt.want) || !slices.Equal(a.secrets, before) {
				t.Errorf("error %v; the client has %v", err, a.secrets)
			}
		})
	}
}

// TestRefusedNewSecret: while the token endpoint does not take the new secret, the old one stays, and stays stored.
func TestRefusedNewSecret(t *testing.T) {
	a := newAccount(t)
	r := a.rotation(io.Discard)
	r.Accepted = func(context.Context, sensitive.Text) (bool, error) { return false, nil }
	if err := r.Run(t.Context()); err == nil || !strings.Contains(err.Error(), "does not take the new secret") ||
		a.stored != "value-0" || len(a.secrets) != 2 {
		t.Errorf("error %v, stored %q, %d secrets", err, a.stored, len(a.secrets))
	}
}
