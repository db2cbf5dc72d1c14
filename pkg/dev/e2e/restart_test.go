package e2e

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"cognitossr/pkg/dev/local"
	"cognitossr/pkg/routes"
)

// TestRestartKeepsSessions_SEC045: the local Cognito makes new keys at each start, as a pool does that drops a key
// before its tokens have expired. With the data file of dev --keep its refresh tokens go on, and so does the session.
func TestRestartKeepsSessions_SEC045(t *testing.T) {
	localOnly(t)
	options := local.Options{Root: "../../..", DataFile: filepath.Join(t.TempDir(), "pool.json"), Addr: "localhost:0",
		CognitoAddr: "127.0.0.1:0", NoRebuild: true}
	table, err := routes.Load(routes.Path(options.Root))
	if err != nil {
		t.Fatal(err)
	}
	options.Getenv = local.SampleEnvironment(table)
	first, err := local.Start(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	v := newVisitor(t)
	v.submit(v.get(first.SiteURL+"/auth/login"), map[string]string{"username": userEmail,
		"password": userPassword}).wants(http.StatusOK, "Hello "+userEmail)
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	v.client.CloseIdleConnections()
	if kept, err := os.Stat(options.DataFile + ".secret"); err != nil || kept.Mode().Perm()&0o077 != 0 &&
		runtime.GOOS != "windows" {
		t.Errorf("the file of the client secret: %v (%v)", kept, err)
	}
	options.Addr, options.CognitoAddr = hostOf(t, first.SiteURL), hostOf(t, first.CognitoURL)
	second, err := local.Start(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = second.Close() })
	for _, page := range []string{"/profile", "/"} {
		v.get(second.SiteURL+page).wants(http.StatusOK, userEmail)
	}
	if v.get(second.SiteURL + "/profile"); len(v.hops) != 0 {
		t.Errorf("the session is refreshed again and again: %v", v.hops)
	}
}

func hostOf(t *testing.T, address string) string {
	t.Helper()
	parsed, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return parsed.Host
}
