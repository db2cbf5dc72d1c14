package pool

import (
	"context"
)

// PreAuthenticate asks whether a sign-in may begin, before a password or a code is looked at. What the client sent along
// comes as validationData (API reference, "InitiateAuth"). Of somebody unknown the function is told where the client
// hides who exists; elsewhere the sign-in ends without it.
func (p *Pool) PreAuthenticate(ctx context.Context, by By, name string) error {
	client, _ := p.Client(by.ClientID)
	request := map[string]any{"validationData": orNull(by.Metadata)}
	u, unknown := p.User(name)
	attributes := eventAttributes(u)
	if unknown != nil {
		u.Username, attributes = name, nil
	}
	switch {
	case client.HidesUsers():
		request["userNotFound"] = unknown != nil
	case unknown != nil:
		return nil
	}
	_, err := p.call(ctx, preAuthentication, p.event("PreAuthentication_Authentication", &by.ClientID, u.Username,
		attributes, request, map[string]any{}))
	return err
}

// PostAuthenticate tells a function of a sign-in that is complete, before there are tokens.
func (p *Pool) PostAuthenticate(ctx context.Context, by By, username string) error {
	u, err := p.User(username)
	if err != nil {
		return err
	}
	request := requestOf(by.Metadata)
	_, tracked := p.Configuration().devices()
	request["newDeviceUsed"] = tracked && !by.DeviceProved
	_, err = p.call(ctx, postAuthentication, p.event("PostAuthentication_Authentication", &by.ClientID, u.Username,
		eventAttributes(u), request, map[string]any{}))
	return err
}
