package pool

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
)

func TestThePasswordPolicyIsTheConfigurations(t *testing.T) {
	p, _ := newPool(t)
	for _, c := range []struct {
		name     string
		change   func(*PasswordPolicy)
		password string
		complain string // "" when the password is taken
	}{
		{"as it was", func(*PasswordPolicy) {}, "Abcdefg1", ""},
		{"longer", func(pp *PasswordPolicy) { pp.MinimumLength = 12 }, "Abcdefghij1", "Password not long enough"},
		{"long enough", func(*PasswordPolicy) {}, "Abcdefghijk1", ""},
		{"with a symbol", func(pp *PasswordPolicy) { pp.RequireSymbols = true }, "Abcdefghijk1",
			"Password must have symbol characters"},
		{"a space is one", func(*PasswordPolicy) {}, "Abcdefg hij1", ""},
		{"only letters", func(pp *PasswordPolicy) { *pp = PasswordPolicy{MinimumLength: 6} }, "abcdef", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if err := p.Configure(func(config *Configuration) error { c.change(&config.Policies.PasswordPolicy); return nil }); err != nil {
				t.Fatal(err)
			}
			err := p.checkPassword(c.password)
			if c.complain == "" && err != nil || c.complain != "" &&
				(err == nil || !strings.Contains(err.Error(), c.complain)) {
				t.Errorf("%q: %v, want %q", c.password, err, c.complain)
			}
		})
	}
}

func TestAFailedChangeOfTheConfigurationChangesNothing(t *testing.T) {
	p, _ := newPool(t)
	before := p.Configuration()
	refused := errors.New("refused")
	if err := p.Configure(func(c *Configuration) error { c.UsernameAttributes[0] = "phone_number"; return refused }); !errors.Is(err, refused) {
		t.Fatal(err)
	}
	if p.Configuration() != before || before.UsernameAttributes[0] != "email" {
		t.Errorf("%+v", p.Configuration().UsernameAttributes)
	}
}

func TestTheConfigurationMayChangeWhileThePoolIsInUse(t *testing.T) {
	p, _ := newPool(t)
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for range 50 {
				_ = p.Configure(func(c *Configuration) error {
					c.AdminCreateUserConfig.AllowAdminCreateUserOnly = !c.AdminCreateUserConfig.AllowAdminCreateUserOnly
					return nil
				})
				_, _ = p.UpdateClient("client", func(c *Client) error { c.AccessTokenValidity++; return nil })
			}
		})
		group.Go(func() {
			for range 50 {
				_, _ = p.Register(context.Background(), SignUp{ClientID: "client", Name: "bob@example.com",
					Password: goodPassword})
				p.validity("client")
			}
		})
	}
	group.Wait()
	if c, _ := p.Client("client"); c.AccessTokenValidity != 200 {
		t.Errorf("%d changes of the client, want 200", c.AccessTokenValidity)
	}
}

func TestCustomAttributesAreInTheSchema(t *testing.T) {
	c := NewConfiguration("test")
	for _, name := range []string{"tenant", "custom:plan"} {
		if err := c.AddCustomAttribute(SchemaAttribute{Name: name}); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"custom:tenant", "custom:plan", "email"} {
		if _, ok := c.Attribute(name); !ok {
			t.Errorf("%s is not in the schema", name)
		}
	}
	if err := c.AddCustomAttribute(SchemaAttribute{Name: "tenant"}); !Is(err, InvalidParameter) {
		t.Errorf("the same name again: %v", err)
	}
}
