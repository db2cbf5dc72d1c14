package pooladmin

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"

	"cognitossr/pkg/appuser"
	"cognitossr/pkg/useradmin"
)

// Import creates the users of a file in a pool. The whole file is checked first.
//
// Cognito's import job is not used: it takes one fixed header per pool, knows no groups, runs for hours on its own,
// and needs a role for its log.
type Import struct {
	Pool     Pool
	Format   Format
	Invite   bool                                // mail an invitation to each; otherwise each chooses a password with a mailed code
	Progress func(users int)                     // called after each user; nil: not called
	Failed   func(line int, who string, e error) // called for a user whom Cognito refuses; nil: not called
}

// Imported is what an import came to.
type Imported struct {
	Created int `json:"created"`
	There   int `json:"there"`   // had an account before, and were left as they are
	Failed  int `json:"failed"`  // Cognito refused them
	Skipped int `json:"skipped"` // sign in with an external provider
	Resumed int `json:"-"`       // lines that an earlier run had done
}

func (i Imported) lines() int { return i.Created + i.There + i.Failed + i.Skipped }

// Check reads a file and returns what an import of it would do.
func (i Import) Check(ctx context.Context, file *os.File) (Plan, error) {
	rules, err := i.Pool.rules(ctx)
	if err != nil {
		return Plan{}, err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return Plan{}, fmt.Errorf("reading the file: %w", err)
	}
	return rules.check(file, i.Format)
}

// Run imports a file that Check has found nothing wrong with. It notes beside the file how far it has come, and goes
// on there when it is called again for the same content; restart forgets that. It stops at errors that the next user
// would meet too.
func (i Import) Run(ctx context.Context, file *os.File, restart bool) (Imported, error) {
	digest, err := digestOf(file)
	if err != nil {
		return Imported{}, err
	}
	journal, err := openJournal(file.Name()+journalSuffix, i.Pool.ID, digest, restart)
	if err != nil {
		return Imported{}, err
	}
	defer journal.close()
	rules, err := i.Pool.rules(ctx)
	if err != nil {
		return Imported{}, err
	}
	run := importRun{Import: i, journal: journal, started: journal.entry, appUserID: rules.attributes[appuser.Attribute] > 0}
	if err := run.all(ctx, file); err != nil {
		return run.result(), err
	}
	return run.result(), journal.remove()
}

func digestOf(file *os.File) (string, error) {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return "", fmt.Errorf("reading the file: %w", err)
	}
	hash := sha256.New()
	if _, err := io.Copy(hash, file); err != nil {
		return "", fmt.Errorf("reading the file: %w", err)
	}
	_, err := file.Seek(0, io.SeekStart)
	return hex.EncodeToString(hash.Sum(nil)), err
}

// importRun is an import under way.
type importRun struct {
	Import
	journal   *journal
	started   entry // what the journal said at the beginning
	appUserID bool  // the pool has the attribute
}

func (r *importRun) result() Imported {
	result := r.journal.entry.Imported
	result.Resumed = r.started.lines()
	return result
}

func (r *importRun) all(ctx context.Context, file io.Reader) error {
	all, _, err := readRows(file, r.Format)
	if err != nil {
		return err
	}
	for skip := r.started.lines(); ; skip-- {
		row, err := all.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if skip > 0 {
			continue
		}
		if err := r.one(ctx, row); err != nil {
			return fmt.Errorf("line %d: %w", row.line, err)
		}
		if r.Progress != nil {
			r.Progress(r.journal.entry.lines())
		}
	}
}

// one imports a user, and notes it before and after.
func (r *importRun) one(ctx context.Context, row row) error {
	if row.federated() {
		return r.journal.done(func(i *Imported) { i.Skipped++ })
	}
	cut := r.journal.entry.Line == row.line // where an earlier run was stopped: the user may be created already
	if !cut {
		if err := r.journal.begin(row.line); err != nil {
			return err
		}
	}
	address := useradmin.Pasted(row.values[columnEmail])
	user, err := r.create(ctx, row, address)
	if errors.Is(err, useradmin.ErrExists) && cut {
		user, err = r.begun(ctx, address)
	}
	switch {
	case errors.Is(err, useradmin.ErrExists):
		return r.journal.done(func(i *Imported) { i.There++ })
	case err == nil:
		err = r.complete(ctx, user, row)
	}
	switch {
	case err == nil:
		return r.journal.done(func(i *Imported) { i.Created++ })
	case errors.Is(err, useradmin.ErrRefused):
		if r.Failed != nil {
			r.Failed(row.line, address, err)
		}
		return r.journal.done(func(i *Imported) { i.Failed++ })
	}
	return err
}

func (r *importRun) create(ctx context.Context, row row, address string) (useradmin.User, error) {
	attributes := map[string]string{}
	for name, value := range row.values {
		if value != "" && name != columnEmail && name != columnGroups && name != columnEnabled &&
			!slices.Contains(notKept, name) {
			attributes[name] = value
		}
	}
	if r.appUserID && attributes[appuser.Attribute] == "" { // no trigger gives one to users whom an administrator creates
		id, err := appuser.NewID(time.Now(), rand.Reader)
		if err != nil {
			return useradmin.User{}, err
		}
		attributes[appuser.Attribute] = id
	}
	if err := r.Pool.Wait(ctx); err != nil {
		return useradmin.User{}, err
	}
	return r.Pool.Create(ctx, useradmin.NewUser{Address: address, Attributes: attributes, Silent: !r.Invite})
}

// clockSkew is how far this machine's clock may be ahead of AWS's.
const clockSkew = 5 * time.Minute

// begun finds the user whom an interrupted run has created. One who was there before that run was not. A list may not
// have the user yet.
func (r *importRun) begun(ctx context.Context, address string) (useradmin.User, error) {
	input := &idp.AdminGetUserInput{UserPoolId: aws.String(r.Pool.ID), Username: aws.String(address)}
	output, err := r.Pool.SDK.AdminGetUser(ctx, input)
	if err != nil {
		return useradmin.User{}, doing("looking a user up", err)
	}
	if aws.ToTime(output.UserCreateDate).Before(r.started.Began.Add(-clockSkew)) {
		return useradmin.User{}, useradmin.ErrExists
	}
	return useradmin.User{Username: aws.ToString(output.Username), Status: string(output.UserStatus),
		Enabled: output.Enabled}, nil
}

// complete does what creating a user leaves to do. All of it may be done twice.
func (r *importRun) complete(ctx context.Context, user useradmin.User, row row) error {
	if !r.Invite && user.Status == useradmin.ForceChangePassword {
		if err := r.Pool.Wait(ctx); err != nil {
			return err
		}
		if err := r.Pool.SetPassword(ctx, user, unknownPassword(), false); err != nil {
			return err
		}
	}
	for _, group := range strings.Fields(row.values[columnGroups]) {
		if err := r.Pool.Wait(ctx); err != nil {
			return err
		}
		if err := r.Pool.AddToGroup(ctx, user, group); err != nil {
			return err
		}
	}
	if row.values[columnEnabled] != "false" {
		return nil
	}
	if err := r.Pool.Wait(ctx); err != nil {
		return err
	}
	return r.Pool.Disable(ctx, user, nil)
}
