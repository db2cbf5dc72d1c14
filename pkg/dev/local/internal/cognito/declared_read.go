package cognito

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"cognitossr/pkg/dev/local/internal/cognito/api"
	"cognitossr/pkg/dev/local/internal/jsonfile"
)

const poolsForm = `want {"pools": [{"PoolName": "shop", "Clients": [{"ClientName": "web"}]}]}`

func (p *PoolsFile) read(content jsonfile.Element) {
	if !content.IsObject() {
		p.file.Problem(content.At, poolsForm)
		return
	}
	for _, m := range content.Elements() {
		if m.Name != "pools" || !m.IsList() {
			p.file.Problem(m.At, "%q: %s", m.Name, poolsForm)
			continue
		}
		for i, element := range m.Elements() {
			p.readPool(fmt.Sprintf("pool %d", i+1), element)
		}
	}
	if p.file.Err() == nil && len(p.pools) == 0 {
		p.file.Problem(content.At, "it has no pools: %s", poolsForm)
	}
}

func (p *PoolsFile) readPool(who string, element jsonfile.Element) {
	if !element.IsObject() {
		p.file.Problem(element.At, "%s: %s", who, poolsForm)
		return
	}
	d := declaredPool{declared: declared{at: element.At, operation: "CreateUserPool", input: map[string]json.RawMessage{}}}
	members := element.Elements()
	for _, m := range members {
		if m.Name == "PoolName" && json.Unmarshal(m.Value, &d.name) == nil {
			who = fmt.Sprintf("%s %q", who, d.name)
		}
	}
	d.who = who
	for _, m := range members {
		switch {
		case m.Name == "Id":
			d.id = p.readID(d.who, m, "DescribeUserPool", "UserPoolId")
		case !slices.ContainsFunc(parts, func(of part) bool { return of.name == m.Name }):
			d.input[m.Name] = m.Value
		}
	}
	p.mistakes(d.declared, members)
	for _, of := range parts {
		for _, m := range members {
			if m.Name == of.name {
				d.parts = append(d.parts, p.readPart(who, of, m)...)
			}
		}
	}
	p.pools = append(p.pools, d)
}

// readPart reads a list of inputs, or the one input of what a pool has once.
func (p *PoolsFile) readPart(who string, of part, m jsonfile.Element) (all []declared) {
	elements, single := []jsonfile.Element{m}, of.name == "MfaConfig"
	if m.IsList() && !single {
		elements = m.Elements()
	}
	for i, element := range elements {
		d := declared{at: element.At, who: who + ": " + of.name, operation: of.operation, input: map[string]json.RawMessage{}}
		if !single {
			d.who = fmt.Sprintf("%s[%d]", d.who, i)
		}
		if !element.IsObject() || !single && !m.IsList() {
			p.file.Problem(element.At, "%s: want the input of %s", d.who, of.operation)
			continue
		}
		members := element.Elements()
		for _, inner := range members {
			if !p.readOwn(&d, inner) {
				d.input[inner.Name] = inner.Value
			}
		}
		p.mistakes(d, members)
		all = append(all, d)
	}
	return all
}

// readOwn reads a member that is no part of the operation's input.
func (p *PoolsFile) readOwn(d *declared, m jsonfile.Element) bool {
	switch {
	case d.operation == "CreateUserPoolClient" && m.Name == "ClientId":
		d.id = p.readID(d.who, m, "DescribeUserPoolClient", "ClientId")
	case d.operation == "AdminCreateUser" && m.Name == "Password":
		if json.Unmarshal(m.Value, &d.password) != nil || d.password == "" {
			p.file.Problem(m.At, `%s: "Password": want a text`, d.who)
		}
	case d.operation == "AdminCreateUser" && m.Name == "Groups":
		if json.Unmarshal(m.Value, &d.groups) != nil {
			p.file.Problem(m.At, `%s: "Groups": want a list of names, as in ["staff"]`, d.who)
		}
	default:
		return false
	}
	return true
}

// readID reads an id, which is of the form that an operation wants.
func (p *PoolsFile) readID(who string, m jsonfile.Element, operation, member string) (id string) {
	body := fmt.Sprintf(`{"UserPoolId":"eu-west-1_Any000000",%q:%s}`, member, m.Value)
	for _, mistake := range api.Mistakes(operation, []byte(body)) {
		p.file.Problem(m.At, "%s: %q: %s", who, m.Name, mistake.Text)
		return ""
	}
	_ = json.Unmarshal(m.Value, &id) // it is a text
	return id
}

// known are the names that could be meant: at the top of an input those of the file, too.
func known(operation string, m api.Mistake) []string {
	if strings.Contains(m.Unknown, ".") {
		return m.Known
	}
	names := slices.DeleteFunc(slices.Clone(m.Known), func(name string) bool { return name == "UserPoolId" })
	switch operation {
	case "CreateUserPool":
		names = append(names, "Id")
		for _, of := range parts {
			names = append(names, of.name)
		}
	case "CreateUserPoolClient":
		names = append(names, "ClientId")
	case "AdminCreateUser":
		names = append(names, "Password", "Groups")
	}
	return names
}

func lastStep(path string) string { return path[strings.LastIndex(path, ".")+1:] }
