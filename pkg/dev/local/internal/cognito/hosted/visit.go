package hosted

import (
	"cmp"
	"errors"
	"net/http"
	"time"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// visit is a request for a page, with the authorization request that it belongs to and the step that it is of.
type visit struct {
	*Domain
	w      http.ResponseWriter
	r      *http.Request
	req    request
	name   string // what was typed as the user's name
	handle string // of the open step, "" on a page that is of none
	step   pool.ChallengeSession
}

// visiting is a page for requests that are well formed.
func (d *Domain) visiting(do func(*visit)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if req, ok := d.requestOf(w, r); ok {
			do(&visit{Domain: d, w: w, r: r, req: req, name: req.loginHint})
		}
	}
}

// by is on whose behalf the pool's functions are called: the pages send nothing along.
func (v *visit) by() pool.By { return pool.By{ClientID: v.req.client.ClientId} }

// field is what was typed into the first of these fields of the form that has something.
func (v *visit) field(names ...string) string {
	for _, name := range names {
		if text := v.r.PostForm.Get(name); text != "" {
			return text
		}
	}
	return ""
}

// redirect sends the browser on.
func (v *visit) redirect(address string) { redirect(v.w, address) }

// How long the steps after the sign-in form stay open. Cognito gives up on a prompt after five minutes; a code
// that comes by mail needs longer.
const (
	codeStepValidity     = time.Hour
	passwordStepValidity = 5 * time.Minute
)

// stepCookie repeats the handle of the open step, for a client that posts to the page without its query.
const stepCookie = "cognito-attempt"

// open opens a step and sends the browser to its page.
func (v *visit) open(path string, step pool.ChallengeSession, validity time.Duration) {
	step.ClientID, step.Hosted = v.req.client.ClientId, true
	handle := v.pool.Challenges.Open(step, validity)
	v.setCookie(v.w, stepCookie, handle, validity)
	v.redirect(v.req.step(path, handle))
}

// find finds the open step of a form. Without one it sends the browser to where the step begins.
func (v *visit) find(f form) bool {
	v.handle = stepHandle(v.r)
	for _, challenge := range f.awaits {
		step, open := v.pool.Challenges.Find(v.handle, challenge)
		if open && step.Hosted && step.ClientID == v.req.client.ClientId && (f.fits == nil || f.fits(step)) {
			v.step = step
			return true
		}
	}
	v.beginAgain(cmp.Or(f.begins, "/login"))
	return false
}

func stepHandle(r *http.Request) string {
	if handle := r.URL.Query().Get("attempt"); handle != "" {
		return handle
	}
	if c, err := r.Cookie(stepCookie); err == nil {
		return c.Value
	}
	return ""
}

// beginAgain sends the browser to where a step begins, and says why to somebody who had begun.
func (v *visit) beginAgain(page string) {
	begin := v.req.link(page)
	if v.handle != "" {
		begin += "&notice=over"
	}
	v.redirect(begin)
}

func (v *visit) closeStep() {
	v.pool.Challenges.Close(v.handle)
	v.clearCookie(v.w, stepCookie)
}

// told is a sentence of the pages' own for who has sent a form.
type told string

func (t told) Error() string { return string(t) }

// sentence is what a visitor reads about a refusal.
func sentence(err error) string {
	var refused *pool.Error
	var own told
	switch {
	case errors.As(err, &refused):
		return refused.Message
	case errors.As(err, &own):
		return string(own)
	}
	return "Something went wrong. Try again."
}

func isTriggerError(err error) bool {
	return pool.Is(err, pool.UserLambdaValidation) || pool.Is(err, pool.UnexpectedLambda) ||
		pool.Is(err, pool.InvalidLambdaResponse)
}

// triggerFailed goes back to the site with the text of the trigger's function. AWS ends it with a blank.
func (v *visit) triggerFailed(err error) {
	v.redirect(v.req.failed("invalid_request", sentence(err)+" "))
}
