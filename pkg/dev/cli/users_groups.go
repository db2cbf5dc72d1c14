//go:build !noaws

package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"cognitossr/pkg/dev/pooladmin"
	"cognitossr/pkg/useradmin"
)

func newUsersGroupsCommand(target *poolTarget) *cobra.Command {
	command := &cobra.Command{
		Use:   "groups",
		Short: "List, create and delete the groups of a user pool",
		Example: "  ./build.sh users groups list --local\n" +
			"  ./build.sh users groups create editors --description \"may publish\"",
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error { return command.Help() },
	}
	command.AddCommand(newGroupsListCommand(target), newGroupsCreateCommand(target), newGroupsDeleteCommand(target))
	return command
}

func newGroupsListCommand(target *poolTarget) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the groups",
		Args:  cobra.NoArgs,
		RunE: slowly("Reading the groups", func(command *cobra.Command, _ []string) error {
			pool, err := target.open(command.Context())
			if err != nil {
				return err
			}
			groups, err := pool.ListGroups(command.Context())
			if err != nil {
				return explain(err, "")
			}
			var rows [][]string
			for _, group := range groups {
				precedence := ""
				if group.Precedence != nil {
					precedence = strconv.Itoa(int(*group.Precedence))
				}
				rows = append(rows, []string{group.Name, precedence, group.Description})
			}
			return target.format.print(command.OutOrStdout(), append([]pooladmin.Group{}, groups...),
				[]string{"GROUP", "PRECEDENCE", "DESCRIPTION"}, rows)
		}),
	}
}

func newGroupsCreateCommand(target *poolTarget) *cobra.Command {
	var description string
	var precedence int32
	command := &cobra.Command{
		Use:   "create NAME",
		Short: "Create a group",
		Args:  cobra.ExactArgs(1),
		RunE: slowly("Creating the group", func(command *cobra.Command, args []string) error {
			if err := checkGroupName(args[0]); err != nil {
				return err
			}
			group := pooladmin.Group{Name: args[0], Description: description}
			if command.Flags().Changed("precedence") {
				if precedence < 0 {
					return wrongUse{fmt.Errorf("--precedence %d: it cannot be negative; 0 comes first", precedence)}
				}
				group.Precedence = &precedence
			}
			pool, err := target.open(command.Context())
			if err != nil {
				return err
			}
			err = pool.CreateGroup(command.Context(), group)
			if errors.Is(err, pooladmin.ErrGroupExists) {
				return fmt.Errorf("the group %q already exists", args[0])
			}
			if err != nil {
				return explain(err, "")
			}
			return target.sayGroup(command, args[0], "the group %s is created")
		}),
	}
	command.Flags().StringVar(&description, "description", "", "what the group is for")
	command.Flags().Int32Var(&precedence, "precedence", 0, "precedence among a user's groups; the lowest number wins")
	return command
}

// checkGroupName applies Cognito's rules for group names: letters, marks, symbols, numbers and punctuation.
//
// Source: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateGroup.html
func checkGroupName(name string) error {
	other := func(r rune) bool { return !unicode.In(r, unicode.L, unicode.M, unicode.S, unicode.N, unicode.P) }
	if name == "" || utf8.RuneCountInString(name) > 128 || strings.ContainsFunc(name, other) {
		return wrongUse{fmt.Errorf("%q cannot be the name of a group: it has 1 to 128 characters and no spaces", name)}
	}
	return nil
}

func newGroupsDeleteCommand(target *poolTarget) *cobra.Command {
	var yes bool
	command := &cobra.Command{
		Use:   "delete NAME",
		Short: "Delete a group; its members stay users",
		Args:  cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			found := waiting(command.Context(), command.ErrOrStderr(), "Looking for the group")
			pool, err := target.open(command.Context())
			if err == nil {
				err = pool.CheckGroups(command.Context(), args)
			}
			found()
			if errors.Is(err, useradmin.ErrNoGroup) {
				return err // it says which there are: nobody who deletes one wants to make it
			}
			if err != nil {
				return explain(err, "")
			}
			if !yes && !sure(newDialogue(command.InOrStdin(), command.ErrOrStderr()), args[0], "group") {
				return errors.New("nothing was deleted; type the group's name when asked, or give --yes")
			}
			defer waiting(command.Context(), command.ErrOrStderr(), "Deleting the group")()
			err = pool.DeleteGroup(command.Context(), args[0])
			if err != nil && !errors.Is(err, useradmin.ErrNoGroup) { // another call deleted it first
				return explain(err, "")
			}
			return target.sayGroup(command, args[0], "the group %s is deleted")
		},
	}
	command.Flags().BoolVar(&yes, "yes", false, "do not ask")
	return command
}

// sayGroup prints the result, or the group's name as JSON.
func (t *poolTarget) sayGroup(command *cobra.Command, name, sentence string) error {
	if t.json {
		return printJSON(command.OutOrStdout(), map[string]string{"name": name})
	}
	_, err := fmt.Fprintf(command.OutOrStdout(), sentence+"\n", visible(name))
	return err
}
