package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/spf13/cobra"
)

func newE2ECommand() *cobra.Command {
	return &cobra.Command{
		Use:   "e2e [URL]",
		Short: "Test the local site, or the site at URL, as a visitor would",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			root, err := repository()
			if err != nil {
				return err
			}
			var flags testFlags
			if len(args) == 1 {
				site, err := siteAt(command.Context(), args[0])
				if err != nil {
					return err
				}
				flags.env = []string{"E2E_URL=" + site}
			}
			return runTests(command.Context(), command.OutOrStdout(), root, flags, []string{"./pkg/dev/e2e", "-count=1"})
		},
	}
}

// siteAt checks the address of a site before the tests: without a server every one of them would fail for the same
// reason.
func siteAt(ctx context.Context, address string) (string, error) {
	site, err := url.Parse(address)
	if err != nil || site.Host == "" || site.Scheme != "http" && site.Scheme != "https" {
		return "", wrongUse{fmt.Errorf("%q is not the address of a site, as in https://www.example.com", address)}
	}
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	if _, err := ask(ctx, http.DefaultClient, address); err != nil {
		return "", fmt.Errorf("no site answers there: is it running, and is the address right? %w", err)
	}
	return strings.TrimSuffix(address, "/"), nil
}

// ask gets an address once, for what the answer's head says.
func ask(ctx context.Context, client *http.Client, address string) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	response, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	_ = response.Body.Close()
	return response, nil
}
