package pool

import (
	"testing"
)

// TestAddressStaysUntilTheNewOneIsVerified: as in a pool with AttributesRequireVerificationBeforeUpdate, which is
// Terraform's.
func TestAddressStaysUntilTheNewOneIsVerified(t *testing.T) {
	const before, after = "ann@example.com", "ann.new@example.com"
	configuration := NewEmailConfiguration("local")
	configuration.UserAttributeUpdateSettings.AttributesRequireVerificationBeforeUpdate = []string{"email"}
	p, err := New(Settings{ID: "eu-west-1_Test", Issuer: func() string { return "http://127.0.0.1" },
		Configuration: configuration})
	if err != nil {
		t.Fatal(err)
	}
	p.mu.Lock()
	u := p.insert("sub-of-ann", "sub-of-ann", map[string]string{"email": before, "email_verified": "true"}, Confirmed)
	p.insert("sub-of-bob", "sub-of-bob", map[string]string{"email": "bob@example.com", "email_verified": "true"}, Confirmed)
	p.mu.Unlock()

	if sent, err := p.UpdateOwnAttributes(t.Context(), By{ClientID: "client"}, u.Username,
		map[string]string{"email": after, "name": "Ann"}); err != nil || len(sent) != 1 {
		t.Fatalf("sent %v (%v)", sent, err)
	}
	code := p.Inbox.Mails()[0]
	if found, err := p.User(before); err != nil || code.To != after || found.Attributes["email_verified"] != "true" ||
		found.Attributes["name"] != "Ann" {
		t.Errorf("before the code: %v, mailed to %s (%v)", found.Attributes, code.To, err)
	}
	if _, err := p.User(after); err == nil {
		t.Error("the new address leads to the user before the code was entered")
	}
	if err := p.VerifyAttribute(u.Username, "email", code.Code); err != nil {
		t.Fatal(err)
	}
	if found, err := p.User(after); err != nil || found.Username != u.Username ||
		found.Attributes["email_verified"] != "true" {
		t.Errorf("after the code: %v (%v)", found, err)
	}
	if _, err := p.User(before); err == nil {
		t.Error("the address before still leads to the user")
	}
	if _, err := p.UpdateOwnAttributes(t.Context(), By{ClientID: "client"}, u.Username,
		map[string]string{"email": "Bob@example.com"}); !Is(err, AliasExists) {
		t.Errorf("another user's address: %v", err)
	}
	if err := p.UpdateAttributes(t.Context(), By{ClientID: "client"}, u.Username,
		map[string]string{"email": before}); err != nil {
		t.Fatal(err)
	}
	if _, err := p.User(after); err != nil {
		t.Errorf("an administrator's change does not wait: %v", err)
	}
	if err := p.UpdateAttributes(t.Context(), By{ClientID: "client"}, u.Username,
		map[string]string{"email": before, "email_verified": "true"}); err != nil {
		t.Fatal(err)
	}
	if found, err := p.User(before); err != nil || found.Attributes["email_verified"] != "true" {
		t.Errorf("an administrator's verified change waits: %v (%v)", found.Attributes, err)
	}
}
