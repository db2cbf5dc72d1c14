package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// An environment has variables and a state of its own, and the folder's choice of a workspace stays (N-26).
func TestDeployToAnEnvironment_N26(t *testing.T) {
	for name, made := range map[string][]string{"dev": nil, "prod": {"workspace new prod", "workspace select default"}} {
		t.Run(name, func(t *testing.T) {
			d := newRehearsal(t, deployFlags{autoApprove: true, environment: name, variables: []string{"log_level=warn"}})
			d.writeEnvironment(t, name, `name = "demo-`+name+`"`)
			d.write(t, "workspaces", "")
			if err := d.run(t.Context()); err != nil {
				t.Fatalf("%v\n%s", err, d.said)
			}
			changing := slices.DeleteFunc(d.calls(t, "workspace"),
				func(call string) bool { return call == "workspace list" || call == "workspace show" })
			if !slices.Equal(changing, made) {
				t.Errorf("workspaces %q, want %q", changing, made)
			}
			file := "-var-file=" + filepath.Join(d.folder, "env", name+".tfvars") + " -var=log_level=warn"
			if plans := d.calls(t, "plan"); len(plans) == 0 || !strings.Contains(plans[0], file) {
				t.Errorf("plans %q, want the environment's variables, then those of --var", plans)
			}
			inside := d.read(t, "workspaces")
			for _, call := range []string{"console", "output", "plan", "show", "apply"} {
				if !strings.Contains(inside, call+" in "+name+"\n") {
					t.Errorf("%s is not run in the workspace:\n%s", call, inside)
				}
			}
			if strings.Contains(inside, "init in") || strings.Contains(inside, "workspace in") {
				t.Errorf("what chooses the workspace runs in it:\n%s", inside)
			}
		})
	}
}

func TestEnvironmentsAreRefused_N26(t *testing.T) {
	for name, tt := range map[string]struct{ environment, text, workspace, want string }{
		"no file":            {environment: "test", want: "terraform/env/test.tfvars"},
		"no name of its own": {environment: "prod", text: `log_level = "warn"`, want: "has no name"},
		"default":            {environment: "default", text: `name = "demo"`, want: `not "default"`},
		"a path":             {environment: "../prod", want: "small letters"},
		"another workspace":  {environment: "prod", text: `name = "demo"`, workspace: "dev", want: "TF_WORKSPACE is dev"},
	} {
		t.Run(name, func(t *testing.T) {
			d := newRehearsal(t, deployFlags{autoApprove: true, environment: tt.environment})
			if tt.text != "" {
				d.writeEnvironment(t, tt.environment, tt.text)
			}
			d.getenv = func(name string) string { return map[string]string{"TF_WORKSPACE": tt.workspace}[name] }
			err := d.run(t.Context())
			if err == nil || !strings.Contains(strings.ReplaceAll(err.Error(), d.folder, "terraform"), tt.want) ||
				len(d.calls(t, "")) != 0 {
				t.Errorf("error %v after calls %q, want %q after none", err, d.calls(t, ""), tt.want)
			}
		})
	}
}

func (d *rehearsal) writeEnvironment(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Join(d.folder, "env"), 0o700); err != nil {
		t.Fatal(err)
	}
	d.write(t, filepath.Join("env", name+".tfvars"), text)
}
