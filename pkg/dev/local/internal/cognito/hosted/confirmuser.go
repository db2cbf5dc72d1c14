package hosted

import (
	"net/http"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// confirmUser is where the link of a mailed link, instead of a code, leads. It confirms the user and, as with
// Cognito, knows no way back to the site. The mails of this pool have codes; a test may make the link of one.
func (d *Domain) confirmUser(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	client, ok := d.pool.Client(q.Get("client_id"))
	if !ok {
		d.fail(w, r, http.StatusBadRequest, "Client does not exist.")
		return
	}
	if err := d.pool.ConfirmSignUp(r.Context(), pool.By{ClientID: client.ClientId}, q.Get("user_name"),
		q.Get("confirmation_code"), false); err != nil {
		d.fail(w, r, http.StatusBadRequest, sentence(err))
		return
	}
	v := d.newView(w, r, "Your registration has been confirmed!")
	d.show(w, http.StatusOK, "confirmed", v)
}
