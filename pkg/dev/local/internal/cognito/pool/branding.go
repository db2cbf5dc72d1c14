package pool

import (
	"encoding/json"
	"time"

	"cognitossr/pkg/dev/local/internal/cognito/branding"
)

// Branding is the look of a client's managed login pages. Without one they are unavailable.
type Branding struct {
	ID, ClientID      string
	Provided          bool            // the default look; Settings is nil then
	Settings          json.RawMessage // as they came
	Assets            []branding.Asset
	Created, Modified time.Time
}

// BrandingOf finds that of a client.
func (k *Kept) BrandingOf(clientID string) (Branding, bool) {
	for _, b := range k.Brandings.List() {
		if b.ClientID == clientID {
			return b, true
		}
	}
	return Branding{}, false
}
