package main

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/spf13/cobra"
)

func newE2ECommand() *cobra.Command {
	return &cobra.Command{
		Use:   "e2e [URL]",
		Short: "Walk through the site as a visitor: the local one, or the one at URL",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			root, err := repository()
			if err != nil {
				return err
			}
			var flags testFlags
			if len(args) == 1 {
				site, err := url.Parse(args[0])
				if err != nil || site.Host == "" || !strings.HasPrefix(site.Scheme, "http") {
					return fmt.Errorf("%q is not the address of a site, as in https://www.example.com", args[0])
				}
				flags.env = []string{"E2E_URL=" + strings.TrimSuffix(args[0], "/")}
			}
			return runTests(command.Context(), command.OutOrStdout(), root, flags, []string{"./pkg/e2e", "-count=1"})
		},
	}
}
