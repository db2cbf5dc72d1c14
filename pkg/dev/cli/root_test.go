package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
)

func TestWrongCallsSayHowItIsCalled(t *testing.T) {
	tests := []struct {
		name string
		args []string
		want string
	}{
		{"mistyped command", []string{"dve"}, "did you mean dev"},
		{"no such command", []string{"fly"}, "./build.sh help lists the commands"},
		{"no such flag", []string{"--fast"}, "./build.sh help lists the commands"},
		{"no such flag of a command", []string{"dev", "--fast"}, "usage: ./build.sh dev [flags]"},
		{"too few arguments", []string{"new"}, `usage: ./build.sh new NAME ["GET /path"] [flags]`},
		{"an argument of what has none", []string{"dev", "now"},
			`dev takes no argument, and "now" is one; usage: ./build.sh dev [flags]`},
		{"the same of another command", []string{"routes", "now"}, `routes takes no argument, and "now" is one`},
		{"too many arguments", []string{"invoke", "home", "a.json", "b.json"}, `"b.json" is one argument too many`},
		{"a missing argument", []string{"users", "add-to-group", "ada"}, "an argument is missing; usage: ./build.sh users add-to-group USER GROUP"},
		{"help on no command", []string{"help", "fly"},
			`unknown command "fly" for "build.sh"; ./build.sh help lists the commands`},
		{"help on a mistyped command", []string{"help", "dve"}, "did you mean dev"},
		{"help on nothing below a command", []string{"help", "users", "fly"}, "./build.sh users --help lists the commands"},
		{"mistyped below a command", []string{"users", "lsit"}, "did you mean list?); ./build.sh users --help lists"},
		{"another word for a command", []string{"users", "show"}, "did you mean get"},
		{"no such shell", []string{"completion", "tcsh"}, `"tcsh": want bash, zsh, fish, powershell; usage: ./build.sh completion SHELL`},
		{"no shell", []string{"completion"}, "./build.sh completion SHELL"},
		{"below a command", []string{"users", "create"}, "usage: ./build.sh users create"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			root := newRootCommand()
			root.SetArgs(test.args)
			root.SetOut(io.Discard)
			err := root.ExecuteContext(t.Context())
			if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got %v", err)
			}
			if got := exitStatus(err); got != statusWrongUse {
				t.Errorf("exit status %d", got)
			}
		})
	}
}

func TestCtrlCIsNoFailure(t *testing.T) {
	if got := exitStatus(fmt.Errorf("building: %w", context.Canceled)); got != 130 {
		t.Errorf("exit status %d", got)
	}
}
