package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"cognitossr/pkg/access"
	"cognitossr/pkg/dev/scaffold"
)

func newNewCommand() *cobra.Command {
	var r scaffold.Request
	command := &cobra.Command{
		Use:   `new NAME ["GET /path"]`,
		Short: "Add a function: its program, test, template, texts, event, and its entry in functions/routes.json",
		Long: "Adds a function: its program with a test, its page, its texts in every language, an event, and its entries in\n" +
			"functions/routes.json, template.yaml and docs/reference/routes.md. All of it is yours afterwards. Without a\n" +
			"further flag it is a page; {id} in the path is a parameter.\n\n" +
			"With --table there is a DynamoDB table too, in terraform/own_NAME.tf, with the rights on it. ./build.sh dev has\n" +
			"such a table in memory.",
		Example: "  ./build.sh new reports \"GET /reports/{id}\" --auth user\n" +
			"  ./build.sh new audit \"GET /admin/audit\" --auth group:admin\n" +
			"  ./build.sh new feedback \"GET /feedback\" --form --table\n" +
			"  ./build.sh new status \"GET /api/status\" --api\n" +
			"  ./build.sh new greet --trigger post_authentication\n" +
			"  ./build.sh new digest --schedule \"cron(0 3 * * ? *)\"",
		Args: cobra.RangeArgs(1, 2),
		RunE: slowly("Compiling the function", func(command *cobra.Command, args []string) error {
			r.Name = args[0]
			if len(args) == 2 {
				r.Route = args[1]
			}
			return addFunction(command, r)
		}),
	}
	flags := command.Flags()
	flags.StringVar(&r.Auth, "auth", "", `who may enter: "public", "optional" (everybody; it knows who is signed in), "user" or "group:<name>" `+
		`(default "optional" for a page, "public" with --api, "user" with --form or --table)`)
	flags.BoolVar(&r.API, "api", false, "answer with JSON instead of a page")
	flags.BoolVar(&r.Form, "form", false, "a page with a form, its mistakes, and the POST that takes it")
	flags.BoolVar(&r.Table, "table", false, "keep what is sent in a DynamoDB table of each user's own; with --form or --api")
	flags.StringVar(&r.Trigger, "trigger", "", "called by the user pool, instead of a route: "+
		strings.Join(scaffold.Triggers(), ", "))
	flags.StringVar(&r.Schedule, "schedule", "", `runs by itself, instead of a route: "rate(1 day)", "cron(0 3 * * ? *)"`)
	return command
}

func addFunction(command *cobra.Command, r scaffold.Request) error {
	root, err := repository()
	if err != nil {
		return err
	}
	f, err := scaffold.New(scaffold.Site{Root: root, SAM: renderSAM}, r)
	if err != nil {
		return usageError(command, err)
	}
	made, err := f.Add(command.Context(), scaffold.Compile)
	if errors.As(err, new(*scaffold.RefusedError)) {
		return wrongUse{err}
	}
	if err != nil {
		return err
	}
	announceFunction(command.OutOrStdout(), f, made)
	return nil
}

// announceFunction prints what was written, and the next steps.
func announceFunction(out io.Writer, f scaffold.Function, made scaffold.Written) {
	fmt.Fprintf(out, "Wrote\n  %s\nand added it to\n  %s\n\nNext:\n", strings.Join(made.Made, "\n  "),
		strings.Join(made.Changed, "\n  "))
	steps := [][2]string{}
	step := func(command, what string) { steps = append(steps, [2]string{command, what}) }
	switch {
	case f.Trigger != "":
		step("./build.sh invoke "+f.Name, "calls it with functions/"+f.Name+"/event.json")
		step("./build.sh dev", "calls it "+f.Event.When+"; a site that is running has it already")
	case f.Schedule != "":
		step("./build.sh invoke "+f.Name, "runs it now: ./build.sh dev does not wait for its time")
	default:
		step("./build.sh dev", "shows "+f.Sample+"; a site that is running has it already")
	}
	step("./build.sh test ./functions/"+f.Name, "is its test")
	if f.IsPage() {
		step("pkg/language/texts", "holds its words, English and German; a link to it belongs into templates/layout.templ")
	}
	if f.Table {
		step("./build.sh deploy", "makes its table, terraform/own_"+f.Resource()+
			".tf; delete what a user has there in functions/delete-account")
	}
	for _, s := range steps {
		fmt.Fprintf(out, "  %-36s %s\n", s[0], s[1])
	}
	if group := access.Right(f.Auth).Group(); group != "" && group != access.Administrators {
		fmt.Fprintf(out, "\nadmin@example.com is in the group %q from the next start of ./build.sh dev; until then use "+
			"the control page.\n"+
			"On AWS the pool needs the group, too: add { name = %q } to the default of user_groups in "+
			"terraform/variables_auth.tf, and run\n"+
			"go test ./terraform -run Readme -update. Until then terraform plan fails, and so do its tests.\n", group, group)
	}
}
