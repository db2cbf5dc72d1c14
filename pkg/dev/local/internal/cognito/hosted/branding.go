package hosted

import (
	"net/http"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// branding is a page of ours that shows every class that a style sheet may change, also those of identity
// providers, which this pool does not have.
func (d *Domain) branding(w http.ResponseWriter, r *http.Request) {
	v := d.newView(w, r, "Branding")
	v.Error = "This is how an error looks."
	v.Rules = branded
	d.show(w, http.StatusOK, "branding", v)
}

// branded are a rule that is met and one that is not.
var branded = pool.PasswordRules("lower case only")
