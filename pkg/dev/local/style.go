package local

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"

	"cognitossr/pkg/dev/brand"
	"cognitossr/pkg/dev/local/internal/cognito"
	"cognitossr/pkg/dev/local/internal/cognito/branding"
)

// style is what ./build.sh deploy would give the pages of managed login: the brand of the repository. Without one, as
// where the local Cognito serves another application, they have the default look.
func (o Options) style() (cognito.Style, error) {
	if !o.ManagedLogin {
		return cognito.Style{}, nil
	}
	b, err := brand.Read(o.Root)
	if errors.Is(err, fs.ErrNotExist) {
		return cognito.Style{}, nil
	}
	if err != nil {
		return cognito.Style{}, err
	}
	settings, err := json.Marshal(b.ManagedSettings())
	if err != nil {
		return cognito.Style{}, fmt.Errorf("writing the settings of managed login: %w", err)
	}
	style := cognito.Style{Settings: settings}
	for _, a := range b.ManagedAssets() {
		style.Assets = append(style.Assets, branding.Asset{Category: a.Category, ColorMode: a.ColorMode,
			Extension: a.Extension, Bytes: a.Bytes})
	}
	return style, nil
}
