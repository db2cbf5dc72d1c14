// Package firefox starts Firefox for tests, with an empty profile, and drives it by Marionette, the protocol that
// Firefox brings along. Nothing but tests may import it.
//
// Source: https://firefox-source-docs.mozilla.org/testing/marionette/
package firefox

import (
	"bufio"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"cognitossr/pkg/dev/testtools"
)

// A browser that hangs must not hold up a test run: nothing waits longer than this.
const (
	lifetime  = 3 * time.Minute
	startTime = 60 * time.Second
	pollEvery = 20 * time.Millisecond
)

// preferences keep the browser from calling home and from asking anything; port 0 is any free one.
const preferences = `
user_pref("marionette.port", 0);
user_pref("app.normandy.enabled", false);
user_pref("app.update.enabled", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("browser.startup.page", 0);
user_pref("browser.safebrowsing.downloads.enabled", false);
user_pref("browser.safebrowsing.malware.enabled", false);
user_pref("browser.safebrowsing.phishing.enabled", false);
user_pref("browser.search.update", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("dom.push.connection.enabled", false);
user_pref("extensions.update.enabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("services.settings.server", "http://127.0.0.1:9/");
user_pref("toolkit.telemetry.enabled", false);
`

// Browser is one running Firefox. Its commands wait for pages to load; they belong to one test at a time.
type Browser struct {
	conn   net.Conn
	reader *bufio.Reader
	next   int
}

// Start starts Firefox or skips the test. The browser ends with the test.
func Start(t *testing.T) *Browser {
	t.Helper()
	path := testtools.Require(t, "firefox-esr", "install Firefox, as in: apt-get install firefox-esr", "firefox")
	profile := t.TempDir()
	if err := os.WriteFile(filepath.Join(profile, "user.js"), []byte(preferences), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, end := context.WithTimeout(context.Background(), lifetime)
	command := exec.CommandContext(ctx, path,
		"--headless", "--marionette", "--remote-allow-system-access", "--no-remote", "--profile", profile)
	command.Env = append(os.Environ(), "MOZ_CRASHREPORTER_DISABLE=1", "HOME="+profile)
	command.WaitDelay = 10 * time.Second
	if err := command.Start(); err != nil {
		end()
		t.Fatalf("starting Firefox: %v", err)
	}
	t.Cleanup(func() {
		end()
		_ = command.Wait()
	})
	b, err := connect(ctx, profile)
	if err != nil {
		t.Fatalf("starting Firefox: %v", err)
	}
	t.Cleanup(func() {
		_, _ = b.call("Marionette:Quit", map[string]any{"flags": []string{"eForceQuit"}})
		_ = b.conn.Close()
	})
	if _, err := b.call("WebDriver:NewSession", map[string]any{"strictFileInteractability": false}); err != nil {
		t.Fatalf("starting Firefox: %v", err)
	}
	return b
}

// connect waits until the browser has written down the port that it listens on.
func connect(ctx context.Context, profile string) (*Browser, error) {
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	poll := time.NewTicker(pollEvery)
	defer poll.Stop()
	for {
		port, err := os.ReadFile(filepath.Join(profile, "MarionetteActivePort"))
		if err == nil && len(port) > 0 {
			return dial(ctx, strings.TrimSpace(string(port)))
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("waiting for its port: %w", ctx.Err())
		case <-poll.C:
		}
	}
}

func dial(ctx context.Context, port string) (*Browser, error) {
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort("127.0.0.1", port))
	if err != nil {
		return nil, fmt.Errorf("connecting: %w", err)
	}
	if err := conn.SetDeadline(time.Now().Add(lifetime)); err != nil {
		return nil, fmt.Errorf("connecting: %w", err)
	}
	b := &Browser{conn: conn, reader: bufio.NewReader(conn)}
	if _, err := b.read(); err != nil { // the greeting
		return nil, fmt.Errorf("connecting: %w", err)
	}
	return b, nil
}

// read returns one message: its length in decimal, a colon, and that many bytes of JSON.
func (b *Browser) read() ([]byte, error) {
	length, err := b.reader.ReadString(':')
	if err != nil {
		return nil, fmt.Errorf("reading a message: %w", err)
	}
	size, err := strconv.Atoi(strings.TrimSuffix(length, ":"))
	if err != nil {
		return nil, fmt.Errorf("reading a message: %w", err)
	}
	message := make([]byte, size)
	if _, err := io.ReadFull(b.reader, message); err != nil {
		return nil, fmt.Errorf("reading a message: %w", err)
	}
	return message, nil
}

// call sends a command and returns its result.
func (b *Browser) call(command string, parameters map[string]any) (json.RawMessage, error) {
	b.next++
	message, err := json.Marshal([]any{0, b.next, command, parameters})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", command, err)
	}
	if _, err := fmt.Fprintf(b.conn, "%d:%s", len(message), message); err != nil {
		return nil, fmt.Errorf("%s: %w", command, err)
	}
	answer, err := b.read()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", command, err)
	}
	var failure struct{ Error, Message string }
	var result json.RawMessage
	fields := []any{new(int), new(int), &failure, &result}
	if err := json.Unmarshal(answer, &fields); err != nil {
		return nil, fmt.Errorf("%s: %w", command, err)
	}
	if failure.Error != "" {
		return nil, fmt.Errorf("%s: %s: %s", command, failure.Error, failure.Message)
	}
	return result, nil
}

// text runs a command whose result is {"value": "..."}.
func (b *Browser) text(command string, parameters map[string]any) (string, error) {
	result, err := b.call(command, parameters)
	if err != nil {
		return "", err
	}
	var answer struct{ Value string }
	if err := json.Unmarshal(result, &answer); err != nil {
		return "", fmt.Errorf("%s: %w", command, err)
	}
	return answer.Value, nil
}

// Navigate opens an address.
func (b *Browser) Navigate(address string) error {
	_, err := b.call("WebDriver:Navigate", map[string]any{"url": address})
	return err
}

// Back does what the Back button does.
func (b *Browser) Back() error {
	_, err := b.call("WebDriver:Back", nil)
	return err
}

// element returns the reference of the first element that a CSS selector finds.
func (b *Browser) element(selector string) (string, error) {
	result, err := b.call("WebDriver:FindElement", map[string]any{"using": "css selector", "value": selector})
	if err != nil {
		return "", err
	}
	var answer struct{ Value map[string]string }
	if err := json.Unmarshal(result, &answer); err != nil {
		return "", fmt.Errorf("finding %s: %w", selector, err)
	}
	for _, reference := range answer.Value {
		return reference, nil
	}
	return "", fmt.Errorf("finding %s: no reference", selector)
}

// Click clicks on an element, and waits for the page that it opens.
func (b *Browser) Click(selector string) error {
	reference, err := b.element(selector)
	if err != nil {
		return err
	}
	_, err = b.call("WebDriver:ElementClick", map[string]any{"id": reference})
	return err
}

// Type types into a field.
func (b *Browser) Type(selector, text string) error {
	reference, err := b.element(selector)
	if err != nil {
		return err
	}
	_, err = b.call("WebDriver:ElementSendKeys", map[string]any{"id": reference, "text": text})
	return err
}

// Text returns what the page says.
func (b *Browser) Text() (string, error) {
	reference, err := b.element("body")
	if err != nil {
		return "", err
	}
	return b.text("WebDriver:GetElementText", map[string]any{"id": reference})
}

// SetCookie stores an HttpOnly cookie for the site that the browser shows.
func (b *Browser) SetCookie(name, value string) error {
	cookie := map[string]any{"name": name, "value": value, "path": "/", "httpOnly": true, "sameSite": "Lax"}
	_, err := b.call("WebDriver:AddCookie", map[string]any{"cookie": cookie})
	return err
}

// NewTab opens a tab, and goes to it.
func (b *Browser) NewTab() error {
	result, err := b.call("WebDriver:NewWindow", map[string]any{"type": "tab"})
	if err != nil {
		return err
	}
	var tab struct{ Handle string }
	if err := json.Unmarshal(result, &tab); err != nil {
		return fmt.Errorf("opening a tab: %w", err)
	}
	_, err = b.call("WebDriver:SwitchToWindow", map[string]any{"handle": tab.Handle})
	return err
}

// CloseTab closes the tab and goes back to the one that was opened first.
func (b *Browser) CloseTab() error {
	result, err := b.call("WebDriver:CloseWindow", nil)
	if err != nil {
		return err
	}
	var left []string
	if err := json.Unmarshal(result, &left); err != nil || len(left) == 0 {
		return fmt.Errorf("closing a tab: %s are left (%w)", result, err)
	}
	_, err = b.call("WebDriver:SwitchToWindow", map[string]any{"handle": left[0]})
	return err
}

// Forget deletes all cookies, of every site.
func (b *Browser) Forget() error {
	if _, err := b.call("Marionette:SetContext", map[string]any{"value": "chrome"}); err != nil {
		return err
	}
	script := map[string]any{"script": "Services.cookies.removeAll()", "args": []any{}}
	if _, err := b.call("WebDriver:ExecuteScript", script); err != nil {
		return err
	}
	_, err := b.call("Marionette:SetContext", map[string]any{"value": "content"})
	return err
}

// Picture returns a picture of the whole page, as PNG.
func (b *Browser) Picture() ([]byte, error) {
	encoded, err := b.text("WebDriver:TakeScreenshot", map[string]any{"full": true, "hash": false})
	if err != nil {
		return nil, err
	}
	picture, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return nil, fmt.Errorf("taking a picture: %w", err)
	}
	return picture, nil
}
