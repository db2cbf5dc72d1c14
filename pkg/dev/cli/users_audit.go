//go:build !noaws

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/spf13/cobra"

	"cognitossr/pkg/dev/auditlog"
	"cognitossr/pkg/dev/deployment"
)

// auditSource is where an audit reads: log groups, or a file.
type auditSource struct {
	groups []string
	file   string
	since  time.Time
}

func newUsersAuditCommand(target *poolTarget) *cobra.Command {
	var source auditSource
	var since string
	command := &cobra.Command{
		Use:   "audit [SUB]",
		Short: "Show who changed which account, from the logs of the site",
		Long: "Shows who did what to which account on the pages of the site, as far back as its logs are kept " +
			"(Terraform's\ncloudwatch_logs_retention_in_days); with a SUB, only what that user did, or what was done to them. Changes from\n" +
			"the command line are in CloudTrail, under the name of whoever made them.\n\n" +
			"With --local it reads the log of the last ./build.sh dev.",
		Example: "  ./build.sh users audit --since 2026-11-01\n  ./build.sh users audit --json 5f3c... > audit.json",
		Args:    cobra.MaximumNArgs(1),
		RunE: slowly("Reading the log", func(command *cobra.Command, args []string) (err error) {
			if source.since, err = dateOf(since); err != nil {
				return err
			}
			entries, err := target.audit(command.Context(), source)
			if err != nil {
				return err
			}
			if len(args) == 1 {
				entries = about(entries, args[0])
			}
			return target.printAudit(command.OutOrStdout(), auditlog.Results(entries))
		}),
	}
	command.Flags().StringVar(&since, "since", "", "the first day, as in 2026-11-01, in UTC (default: all that is kept)")
	command.Flags().StringArrayVar(&source.groups, "log-group", nil,
		"log group of a function (may be repeated; default: those that Terraform made)")
	command.Flags().StringVar(&source.file, "log", "", "a file with lines of the log instead; - reads standard input")
	return command
}

func dateOf(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return day, wrongUse{fmt.Errorf("--since %q: want a day, as in 2026-11-01", text)}
	}
	return day, nil
}

func about(entries []auditlog.Entry, subject string) (some []auditlog.Entry) {
	for _, e := range entries {
		if e.Concerns(subject) {
			some = append(some, e)
		}
	}
	return some
}

// audit reads all entries. There are as many as changes of accounts: they fit into memory.
func (t *poolTarget) audit(ctx context.Context, source auditSource) (entries []auditlog.Entry, err error) {
	add := func(e auditlog.Entry) {
		if !e.Time.Before(source.since) {
			entries = append(entries, e)
		}
	}
	switch {
	case source.file == "-":
		err = auditlog.Read(os.Stdin, add)
	case source.file != "" || t.local:
		err = readAudit(source.file, add)
	default:
		err = t.auditGroups(ctx, source, add)
	}
	return entries, err
}

// readAudit reads a file, or what ./build.sh dev has written.
func readAudit(name string, add func(auditlog.Entry)) error {
	if name == "" {
		root, err := repository()
		if err != nil {
			return err
		}
		name = filepath.Join(root, devLog)
	}
	if err := checkFile("the log", name, "./build.sh dev writes "+devLog); err != nil {
		return err
	}
	file, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("reading the log: %w", err)
	}
	defer file.Close()
	return auditlog.Read(file, add)
}

func (t *poolTarget) auditGroups(ctx context.Context, source auditSource, add func(auditlog.Entry)) error {
	region, groups := t.getenv("AWS_REGION"), source.groups
	if len(groups) == 0 {
		root, err := repository()
		if err != nil {
			return err
		}
		deployed, err := deployment.Terraform(ctx, filepath.Join(root, terraformFolder))
		if err != nil {
			return fmt.Errorf("which logs? Give --log-group NAME, --log FILE or --local, or deploy with ./build.sh deploy: %w", err)
		}
		if groups = logGroups(deployed); len(groups) == 0 {
			return errors.New("none of the deployed functions changes accounts; --log-group names a log group of another site")
		}
		region = deployed.Region()
	}
	settings, err := awsSettings(ctx, region)
	if err != nil {
		return err
	}
	client := cloudwatchlogs.NewFromConfig(settings)
	for _, group := range groups {
		if err := auditlog.Filter(ctx, client, group, source.since, add); err != nil {
			return errors.New(strings.TrimSuffix(err.Error(), "."))
		}
	}
	return nil
}

// logGroups are those of the functions that log changes of accounts.
func logGroups(deployed deployment.Deployment) (groups []string) {
	for _, name := range auditlog.Functions {
		if function := deployed.Functions[name]; function != "" {
			groups = append(groups, "/aws/lambda/"+function)
		}
	}
	return groups
}

func (t *poolTarget) printAudit(out io.Writer, entries []auditlog.Entry) error {
	var rows [][]string
	for _, e := range entries {
		action, result, target := e.Action, e.Result, e.Target
		if e.Group != "" {
			action += " " + e.Group
		}
		if e.Reason != "" {
			result += " (" + e.Reason + ")"
		}
		switch target {
		case "":
			target = "-"
		case e.Actor:
			target = "themselves"
		}
		rows = append(rows, []string{e.Time.UTC().Format(time.RFC3339), e.Actor, action, target, result})
	}
	return t.format.print(out, append([]auditlog.Entry{}, entries...),
		[]string{"TIME", "WHO", "ACTION", "USER", "RESULT"}, rows)
}
