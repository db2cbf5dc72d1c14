package api

import (
	"cmp"

	"cognitossr/pkg/dev/local/internal/cognito/hosted"
	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

type uiCustomizationInput struct {
	ClientId, CSS string
	ImageFile     []byte
}

type uiCustomizationType struct {
	UserPoolId       string
	ClientId         string `json:",omitempty"`
	ImageUrl         string `json:",omitempty"`
	CSS              string `json:",omitempty"`
	CSSVersion       string `json:",omitempty"`
	LastModifiedDate *epoch `json:",omitempty"`
	CreationDate     *epoch `json:",omitempty"`
}

// setUICustomization sets the look of the classic pages for one client, or for all that have none of their own. Without
// CSS there is none any more, as Terraform's provider sees it at AWS when its argument goes; a logo stays.
func (a *API) setUICustomization(in uiCustomizationInput) (any, error) {
	id := cmp.Or(in.ClientId, pool.ForAllClients)
	if prefix, custom := a.account.DomainsOf(a.pool.ID()); prefix == "" && custom == "" {
		return nil, pool.Refuse(pool.InvalidParameter, "There has to be an existing domain associated with this user pool")
	}
	if id != pool.ForAllClients {
		if _, err := a.client(id); err != nil {
			return nil, err
		}
	}
	c, had := a.pool.Kept.Customizations.Find(id)
	if err := hosted.CheckCSS([]byte(in.CSS)); err != nil {
		return nil, pool.Refuse(pool.InvalidParameter, "Invalid CSS: %s", err)
	}
	c.CSS = in.CSS
	if in.ImageFile != nil {
		if err := hosted.CheckLogo(in.ImageFile); err != nil {
			return nil, pool.Refuse(pool.InvalidParameter, "Invalid image: %s", err)
		}
		c.Image = in.ImageFile
	}
	c.Modified = a.pool.Now()
	if !had {
		c.Created = c.Modified
	}
	a.pool.Kept.Customizations.Set(id, c)
	return a.customizationAnswer(id, c), nil
}

// getUICustomization shows that of a client, or else that of all.
func (a *API) getUICustomization(in uiCustomizationInput) (any, error) {
	id, c, ok := a.pool.Kept.CustomizationOf(in.ClientId)
	if !ok {
		return map[string]any{"UICustomization": uiCustomizationType{UserPoolId: a.pool.ID()}}, nil
	}
	return a.customizationAnswer(id, c), nil
}

func (a *API) customizationAnswer(id string, c pool.Customization) any {
	created, modified := epochOf(c.Created), epochOf(c.Modified)
	version := c.Modified.UTC().Format("20060102150405")
	out := uiCustomizationType{UserPoolId: a.pool.ID(), ClientId: id, CSS: c.CSS, CSSVersion: version,
		LastModifiedDate: &modified, CreationDate: &created}
	if c.Image != nil {
		out.ImageUrl = "https://d1234567890abc.cloudfront.net/" + a.pool.ID() + "/" + id + "/" + version +
			"/assets/images/image.jpg"
	}
	return map[string]any{"UICustomization": out}
}
