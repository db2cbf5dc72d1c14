package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"cognitossr/pkg/dev/rename"
)

func newUpgradeCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "upgrade REPOSITORY [REF]",
		Short: "Merge a newer version of the project into a site that was made with init",
		Long: "Merge a newer version of the project into a site that was made with init. Both versions, the one that the site\n" +
			"began with and the new one, get the names of the site before they are compared: names never conflict, and what\n" +
			"is merged are the project's changes alone. The result is left for you to look at and commit, as a merge of REF.\n\n" +
			"The site needs the project's history, as a clone has it.",
		Example: "  ./build.sh upgrade https://example.com/project.git main",
		Args:    cobra.RangeArgs(1, 2),
		RunE: slowly("Fetching and merging the new version", func(command *cobra.Command, args []string) error {
			root, err := repository()
			if err != nil {
				return err
			}
			ref := "HEAD"
			if len(args) == 2 {
				ref = args[1]
			}
			return upgrade{root: root, out: command.OutOrStdout()}.run(command.Context(), args[0], ref)
		}),
	}
}

// upgrade merges a version of the project into the site in root.
type upgrade struct {
	root string
	out  io.Writer
}

func (u upgrade) run(ctx context.Context, source, ref string) error {
	if err := requireCleanTree(ctx, u.root); err != nil {
		return err
	}
	names, err := rename.Read(u.root)
	if err != nil {
		return err
	}
	if strings.HasPrefix(source, "-") || strings.HasPrefix(ref, "-") {
		return fmt.Errorf("%s %s: neither a repository nor a version begins with a hyphen", source, ref)
	}
	if _, err := git(ctx, u.root, "fetch", "--quiet", source, ref); err != nil {
		return fmt.Errorf("fetching the new version: %w", err)
	}
	latest, err := u.line(ctx, "rev-parse", "FETCH_HEAD^{commit}")
	if err != nil {
		return err
	}
	began, err := u.line(ctx, "merge-base", "HEAD", latest)
	if err != nil {
		return fmt.Errorf("%w\nthe site has no commit in common with %s: it needs the project's history, as a clone has it", err, source)
	}
	if began == latest {
		fmt.Fprintln(u.out, "The site already has this version: nothing to merge.")
		return nil
	}
	oldNames, err := u.renamedCommit(ctx, began, names)
	if err != nil {
		return err
	}
	newNames, err := u.renamedCommit(ctx, latest, names)
	if err != nil {
		return err
	}
	return u.merge(ctx, latest, oldNames, newNames)
}

// merge leaves a merge that is not committed: its second parent is the project's own commit, so that the next upgrade
// begins there, and its content comes from the renamed versions.
func (u upgrade) merge(ctx context.Context, latest, began, renamed string) error {
	if _, err := git(ctx, u.root, "merge", "--quiet", "--no-ff", "--no-commit", "--strategy=ours", latest); err != nil {
		return fmt.Errorf("beginning the merge: %w", err)
	}
	_, conflict := git(ctx, u.root, "merge-recursive", began, "--", "HEAD", renamed)
	open, any, err := u.conflicts(ctx)
	if err != nil {
		return err
	}
	switch {
	case open != "":
		fmt.Fprintf(u.out, "Merged, except for places that you and the project have both changed:\n  %s\n"+
			"Edit them, then:\n", strings.ReplaceAll(open, "\n", "\n  "))
	case conflict != nil && !any:
		_, aborted := git(ctx, u.root, "merge", "--abort")
		return errors.Join(fmt.Errorf("merging (nothing was changed): %w", conflict), aborted)
	default:
		fmt.Fprintln(u.out, "Merged without conflicts. Look at it (git diff --cached), then:")
	}
	fmt.Fprint(u.out, "  ./build.sh generate\n  ./build.sh check\n  git add -A && git commit\nTo undo it: git merge --abort\n")
	return nil
}

// conflicts are the files that the merge left open, one a line. Those that are generated stay as the site has them:
// ./build.sh generate makes them of the merged sources. any says whether there was one of either kind.
func (u upgrade) conflicts(ctx context.Context) (left string, any bool, err error) {
	all, err := u.line(ctx, "diff", "--name-only", "--diff-filter=U")
	if err != nil || all == "" {
		return "", false, err
	}
	var open []string
	for name := range strings.SplitSeq(all, "\n") {
		if !isGenerated(name) {
			open = append(open, name)
			continue
		}
		_, taken := git(ctx, u.root, "checkout", "--quiet", "--ours", "--", name)
		if taken != nil {
			_, taken = git(ctx, u.root, "rm", "--quiet", "--", name) // one of the two has no such file
		} else {
			_, taken = git(ctx, u.root, "add", "--", name)
		}
		if taken != nil {
			return "", true, taken
		}
	}
	return strings.Join(open, "\n"), true, nil
}

// renamedCommit makes a commit of a version of the project with the names of the site. No branch leads to it.
func (u upgrade) renamedCommit(ctx context.Context, commit string, names rename.Names) (_ string, err error) {
	temp, err := os.MkdirTemp("", "upgrade")
	if err != nil {
		return "", fmt.Errorf("making a folder for %s: %w", commit, err)
	}
	tree := filepath.Join(temp, "tree")
	defer func() {
		_, removed := git(context.WithoutCancel(ctx), u.root, "worktree", "remove", "--force", tree)
		err = errors.Join(err, removed, os.RemoveAll(temp))
	}()
	if _, err := git(ctx, u.root, "worktree", "add", "--quiet", "--detach", tree, commit); err != nil {
		return "", fmt.Errorf("checking out %s: %w", commit, err)
	}
	files, err := trackedFiles(ctx, tree)
	if err != nil {
		return "", err
	}
	changed, err := rename.Plan(tree, files, names)
	if err != nil {
		return "", err
	}
	if err := writeAll(tree, changed); err != nil {
		return "", err
	}
	if _, err := git(ctx, tree, "add", "--all"); err != nil {
		return "", err
	}
	content, err := upgrade{root: tree}.line(ctx, "write-tree")
	if err != nil {
		return "", err
	}
	// Nobody sees this commit: it must not depend on who works here.
	return u.line(ctx, "-c", "user.name=upgrade", "-c", "user.email=upgrade@localhost",
		"commit-tree", "-p", commit, "-m", "Renamed", content)
}

// line returns the output of a git command without the line break at its end.
func (u upgrade) line(ctx context.Context, args ...string) (string, error) {
	out, err := git(ctx, u.root, args...)
	return strings.TrimRight(string(out), "\n"), err
}
