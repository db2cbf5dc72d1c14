package main

import (
	"cmp"
	"debug/buildinfo"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"cognitossr/pkg/dev/build"
	"cognitossr/pkg/routes"
)

func newRoutesCommand() *cobra.Command {
	var f format
	command := &cobra.Command{
		Use:   "routes",
		Short: "Show which function serves which route, who may access it, and what it may do at AWS",
		Long: "Shows which function serves which route and who may access it; and for each function what it may do at AWS, the\n" +
			"size of its zip, if ./build.sh has built it, and the budget of that size, memory and timeout. The rights in\n" +
			"brackets are those where instant_sign_out is on. Every function may also write its log.",
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			root, table, err := openRepository()
			if err != nil {
				return err
			}
			listed := listFunctions(root, table)
			return errors.Join(printRoutes(command, f, listed), checkFolders(root, table), checkPolicies(root, table))
		},
	}
	f.addTo(command.Flags())
	return command
}

// listedFunction is a function as --json prints it.
type listedFunction struct {
	Name     string   `json:"name"`
	Kind     string   `json:"kind"`
	Routes   []string `json:"routes"`
	Trigger  string   `json:"trigger,omitempty"`
	Schedule string   `json:"schedule,omitempty"`
	Auth     string   `json:"auth,omitempty"`
	Calls    []string `json:"calls"` // of the user pool's API
	Policy   string   `json:"policy,omitempty"`
	Rights   []string `json:"rights"` // actions of IAM
	SignOut  []string `json:"rights_with_instant_sign_out,omitempty"`
	Settings []string `json:"environment"` // variables of its own
	ZIP      int64    `json:"zip_bytes,omitempty"`
	Budget   int64    `json:"zip_budget_bytes,omitempty"`
	Memory   int      `json:"memory_mb"`
	Timeout  int      `json:"timeout_seconds"`
}

func listFunctions(root string, table routes.Table) (listed []listedFunction) {
	policies := ownPolicies(root)
	for _, f := range table.Functions {
		l := listedFunction{
			Name: f.Name, Kind: f.Kind, Routes: append([]string{}, f.Routes...), Trigger: f.Trigger,
			Schedule: f.Schedule, Auth: string(f.Auth),
			Calls: append([]string{}, f.Calls...), Policy: f.Policy, Rights: []string{},
			Settings: append([]string{}, f.Environment...),
			Memory:   f.Memory, Timeout: f.Timeout,
		}
		for _, call := range f.Calls {
			l.Rights = append(l.Rights, "cognito-idp:"+call)
		}
		l.Rights = append(l.Rights, policies[f.Policy]...)
		if f.Secret || f.Client != "" {
			l.Rights = append(l.Rights, "ssm:GetParameter")
		}
		if f.AsksForEnded() {
			l.SignOut = append(l.SignOut, "dynamodb:GetItem")
		}
		if f.EndsSessions {
			l.SignOut = append(l.SignOut, "dynamodb:PutItem")
		}
		l.ZIP, l.Budget = builtSize(root, f.Name)
		listed = append(listed, l)
	}
	return listed
}

// builtSize is the size of a function's zip and its budget, 0 where ./build.sh has not built it.
func builtSize(root, name string) (size, budget int64) {
	info, err := os.Stat(filepath.Join(root, "dist", name+".zip"))
	if err != nil {
		return 0, 0
	}
	program, err := buildinfo.ReadFile(filepath.Join(root, "dist", name, "bootstrap"))
	sdk := err == nil && slices.ContainsFunc(program.Deps,
		func(m *debug.Module) bool { return strings.HasPrefix(m.Path, "github.com/aws/aws-sdk-go-v2") })
	return info.Size(), build.Budget(name, sdk)
}

func printRoutes(command *cobra.Command, f format, listed []listedFunction) error {
	if f.json {
		return f.print(command.OutOrStdout(), listed, nil, nil)
	}
	var byRoute, byFunction [][]string
	for _, l := range listed {
		for _, key := range l.Routes {
			method, path, found := strings.Cut(key, " ")
			if !found {
				method, path = "ANY", key
			}
			byRoute = append(byRoute, []string{method, path, l.Name, l.Auth, l.Kind})
		}
		if by := cmp.Or(l.Trigger, l.Schedule); by != "" {
			byRoute = append(byRoute, []string{"-", by, l.Name, "-", l.Kind})
		}
		rights := slices.Clone(l.Rights)
		if len(l.SignOut) > 0 {
			rights = append(rights, "("+strings.Join(l.SignOut, ", ")+")")
		}
		size := "not built"
		if l.ZIP > 0 {
			size = fmt.Sprintf("%.2f of %.2f MB", float64(l.ZIP)/1e6, float64(l.Budget)/1e6)
		}
		byFunction = append(byFunction, []string{
			l.Name, size, strconv.Itoa(l.Memory) + " MB", strconv.Itoa(l.Timeout) + " s",
			cmp.Or(strings.Join(rights, ", "), "-"),
		})
	}
	slices.SortFunc(byRoute, func(a, b []string) int {
		order := func(row []string) string { return map[bool]string{true: "~"}[row[0] == "-"] + row[1] + row[0] }
		return strings.Compare(order(a), order(b))
	})
	out := command.OutOrStdout()
	if err := f.print(out, nil, []string{"METHOD", "PATH", "FUNCTION", "WHO", "KIND"}, byRoute); err != nil {
		return err
	}
	fmt.Fprintln(out)
	return f.print(out, nil, []string{"FUNCTION", "ZIP OF BUDGET", "MEMORY", "TIMEOUT", "RIGHTS AT AWS"}, byFunction)
}

// checkFolders compares the list with the folders below functions/: an entry without a program cannot be built, and a
// program without an entry gets no route.
func checkFolders(root string, table routes.Table) error {
	programs, err := filepath.Glob(filepath.Join(root, "functions", "*", "main.go"))
	if err != nil {
		return fmt.Errorf("looking for the functions' folders: %w", err)
	}
	var folders []string
	for _, path := range programs {
		folders = append(folders, filepath.Base(filepath.Dir(path)))
	}
	var problems []error
	for _, f := range table.Functions {
		if slices.Contains(folders, f.Name) {
			continue
		}
		advice := "write it, or take the entry out"
		if near := routes.Nearest(f.Name, folders); near != "" {
			advice = fmt.Sprintf("did you mean %q?", near)
		}
		problems = append(problems, fmt.Errorf("%s: function %q: there is no functions/%s/main.go: %s",
			table.Place(f.Name), f.Name, f.Name, advice))
	}
	for _, folder := range folders {
		if _, listed := table.Function(folder); !listed {
			problems = append(problems, fmt.Errorf("functions/%s/main.go has no entry in functions/routes.json: add one, "+
				"or delete the folder", folder))
		}
	}
	return errors.Join(problems...)
}

var (
	ownPolicy  = regexp.MustCompile(`(?m)^    "?([a-z][a-z0-9-]*)"? *= \[`)
	actionList = regexp.MustCompile(`actions *= \[([^\]]*)\]`)
	quoted     = regexp.MustCompile(`"([^"]+)"`)
	remark     = regexp.MustCompile(`(?m)^\s*(#|//).*\n`)
)

// ownPolicies reads the policies of terraform/own_policies.tf with their actions; nil where the site is not deployed
// with Terraform.
func ownPolicies(root string) map[string][]string {
	source, err := os.ReadFile(filepath.Join(root, "terraform", "own_policies.tf"))
	if err != nil {
		return nil
	}
	_, block, _ := strings.Cut(remark.ReplaceAllString(string(source), ""), "\n  own_policies = {\n")
	block, _, _ = strings.Cut("\n"+block, "\n  }\n")
	policies, begins := map[string][]string{}, ownPolicy.FindAllStringSubmatchIndex(block, -1)
	for i, at := range begins {
		end := len(block)
		if i+1 < len(begins) {
			end = begins[i+1][0]
		}
		name := block[at[2]:at[3]]
		policies[name] = []string{}
		for _, list := range actionList.FindAllStringSubmatch(block[at[1]:end], -1) {
			for _, action := range quoted.FindAllStringSubmatch(list[1], -1) {
				policies[name] = append(policies[name], action[1])
			}
		}
	}
	return policies
}

// checkPolicies compares the policies of the list with those of terraform/own_policies.tf: Terraform would reject an
// unknown one, but only at the deployment.
func checkPolicies(root string, table routes.Table) error {
	policies := ownPolicies(root)
	if policies == nil {
		return nil
	}
	var known []string
	for name := range policies {
		known = append(known, name)
	}
	var problems []error
	for _, f := range table.Functions {
		if f.Policy == "" || policies[f.Policy] != nil {
			continue
		}
		advice := `add it there; calls of Cognito are listed as "calls"`
		if near := routes.Nearest(f.Policy, known); near != "" {
			advice = fmt.Sprintf("did you mean %q?", near)
		}
		problems = append(problems, fmt.Errorf("%s: function %q: terraform/own_policies.tf has no policy %q: %s",
			table.Place(f.Name), f.Name, f.Policy, advice))
	}
	return errors.Join(problems...)
}
