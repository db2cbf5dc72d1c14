package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"strconv"
	"strings"
)

// fail answers as API Gateway does, and tells the developer more: in the log, and in a browser with a page in place of
// the bare JSON.
func (g *Gateway) fail(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, context.Canceled) {
		return // the visitor has left
	}
	fault := new(Fault)
	if !errors.As(err, &fault) {
		fault = &Fault{Status: http.StatusInternalServerError, Title: "The function could not be called",
			Detail: err.Error(), Err: err}
	}
	if fault.Again > 0 {
		seconds := strconv.Itoa(max(1, int(fault.Again.Seconds())))
		w.Header().Set("Retry-After", seconds)
		w.Header().Set("Refresh", seconds)
	} else {
		g.options.Log.Error("no answer from the function", "method", r.Method, "path", r.URL.Path, "status",
			fault.Status, "cause", fault.Title)
	}
	message := "Internal Server Error"
	if fault.Status == http.StatusServiceUnavailable {
		message = "Service Unavailable"
	}
	if !wantsPage(r) {
		fault.tellProgram(w, r, message)
		return
	}
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Cache-Control", "no-store")
	w.WriteHeader(fault.Status)
	_ = faultPage.Execute(w, map[string]any{"Fault": fault, "Message": message, "Method": r.Method, "Path": r.URL.Path})
}

// tellProgram answers a program: as API Gateway does, and with what only this machine knows where no deployment could
// answer at all, because the source does not compile.
func (f *Fault) tellProgram(w http.ResponseWriter, r *http.Request, message string) {
	accepted := r.Header.Get("Accept")
	if f.Local {
		w.Header().Set("Cache-Control", "no-store")
	}
	switch {
	case !f.Local:
		writeMessage(w, f.Status, message)
	case strings.Contains(accepted, "json"):
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(f.Status)
		_ = json.NewEncoder(w).Encode(map[string]string{"message": message, "local_problem": f.Title,
			"local_detail": strings.TrimSpace(f.Detail)})
	default:
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(f.Status)
		fmt.Fprintf(w, "%s (local development only)\n\n%s\n\nFix it, save, and ask again: the function is rebuilt automatically.\n", f.Title, strings.TrimSpace(f.Detail))
	}
}

// wantsPage reports whether a person reads the answer.
func wantsPage(r *http.Request) bool { return strings.Contains(r.Header.Get("Accept"), "text/html") }

var faultPage = template.Must(template.New("fault").Parse(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Fault.Title}} - local gateway</title>
<style>
:root { color-scheme: light dark }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem }
pre { border: 1px solid; border-radius: .25rem; overflow: auto; padding: 1rem; white-space: pre-wrap }
.where { border-left: .25rem solid #b00; padding-left: 1rem }
</style>
<main>
<p class="where"><strong>Local development only.</strong> This page comes from the gateway on your machine, not from the site.
{{if not .Fault.Again}}On AWS a visitor gets {{.Fault.Status}} and <code>{"message":"{{.Message}}"}</code>.{{end}}</p>
<h1>{{.Fault.Title}}</h1>
<p><code>{{.Method}} {{.Path}}</code></p>
{{with .Fault.Detail}}<pre tabindex="0">{{.}}</pre>{{end}}
{{if .Fault.Again}}<p role="status">This page loads by itself as soon as that is done.</p>
{{else}}<p>Fix it, save, and load this page again: the function is rebuilt automatically.</p>
{{end}}</main>
</html>
`))
