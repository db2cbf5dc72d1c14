package cognito

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"cognitossr/pkg/dev/local/internal/cognito/api"
	"cognitossr/pkg/dev/local/internal/cognito/pool"
	"cognitossr/pkg/dev/local/internal/jsonfile"
)

// PoolsFile is the content of a file with user pools: {"pools": [...]}. A pool is the input of CreateUserPool, with its
// own id where one is given as Id, and with lists of the inputs of the operations that fill it, without UserPoolId.
type PoolsFile struct {
	file  *jsonfile.File
	pools []declaredPool
}

type declaredPool struct {
	declared
	name  string
	parts []declared // in the order in which they are made
}

// declared is an input in the file.
type declared struct {
	at        int
	who       string // such as pool 1 "shop": Clients[0]
	operation string
	id        string // that the pool or client gets
	input     map[string]json.RawMessage
	password  string   // of a user, who needs no other then
	groups    []string // of a user
}

// part is a member of a pool whose elements are inputs of an operation.
type part struct{ name, operation string }

// parts are in the order in which one needs the other.
var parts = []part{
	{"MfaConfig", "SetUserPoolMfaConfig"}, {"ResourceServers", "CreateResourceServer"},
	{"IdentityProviders", "CreateIdentityProvider"},
	{"Clients", "CreateUserPoolClient"}, {"Domains", "CreateUserPoolDomain"},
	{"ManagedLoginBrandings", "CreateManagedLoginBranding"},
	{"Groups", "CreateGroup"}, {"Users", "AdminCreateUser"},
}

// ReadPools reads a file and checks it whole: first each input by itself, then all together, in an account that is
// thrown away. An error names each mistake with its line.
func ReadPools(path string) (*PoolsFile, error) {
	file, content, err := jsonfile.Read(path)
	if err != nil {
		return nil, fmt.Errorf("reading the pools file: %w", err)
	}
	p := &PoolsFile{file: file}
	p.read(content)
	if file.Err() == nil {
		var scratch *Server
		if scratch, err = New(Options{PoolID: "eu-west-1_Scratch", Users: []User{}}); err == nil {
			p.addTo(scratch)
		}
	}
	if err == nil {
		err = file.Err()
	}
	if err != nil {
		return nil, fmt.Errorf("reading the pools file: %w", err)
	}
	return p, nil
}

// AddPools makes the pools of a file. One that is there already, from a data file, stays as it is: by its id, or by its
// name where the file has no id.
func (s *Server) AddPools(p *PoolsFile) error {
	if p.addTo(s); p.file.Err() != nil {
		return fmt.Errorf("making the pools of the file: %w", p.file.Err())
	}
	return nil
}

func (p *PoolsFile) addTo(s *Server) {
	for _, declared := range p.pools {
		there := slices.ContainsFunc(s.account.Pools(), func(other *pool.Pool) bool {
			return other.ID() == declared.id || declared.id == "" && other.Name() == declared.name
		})
		if !there {
			p.add(s, declared)
		}
	}
}

// add makes a pool. Its functions are called for users who come later, not for those of the file.
func (p *PoolsFile) add(s *Server, d declaredPool) {
	ctx := context.Background()
	if err := s.api.Apply(ctx, d.operation, d.id, d.input); err != nil {
		p.file.Problem(d.at, "%s: %w", d.who, err)
		return
	}
	pools := s.account.Pools()
	made := pools[len(pools)-1]
	functions := made.Configuration().LambdaConfig
	p.withFunctions(d, made, pool.LambdaConfig{})
	for _, child := range d.parts {
		for _, call := range child.calls(made.ID()) {
			if err := s.api.Apply(ctx, call.operation, child.id, call.input); err != nil {
				p.file.Problem(child.at, "%s: %w", child.who, err)
			}
		}
	}
	p.withFunctions(d, made, functions)
}

func (p *PoolsFile) withFunctions(d declaredPool, made *pool.Pool, functions pool.LambdaConfig) {
	if err := made.Configure(func(c *pool.Configuration) error { c.LambdaConfig = functions; return nil }); err != nil {
		p.file.Problem(d.at, "%s: %w", d.who, err)
	}
}

type declaredCall struct {
	operation string
	input     any
}

// calls are what makes it: a user takes several.
func (d declared) calls(poolID string) []declaredCall {
	input := map[string]any{"UserPoolId": poolID}
	for name, value := range d.input {
		input[name] = value
	}
	if d.operation != "AdminCreateUser" {
		return []declaredCall{{d.operation, input}}
	}
	user := func(more map[string]any) map[string]any {
		maps.Copy(more, map[string]any{"UserPoolId": poolID, "Username": d.input["Username"]})
		return more
	}
	if d.password != "" {
		input["MessageAction"] = "SUPPRESS"
	}
	calls := []declaredCall{{d.operation, input}}
	if d.password != "" {
		calls = append(calls, declaredCall{"AdminSetUserPassword",
			user(map[string]any{"Password": d.password, "Permanent": true})})
	}
	for _, group := range d.groups {
		calls = append(calls, declaredCall{"AdminAddUserToGroup", user(map[string]any{"GroupName": group})})
	}
	return calls
}

// Clients names the app clients of the pools that the API or a file made, for who reads the screen.
func (s *Server) Clients() (all []PoolClient) {
	for _, p := range s.account.Pools() {
		for _, c := range p.Clients() {
			if p != s.pool {
				all = append(all, PoolClient{p.Name(), p.ID(), c.ClientName, c.ClientId})
			}
		}
	}
	return all
}

// PoolClient is an app client and its pool.
type PoolClient struct{ Pool, PoolID, Name, ID string }

// mistakes notes what is wrong with an input by itself.
func (p *PoolsFile) mistakes(d declared, members []jsonfile.Element) {
	input := maps.Clone(d.input)
	if d.operation != "CreateUserPool" {
		input["UserPoolId"] = json.RawMessage(`"eu-west-1_Any000000"`)
	}
	body, err := json.Marshal(input)
	if err != nil {
		p.file.Problem(d.at, "%s: %w", d.who, err)
		return
	}
	for _, mistake := range api.Mistakes(d.operation, body) {
		at := d.at
		if i := slices.IndexFunc(members, func(m jsonfile.Element) bool { return m.Name == mistake.Member }); i >= 0 {
			at = members[i].At
		}
		switch {
		case mistake.Unknown != "":
			p.file.Problem(at, "%s: unknown member %q: %s", d.who, mistake.Unknown,
				jsonfile.Advice(lastStep(mistake.Unknown), known(d.operation, mistake), "it has "))
		case mistake.Member != "":
			p.file.Problem(at, "%s: %q: %s", d.who, mistake.Member, mistake.Text)
		default:
			p.file.Problem(at, "%s: %s", d.who, mistake.Text)
		}
	}
}
