package local

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"cognitossr/pkg/dev/local/internal/cognito"
	"cognitossr/pkg/routes"
)

const arn = "arn:aws:lambda:eu-west-1:000000000000:function:"

// A function that a pool's configuration names is the site's, by its deployed name, or is called where Lambda's endpoint
// is said to be.
func TestFunctionsByTheirARN(t *testing.T) {
	var asked string
	endpoint := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = r.Method + " " + r.URL.String()
		switch r.URL.Path {
		case "/2015-03-31/functions/failing/invocations":
			w.Header().Set("X-Amz-Function-Error", "Unhandled")
			_, _ = io.WriteString(w, `{"errorMessage":"Not today","errorType":"Error"}`)
		case "/2015-03-31/functions/mine/invocations":
			_, _ = io.Copy(w, r.Body)
		default:
			w.Header().Set("X-Amzn-ErrorType", "ResourceNotFoundException:http://internal.amazon.com/")
			w.WriteHeader(http.StatusNotFound)
		}
	}))
	t.Cleanup(endpoint.Close)
	stack := start(t, newSite(t), func(o *Options) { o.LambdaEndpoint = endpoint.URL + "/" })
	event := []byte(`{"userName":"x"}`)
	for _, c := range []struct{ name, function, answer, problem, asked string }{
		{"the site's own", "my-site-confirmed", `{"seen":true,"userName":"x"}`, "", ""},
		{"another", "mine", `{"userName":"x"}`, "", "POST /2015-03-31/functions/mine/invocations"},
		{"another's version", "mine:3", `{"userName":"x"}`, "", "POST /2015-03-31/functions/mine/invocations?Qualifier=3"},
		{"one that fails", "failing", "", "Not today", "POST /2015-03-31/functions/failing/invocations"},
		{"one that is not there", "gone", "", (&cognito.NotInvoked{Code: "ResourceNotFoundException"}).Error(),
			"POST /2015-03-31/functions/gone/invocations"},
	} {
		t.Run(c.name, func(t *testing.T) {
			asked = ""
			answer, err := stack.lambda(t.Context(), arn+c.function, event)
			if string(answer) != c.answer || (err == nil) != (c.problem == "") || err != nil &&
				err.Error() != c.problem || asked != c.asked {
				t.Errorf("%s, %v after %q", answer, err, asked)
			}
		})
	}
	stack.options.LambdaEndpoint = ""
	if _, err := stack.lambda(t.Context(), arn+"mine", event); err == nil {
		t.Error("a function is called without an endpoint")
	}
	endpoint.Close()
	stack.options.LambdaEndpoint = endpoint.URL
	if _, err := stack.lambda(t.Context(), arn+"mine", event); err == nil ||
		err.Error() != "calling the function: ServiceException" {
		t.Errorf("an endpoint that is gone: %v", err)
	}
}

// A site may have a trigger whose name is the end of another's.
func TestTriggersByTheirDeployedNames(t *testing.T) {
	functions := []routes.Function{
		{Name: "up", Trigger: "post_confirmation"}, {Name: "sign-up", Trigger: "pre_sign_up"},
		{Name: "before-sign-up", Trigger: "pre_authentication"},
		{Name: "page-sign-up"}, // no trigger
	}
	for deployed, want := range map[string]string{
		"site-sign-up": "sign-up", "site-before-sign-up": "before-sign-up", "site-page-sign-up": "sign-up",
		"before-sign-up": "before-sign-up", "site-up": "up",
		"sign-up": "sign-up", "sitesign-down": "", "": "",
	} {
		if f, ok := triggerOf(functions, deployed); f.Name != want || ok != (want != "") {
			t.Errorf("%q is %q", deployed, f.Name)
		}
	}
}
