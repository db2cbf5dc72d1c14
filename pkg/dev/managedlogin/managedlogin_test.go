package managedlogin

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/document"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/aws/smithy-go"

	"cognitossr/pkg/dev/brand"
)

// account is a user pool with two domains and the styles of its clients, as Cognito keeps them. A call may be lost before
// it has its effect, or its answer afterwards.
type account struct {
	versions map[string]int32 // of domains
	styles   map[string]types.ManagedLoginBrandingType
	log      []string

	calls  int
	lost   int // which call fails; 0: none
	answer bool
	refuse map[string]error // by operation
}

func newAccount(version int32) *account {
	return &account{
		versions: map[string]int32{"demo": version, "auth.example.com": version},
		styles:   map[string]types.ManagedLoginBrandingType{}, refuse: map[string]error{},
	}
}

var errLost = errors.New("connection lost")

func (a *account) call(name, what string, do func() error) error {
	a.calls++
	if strings.HasPrefix(name, "Create") || strings.HasPrefix(name, "Update") {
		a.log = append(a.log, name+" "+what)
	}
	if err := a.refuse[name]; err != nil {
		return err
	}
	lost := a.calls == a.lost
	var err error
	if !lost || a.answer {
		err = do()
	}
	if lost {
		return errLost
	}
	return err
}

func failure(code, message string) error {
	return &smithy.GenericAPIError{Code: code, Message: message}
}

func (a *account) DescribeUserPool(context.Context, *idp.DescribeUserPoolInput,
	...func(*idp.Options)) (*idp.DescribeUserPoolOutput, error) {
	err := a.call("DescribeUserPool", "", func() error { return nil })
	return &idp.DescribeUserPoolOutput{UserPool: &types.UserPoolType{Domain: aws.String("demo"),
		CustomDomain: aws.String("auth.example.com")}}, err
}

func (a *account) DescribeUserPoolDomain(_ context.Context, in *idp.DescribeUserPoolDomainInput,
	_ ...func(*idp.Options)) (*idp.DescribeUserPoolDomainOutput, error) {
	err := a.call("DescribeUserPoolDomain", *in.Domain, func() error { return nil })
	return &idp.DescribeUserPoolDomainOutput{DomainDescription: &types.DomainDescriptionType{ManagedLoginVersion: aws.Int32(a.versions[*in.Domain])}}, err
}

func (a *account) DescribeManagedLoginBrandingByClient(
	_ context.Context, in *idp.DescribeManagedLoginBrandingByClientInput, _ ...func(*idp.Options),
) (*idp.DescribeManagedLoginBrandingByClientOutput, error) {
	held, found := a.styles[*in.ClientId]
	err := a.call("DescribeManagedLoginBrandingByClient", *in.ClientId, func() error {
		if !found {
			return failure("ResourceNotFoundException", "there is none")
		}
		return nil
	})
	return &idp.DescribeManagedLoginBrandingByClientOutput{ManagedLoginBranding: &held}, err
}

// style is what Cognito keeps: with a member of its own.
func style(t string, settings document.Interface, assets []types.AssetType) types.ManagedLoginBrandingType {
	text, err := settings.MarshalSmithyDocument()
	if err != nil {
		panic(err) // the settings of the test are JSON
	}
	kept := map[string]any{}
	if err := json.Unmarshal(text, &kept); err != nil {
		panic(err)
	}
	kept["components"].(map[string]any)["phoneNumberSelector"] = map[string]any{"displayType": "TEXT"}
	return types.ManagedLoginBrandingType{ManagedLoginBrandingId: aws.String("style of " + t),
		Settings: document.NewLazyDocument(kept), Assets: assets}
}

func (a *account) CreateManagedLoginBranding(
	_ context.Context, in *idp.CreateManagedLoginBrandingInput, _ ...func(*idp.Options),
) (*idp.CreateManagedLoginBrandingOutput, error) {
	err := a.call("CreateManagedLoginBranding", *in.ClientId, func() error {
		if _, there := a.styles[*in.ClientId]; there {
			return failure("ManagedLoginBrandingExistsException", "there is one")
		}
		a.styles[*in.ClientId] = style(*in.ClientId, in.Settings, in.Assets)
		return nil
	})
	return &idp.CreateManagedLoginBrandingOutput{}, err
}

func (a *account) UpdateManagedLoginBranding(
	_ context.Context, in *idp.UpdateManagedLoginBrandingInput, _ ...func(*idp.Options),
) (*idp.UpdateManagedLoginBrandingOutput, error) {
	client := strings.TrimPrefix(*in.ManagedLoginBrandingId, "style of ")
	err := a.call("UpdateManagedLoginBranding", client, func() error {
		a.styles[client] = style(client, in.Settings, in.Assets)
		return nil
	})
	return &idp.UpdateManagedLoginBrandingOutput{}, err
}

func styles(t *testing.T, a API) (Styles, *bytes.Buffer) {
	t.Helper()
	b, err := brand.Read("../../..")
	if err != nil {
		t.Fatal(err)
	}
	b.Radius = 8
	var out bytes.Buffer
	return Styles{Cognito: a, UserPoolID: "eu-west-1_Pool", Clients: []Client{{"site", "one"}, {"account", "two"}},
		Brand: b, Out: &out}, &out
}

// TestEveryClientGetsTheBrand: made the first time, left alone the second, updated when the brand has changed.
func TestEveryClientGetsTheBrand_F32(t *testing.T) {
	a := newAccount(2)
	s, out := styles(t, a)
	for _, step := range []struct {
		name   string
		change func()
		log    string
		said   string
	}{
		{"first", func() {}, "CreateManagedLoginBranding one, CreateManagedLoginBranding two", "site client: style made"},
		{"nothing has changed", func() {}, "", "account client: style up to date"},
		{"another name", func() { s.Brand.Name = "Other" }, "", "style up to date"},
		{"another colour", func() { s.Brand.Dark["accent"] = "#ffd54f" },
			"UpdateManagedLoginBranding one, UpdateManagedLoginBranding two", "style updated"},
		{"kept", func() { s.Brand.Dark["accent"], s.Keep = "#ffe082", true }, "", "style kept as it is"},
		{"one is gone", func() { delete(a.styles, "two") }, "CreateManagedLoginBranding two", "account client: style made"},
		{"made in the console", func() {
			s.Keep, a.styles["one"] = false, types.ManagedLoginBrandingType{ManagedLoginBrandingId: aws.String("style of one")}
		}, "UpdateManagedLoginBranding one", "site client: style updated"},
	} {
		t.Run(step.name, func(t *testing.T) {
			step.change()
			a.log = nil
			out.Reset()
			if err := s.Apply(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(a.log, ", "); got != step.log || !strings.Contains(out.String(), step.said) {
				t.Errorf("%q, want %q\n%s", got, step.log, out)
			}
		})
	}
}

// TestNumbersComeBackInAnotherForm: Cognito writes 8 as 8.0.
func TestNumbersComeBackInAnotherForm(t *testing.T) {
	for text, want := range map[string]bool{`{"a": 8.0, "b": 1}`: true, `{"a": 8}`: true, `{"a": 9}`: false,
		`{"a": "8"}`: false, `{}`: false, `[8]`: false} {
		var there any
		if err := json.Unmarshal([]byte(text), &there); err != nil {
			t.Fatal(err)
		}
		if got := contains(there, map[string]any{"a": 8}); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}

func TestClassicPagesNeedNoStyle(t *testing.T) {
	a := newAccount(1)
	s, out := styles(t, a)
	if err := s.Apply(t.Context()); err != nil || len(a.log) > 0 || out.Len() > 0 {
		t.Errorf("%v, %q, %q", err, a.log, out)
	}
	a.versions["auth.example.com"] = 2 // the custom domain alone
	if err := s.Apply(t.Context()); err != nil || len(a.styles) != 2 {
		t.Errorf("%v, %d styles", err, len(a.styles))
	}
}

// TestInterruptedAnywhereItCanBeRepeated: whichever call is lost, or its answer, the next run ends with both styles.
func TestInterruptedAnywhereItCanBeRepeated(t *testing.T) {
	whole := newAccount(2)
	s, _ := styles(t, whole)
	if err := s.Apply(t.Context()); err != nil {
		t.Fatal(err)
	}
	for lost := 1; lost <= whole.calls; lost++ {
		for _, answer := range []bool{false, true} {
			t.Run(fmt.Sprintf("call %d, answer alone %v", lost, answer), func(t *testing.T) {
				a := newAccount(2)
				a.lost, a.answer = lost, answer
				s, _ := styles(t, a)
				var refused *Error
				if err := s.Apply(t.Context()); !errors.Is(err, errLost) || !errors.As(err, &refused) ||
					refused.Code != "STYLE-UNAVAILABLE" {
					t.Errorf("interrupted: %v", err)
				}
				if err := s.Apply(t.Context()); err != nil || len(a.styles) != 2 {
					t.Errorf("again: %v, %d styles", err, len(a.styles))
				}
			})
		}
	}
}

func TestErrorsSayWhatToDo(t *testing.T) {
	tests := []struct{ operation, answer, code, next string }{
		{"DescribeManagedLoginBrandingByClient", "AccessDeniedException", "STYLE-DENIED",
			"CreateManagedLoginBranding and UpdateManagedLoginBranding"},
		{"CreateManagedLoginBranding", "AccessDeniedException", "STYLE-DENIED", "to whoever deploys"},
		{"DescribeUserPool", "ResourceNotFoundException", "STYLE-CLIENT-MISSING", "./build.sh deploy again"},
		{"CreateManagedLoginBranding", "LimitExceededException", "STYLE-LIMIT", "room for 20"},
		{"CreateManagedLoginBranding", "InvalidParameterException", "STYLE-REFUSED", "--keep-styles"},
		{"CreateManagedLoginBranding", "FeatureUnavailableInTierException", "STYLE-TIER", "ESSENTIALS"},
		{"CreateManagedLoginBranding", "ConcurrentModificationException", "STYLE-CONCURRENT", "again"},
		{"CreateManagedLoginBranding", "InternalErrorException", "STYLE-UNAVAILABLE", "again"},
	}
	for _, test := range tests {
		t.Run(test.answer, func(t *testing.T) {
			a := newAccount(2)
			a.refuse[test.operation] = failure(test.answer, "not now")
			s, _ := styles(t, a)
			err := s.Apply(t.Context())
			var refused *Error
			if !errors.As(err, &refused) || refused.Code != test.code || !strings.Contains(refused.Next, test.next) {
				t.Errorf("%v", err)
			}
			if !strings.HasPrefix(fmt.Sprint(err), test.code+": ") || !strings.Contains(fmt.Sprint(err), test.answer) {
				t.Errorf("it says %v", err)
			}
		})
	}
}
