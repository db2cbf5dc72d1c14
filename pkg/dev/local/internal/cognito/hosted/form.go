package hosted

import (
	"net/http"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// form is a page with a form.
type form struct {
	path, page, title string                           // page is the name of its template; "": it shows nothing of its own
	managed           bool                             // the classic hosted UI does not have it
	awaits            []pool.Challenge                 // the step that it is of, one of these; none: it is of no step
	fits              func(pool.ChallengeSession) bool // whether the step is the form's; nil: it is
	begins            string                           // where somebody goes whose step is over; "": to the sign-in form

	// fill adds what it shows besides, and returns false where it has answered otherwise; nil: nothing.
	fill func(*visit, *view) bool

	// send takes what was typed. For an error the page is shown again.
	send func(*visit) error
}

// forms are the pages with forms that are made alike, by their paths.
func forms() map[string]form {
	all := map[string]form{}
	for _, f := range []form{
		{path: "/login", page: "login", title: "Sign in", fill: (*visit).fillLogin, send: (*visit).login},
		{path: "/signup", page: "signup", title: "Sign up with a new account", send: (*visit).signUp},
		{path: "/forgotPassword", page: "forgot", title: "Forgot your password?", send: (*visit).forgot},
		{path: "/confirm", page: "confirm", title: "Confirm your account", awaits: []pool.Challenge{pool.AwaitsCode},
			fill: (*visit).fillConfirm, send: (*visit).confirm},
		{path: "/resendcode", awaits: []pool.Challenge{pool.AwaitsCode}, send: (*visit).resendCode},
		{path: "/confirmforgotPassword", page: "confirmforgot", title: "Choose a new password",
			awaits: []pool.Challenge{pool.AwaitsReset}, begins: "/forgotPassword", fill: (*visit).fillConfirmForgot,
			send: (*visit).confirmForgot},
		{path: "/changePassword", page: "newpassword", title: "Change your password",
			awaits: []pool.Challenge{pool.AwaitsNewPassword}, send: (*visit).newPassword},
		{path: mfaPath, page: "mfa", title: "Enter your code", awaits: codesOfFactors(), fill: (*visit).fillMFA,
			send: (*visit).mfa},
		{path: selectMfaPath, page: "selectmfa", title: "Choose how to go on",
			awaits: []pool.Challenge{pool.AwaitsFactorChoice}, fill: (*visit).fillFactors, send: (*visit).selectMFA},
		{path: mfaSetupPath, page: "mfasetup", title: "Set up a second factor",
			awaits: []pool.Challenge{pool.AwaitsFactorSetup}, fill: (*visit).fillMFASetup, send: (*visit).mfaSetup},
		{path: firstCodePath, page: "mfa", title: "Enter your code", managed: true,
			awaits: []pool.Challenge{pool.AwaitsFirstFactor}, fits: awaitsFirstCode, fill: (*visit).fillFirstCode,
			send: (*visit).firstCode},
	} {
		all[f.path] = f
	}
	return all
}

// register adds the routes of a form at a path.
func (d *Domain) register(mux *http.ServeMux, path string, f form) {
	get := func(v *visit) { v.showForm(f.path, http.StatusOK, nil) }
	post := func(v *visit) {
		if err := f.send(v); err != nil {
			v.showForm(f.path, http.StatusBadRequest, err)
		}
	}
	if f.page == "" {
		get = post
	}
	for method, do := range map[string]func(*visit){"GET ": get, "POST ": post} {
		handle := d.visiting(d.during(f, do))
		if f.managed {
			handle = d.managedOnly(handle)
		}
		mux.HandleFunc(method+path, d.page(d.styled(handle)))
	}
}

// during is a page of the step that a form is of, if it is of one.
func (d *Domain) during(f form, do func(*visit)) func(*visit) {
	return func(v *visit) {
		if f.awaits == nil || v.find(f) {
			do(v)
		}
	}
}

// showForm shows the page of a form, with what was wrong with the one that was sent.
func (v *visit) showForm(path string, status int, problem error) {
	f := v.forms[path]
	shown := v.newView(v.w, v.r, f.title)
	shown.Name, shown.Notice, shown.Sent = v.name, noticeOf(v.r), v.step.Delivery.Destination
	shown.Action, shown.Links["login"] = v.req.link(path), v.req.link("/login")
	if f.awaits != nil {
		shown.Action = v.req.step(path, v.handle)
	}
	if problem != nil {
		shown.Error = sentence(problem)
	}
	if pool.Is(problem, pool.InvalidPassword) {
		shown.Rules = v.pool.PasswordRules(v.field("password", "new_password"))
	}
	if f.fill == nil || f.fill(v, &shown) {
		v.show(v.w, status, f.page, shown)
	}
}

// noticeOf is what a page says about the step that led to it.
func noticeOf(r *http.Request) string {
	switch r.URL.Query().Get("notice") {
	case "sent":
		return "A new code has been sent."
	case "password-changed":
		return "Your password has been changed. Sign in with the new one."
	case "over":
		return "That step is over: it took too long, or it was finished already. Please begin again."
	}
	return ""
}
