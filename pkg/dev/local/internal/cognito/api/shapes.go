package api

import (
	"maps"
	"slices"
	"time"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// The shapes that several operations share, with the member names of the service model.

type attribute struct {
	Name  string
	Value string
}

// attributesOf makes a map of a list; the last of two wins.
func attributesOf(list []attribute) map[string]string {
	m := make(map[string]string, len(list))
	for _, a := range list {
		m[a.Name] = a.Value
	}
	return m
}

// attributeList is sorted by name, so that answers can be compared.
func attributeList(m map[string]string) []attribute {
	list := make([]attribute, 0, len(m))
	for _, name := range slices.Sorted(maps.Keys(m)) {
		list = append(list, attribute{name, m[name]})
	}
	return list
}

// epoch is a time on the wire: seconds with milliseconds as a fraction.
type epoch float64

func epochOf(t time.Time) epoch { return epoch(t.UnixMilli()) / 1000 }

type userType struct {
	Username             string
	Attributes           []attribute
	UserCreateDate       epoch
	UserLastModifiedDate epoch
	Enabled              bool
	UserStatus           string
}

func userTypeOf(u pool.User) userType {
	return userType{u.Username, attributeList(u.Attributes), epochOf(u.Created), epochOf(u.Modified), u.Enabled, u.Status}
}

type groupType struct {
	GroupName        string
	UserPoolId       string
	Description      string `json:",omitempty"`
	RoleArn          string `json:",omitempty"`
	Precedence       *int   `json:",omitempty"`
	CreationDate     epoch
	LastModifiedDate epoch
}

func (a *API) groupTypeOf(g pool.Group) groupType {
	return groupType{g.Name, a.pool.ID(), g.Description, g.RoleARN, g.Precedence, epochOf(g.Created), epochOf(g.Modified)}
}

type codeDelivery struct {
	Destination    string
	DeliveryMedium string
	AttributeName  string
}

func codeDeliveryOf(d pool.Delivery) codeDelivery {
	if d.ByText {
		return codeDelivery{d.Destination, "SMS", "phone_number"}
	}
	return codeDelivery{d.Destination, "EMAIL", "email"}
}

type codeDeliveryAnswer struct{ CodeDeliveryDetails codeDelivery }

type authResult struct {
	AccessToken  string
	ExpiresIn    int
	TokenType    string
	RefreshToken string `json:",omitempty"`
	IdToken      string

	NewDeviceMetadata *newDeviceMetadata `json:",omitempty"`
}

type newDeviceMetadata struct{ DeviceKey, DeviceGroupKey string }

// authAnswer is a completed sign-in, or the challenge that stands before it.
type authAnswer struct {
	AuthenticationResult *authResult `json:",omitempty"`
	ChallengeName        string      `json:",omitempty"`
	Session              string      `json:",omitempty"`
	AvailableChallenges  []string    `json:",omitempty"`
	ChallengeParameters  map[string]string
}

func authAnswerOf(t pool.Tokens) authAnswer {
	result := &authResult{AccessToken: t.Access, ExpiresIn: t.ExpiresIn, TokenType: "Bearer", RefreshToken: t.Refresh,
		IdToken: t.ID}
	if d := t.NewDevice; d != nil {
		result.NewDeviceMetadata = &newDeviceMetadata{d.Key, d.Group}
	}
	return authAnswer{AuthenticationResult: result, ChallengeParameters: map[string]string{}}
}
