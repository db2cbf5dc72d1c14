package api

import "cognitossr/pkg/dev/local/internal/cognito/pool"

type signUpInput struct {
	ClientId, Username, Password, SecretHash string
	UserAttributes, ValidationData           []attribute
	ClientMetadata                           map[string]string
}

type signUpOutput struct {
	UserConfirmed       bool
	UserSub             string
	CodeDeliveryDetails *codeDelivery `json:",omitempty"`
	sessionOutput
}

// signUp registers a user and mails the code.
func (a *API) signUp(in signUpInput) (any, error) {
	if in.Password == "" && !a.pool.Configuration().Passwordless() {
		return nil, pool.Refuse(pool.InvalidParameter,
			"1 validation error detected: Value at 'password' failed to satisfy constraint: Member must not be null")
	}
	client, err := a.clientFor(in.ClientId, in.Username, in.SecretHash)
	if err != nil {
		return nil, err
	}
	if err := client.CheckWritable(attributesOf(in.UserAttributes)); err != nil {
		return nil, err
	}
	done, err := a.pool.Register(a.ctx, pool.SignUp{
		ClientID: in.ClientId, Name: in.Username, Password: in.Password, Attributes: attributesOf(in.UserAttributes),
		ValidationData: attributesOf(in.ValidationData), ClientMetadata: in.ClientMetadata,
	})
	if err != nil {
		return nil, err
	}
	out := signUpOutput{UserConfirmed: done.User.Status == pool.Confirmed, UserSub: done.User.Attributes["sub"]}
	if client.Allows("ALLOW_USER_AUTH") {
		out.Session = a.firstSignIn(in.ClientId, in.Username, out.UserConfirmed)
	}
	if !out.UserConfirmed && done.Delivery.Destination != "" {
		sent := codeDeliveryOf(done.Delivery)
		out.CodeDeliveryDetails = &sent
	}
	return out, nil
}
