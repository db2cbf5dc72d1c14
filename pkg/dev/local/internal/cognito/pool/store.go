package pool

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"cognitossr/pkg/dev/local/internal/cognito/passkey"
)

// dataVersion is the version of the data file that this program writes. It reads no other.
const dataVersion = 1

// data is the content of the data file. It holds password hashes, with which SRP could be proved, and digests of refresh tokens, so that a
// restart keeps people signed in, and the secrets of authenticator apps; it never holds a signing key, a code that was
// sent, or a token that could be used.
type data struct {
	Version  int                      `json:"version"`
	PoolID   string                   `json:"pool_id"`
	Users    []userData               `json:"users"`
	Groups   []*Group                 `json:"groups"`
	Families []*family                `json:"sessions"`
	Refresh  map[string]*refreshToken `json:"refresh_tokens"`
}

type userData struct {
	Username    string            `json:"username"`
	Attributes  map[string]string `json:"attributes"`
	Status      string            `json:"status"`
	Enabled     bool              `json:"enabled"`
	Created     time.Time         `json:"created"`
	Modified    time.Time         `json:"modified"`
	Groups      []string          `json:"groups,omitempty"`
	Password    passwordHash      `json:"password"`
	TempExpires time.Time         `json:"temporary_until,omitzero"`
	Factors     secondFactors     `json:"second_factors,omitzero"`
	Passkeys    []passkey.Passkey `json:"passkeys,omitempty"`
}

// store writes the data file some time after a change, so that a hundred sign-ins a second cost one write.
type store struct {
	path    string
	writing sync.Mutex // one writer at a time; taken before the pool's lock
	dirty   bool       // under the pool's lock, like timer
	timer   *time.Timer
}

// writeDelay is how long changes are collected.
const writeDelay = time.Second

// openStore loads the data file. A file that is broken, or of a newer program, is an error and stays as it is.
func (p *Pool) openStore() error {
	if p.settings.DataFile == "" {
		return nil
	}
	raw, err := os.ReadFile(p.settings.DataFile)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return fmt.Errorf("reading the data file: %w", err)
	default:
		if err := p.load(raw); err != nil {
			return fmt.Errorf("reading the data file %s, which is left as it is: %w", p.settings.DataFile, err)
		}
	}
	p.store = &store{path: p.settings.DataFile}
	return nil
}

func (p *Pool) load(raw []byte) error {
	var version struct {
		Version int `json:"version"`
	}
	if err := json.Unmarshal(raw, &version); err != nil {
		return fmt.Errorf("it is broken: %w", err)
	}
	if version.Version != dataVersion {
		return fmt.Errorf("it has version %d, and this program reads version %d", version.Version, dataVersion)
	}
	var d data
	if err := json.Unmarshal(raw, &d); err != nil {
		return fmt.Errorf("it is broken: %w", err)
	}
	if d.PoolID != p.settings.ID {
		return fmt.Errorf("it belongs to the pool %s, and this one is %s", d.PoolID, p.settings.ID)
	}
	return p.restore(d)
}

func (p *Pool) restore(d data) error {
	for _, u := range d.Users {
		if u.Username == "" || u.Attributes["sub"] == "" {
			return errors.New("it is broken: a user without a name")
		}
		restored := &user{
			User:     User{Username: u.Username, Attributes: u.Attributes, Status: u.Status, Enabled: u.Enabled, Created: u.Created, Modified: u.Modified, Groups: u.Groups},
			password: u.Password, tempExpires: u.TempExpires, factors: u.Factors, passkeys: u.Passkeys, codes: map[codePurpose]*code{}, hourly: map[string]*hourCount{},
		}
		p.users[u.Username] = restored
		p.index(restored)
	}
	for _, g := range d.Groups {
		if g == nil {
			return errors.New("it is broken: an empty group")
		}
		p.groups[g.Name] = g
	}
	for _, f := range d.Families {
		if f == nil {
			return errors.New("it is broken: an empty session")
		}
		p.families[f.OriginJTI] = f
	}
	for digest, r := range d.Refresh {
		if r == nil {
			return errors.New("it is broken: an empty refresh token")
		}
		p.refresh[digest] = r
	}
	return nil
}

// changed notes that something worth keeping changed. The caller holds mu.
func (p *Pool) changed() {
	if p.store == nil || p.store.dirty {
		return
	}
	p.store.dirty = true
	p.store.timer = time.AfterFunc(writeDelay, func() {
		if err := p.save(); err != nil {
			p.settings.Log.Error("keeping the data file", "error", err)
		}
	})
}

// save writes the data file when something changed since the last time.
func (p *Pool) save() error {
	p.store.writing.Lock()
	defer p.store.writing.Unlock()
	p.mu.Lock()
	dirty := p.store.dirty
	p.store.dirty = false
	body, err := json.Marshal(p.snapshot())
	p.mu.Unlock()
	if !dirty {
		return nil
	}
	if err != nil {
		return fmt.Errorf("writing the data file: %w", err)
	}
	if err := replaceFile(p.store.path, body); err != nil {
		return fmt.Errorf("writing the data file: %w", err)
	}
	return nil
}

// snapshot is what the file gets. It shares memory with the pool: the caller holds mu until it is written out.
func (p *Pool) snapshot() data {
	d := data{Version: dataVersion, PoolID: p.settings.ID, Refresh: p.refresh}
	for _, u := range p.users {
		d.Users = append(d.Users, userData{
			u.Username, u.Attributes, u.Status, u.Enabled, u.Created, u.Modified, u.Groups, u.password, u.tempExpires, u.factors, u.passkeys,
		})
	}
	for _, g := range p.groups {
		d.Groups = append(d.Groups, g)
	}
	for _, f := range p.families {
		d.Families = append(d.Families, f)
	}
	return d
}

// replaceFile writes beside the file and renames, so that a reader sees the old content or the new.
func replaceFile(path string, body []byte) error {
	temporary, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer os.Remove(temporary.Name())
	if _, err := temporary.Write(body); err != nil {
		return errors.Join(err, temporary.Close())
	}
	if err := temporary.Sync(); err != nil {
		return errors.Join(err, temporary.Close())
	}
	if err := temporary.Close(); err != nil {
		return err
	}
	return os.Rename(temporary.Name(), path)
}

// Close writes what the data file still lacks.
func (p *Pool) Close() error {
	if p.store == nil {
		return nil
	}
	p.mu.Lock()
	if p.store.timer != nil {
		p.store.timer.Stop()
	}
	p.mu.Unlock()
	return p.save()
}
