package hosted

import "net/http"

// branding is a page of ours that shows every class that a style sheet may change, also those of identity
// providers, which this pool does not have.
func (d *Domain) branding(w http.ResponseWriter, r *http.Request) {
	v := d.newView(w, r, "Branding")
	v.Error = "This is how an error looks."
	v.Rules = d.pool.PasswordRules("lower case only") // met and not met
	d.show(w, http.StatusOK, "branding", v)
}
