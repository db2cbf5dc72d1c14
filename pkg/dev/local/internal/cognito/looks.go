package cognito

import (
	"encoding/json"
	"fmt"

	"cognitossr/pkg/dev/local/internal/cognito/branding"
	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// domainPrefix is the name of the domain of the site's pool.
const domainPrefix = "local"

// Style is a managed login style: settings and images as CreateManagedLoginBranding takes them.
type Style struct {
	Settings json.RawMessage // nil: the default look
	Assets   []branding.Asset
}

func (o Options) managedLoginVersion() int {
	if o.ManagedLogin {
		return 2
	}
	return 1
}

// brand gives the pages the looks of the options: the classic ones style sheet and logo, and with managed login each
// client a style, without which it has no pages.
func (s *Server) brand() error {
	now := s.pool.Now()
	if s.customization.CSS != "" || s.customization.Image != nil {
		s.customization.Created, s.customization.Modified = now, now
		s.pool.Kept.Customizations.Set(pool.ForAllClients, s.customization)
	}
	if !s.options.ManagedLogin {
		return nil
	}
	style := s.options.Style
	if style.Settings != nil {
		if err := branding.CheckSettings(style.Settings); err != nil {
			return fmt.Errorf("the settings of the managed login style: %w", err)
		}
	}
	for _, asset := range style.Assets {
		if err := branding.CheckAsset(asset); err != nil {
			return fmt.Errorf("the %s of the managed login style: %w", asset.Category, err)
		}
	}
	for _, client := range s.pool.Clients() {
		b := pool.Branding{ID: pool.NewUUID(), ClientID: client.ClientId, Created: now, Modified: now}
		b.Provided, b.Settings, b.Assets = style.Settings == nil, style.Settings, style.Assets
		s.pool.Kept.Brandings.Set(b.ID, b)
	}
	return nil
}
