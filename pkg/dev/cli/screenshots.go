package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"cognitossr/pkg/dev/gotool"
)

func newScreenshotsCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "screenshots",
		Short: "Make the pictures that the documents show again, with Chromium",
		Long: "Makes the pictures in docs/pictures again, with Chromium: of the site's pages with invented data, and of the local\n" +
			"Cognito's sign-in pages. The tests make all of them, too, and fail where one is missing or in no document.",
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			root, err := repository()
			if err != nil {
				return err
			}
			tool, err := gotool.New(command.Context(), root)
			if err != nil {
				return err
			}
			// With CI a test without Chromium fails.
			test := tool.With("CI=true").Command(command.Context(), "test", "./pkg/dev/screenshots", "-count=1", "-run",
				"TestPictures_", "-update")
			test.Stdout, test.Stderr = command.OutOrStdout(), os.Stderr
			if err := test.Run(); err != nil {
				return fmt.Errorf("making the pictures: %w", err)
			}
			return nil
		},
	}
}
