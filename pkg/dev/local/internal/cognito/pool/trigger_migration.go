package pool

import (
	"context"
	"maps"
)

// migrated is the response about a user who is to be taken over.
//
// Source: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-migrate-user.html
type migrated struct {
	UserAttributes     map[string]string `json:"userAttributes"`
	FinalUserStatus    string            `json:"finalUserStatus"`
	ForceAliasCreation bool              `json:"forceAliasCreation"`
	EnableSMSMFA       bool              `json:"enableSMSMFA"`
}

// Migrate takes over somebody unknown who signs in with a password, if a function knows them by it. Afterwards the
// sign-in goes on as for everybody. What the client sent along comes as validationData. Nobody is mailed.
func (p *Pool) Migrate(ctx context.Context, by By, name, password string) error {
	if _, err := p.User(name); err == nil || name == "" || password == "" {
		return nil
	}
	request := map[string]any{"password": password, "validationData": orNull(by.Metadata)}
	return p.migrate(ctx, by, "UserMigration_Authentication", name, password, request)
}

// migrateForgotten does so for somebody who forgot the password, which stays unknown.
func (p *Pool) migrateForgotten(ctx context.Context, by By, name string) error {
	if _, err := p.User(name); err == nil || name == "" {
		return nil
	}
	request := requestOf(by.Metadata)
	request["validationData"] = nil
	return p.migrate(ctx, by, "UserMigration_ForgotPassword", name, "", request)
}

func (p *Pool) migrate(ctx context.Context, by By, source, name, password string, request map[string]any) error {
	event := p.event(source, &by.ClientID, name, nil, request, map[string]any{
		"userAttributes": nil, "forceAliasCreation": nil, "enableSMSMFA": nil, "finalUserStatus": nil,
		"messageAction": nil, "desiredDeliveryMediums": nil,
	})
	delete(event.Request, "userAttributes") // there is no user yet
	var answer migrated
	asked, err := p.ask(ctx, userMigration, event, &answer)
	if err != nil || !asked || len(answer.UserAttributes) == 0 {
		return err
	}
	return p.takeOver(name, password, answer)
}

// takeOver makes the user, under the user name of the answer where the pool has plain ones: what was typed may be an
// alias. The password is not held to the policy; one that is to be reset first does not sign in.
func (p *Pool) takeOver(name, password string, m migrated) error {
	attributes := maps.Clone(m.UserAttributes)
	if own := attributes["username"]; own != "" && len(p.Configuration().UsernameAttributes) == 0 {
		name = own
	}
	for _, own := range []string{"username", "cognito:mfa_enabled"} { // that a function may hand over and the schema does not have
		delete(attributes, own)
	}
	if err := p.Configuration().checkName(name, attributes); err != nil {
		return err
	}
	if err := p.checkAttributes(attributes, true); err != nil {
		return err
	}
	username, sub := p.newUsername(name)
	p.mu.Lock()
	defer p.mu.Unlock()
	n := newcomer{name: name, username: username, sub: sub, attributes: attributes, status: ResetRequired,
		force: m.ForceAliasCreation}
	if m.FinalUserStatus == Confirmed {
		n.status, n.password = Confirmed, password
	}
	u, err := p.admit(n)
	if err != nil {
		return err
	}
	if m.EnableSMSMFA && u.ready(TextMessage, p.Configuration()) {
		u.Second.set(TextMessage, FactorSetting{Enabled: true})
	}
	return nil
}
