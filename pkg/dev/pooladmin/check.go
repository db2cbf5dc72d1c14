package pooladmin

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"net/mail"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"

	"cognitossr/pkg/useradmin"
)

// Columns of a file that are not attributes of the pool.
const (
	columnEmail   = "email"
	columnGroups  = "groups"
	columnEnabled = "enabled"
)

// notKept are the columns of an export that a pool assigns itself.
var notKept = []string{"sub", "username", "cognito:username", "status", "created", "modified"}

// Limits of Cognito: of a user name, which the address is, and of the value of an attribute.
const (
	maxAddress = 128
	maxValue   = 2048
)

// Plan is what an import of a file would do.
type Plan struct {
	Users    int
	Groups   []string // those that it names, sorted
	NotKept  []string // columns that Cognito does not take over
	Skipped  int      // users of an external provider, who return through it
	NoReset  int      // users whose address is not verified: without an invitation they have no way to a password
	Problems []string // what is wrong, line by line; with any of them nothing is imported
}

// rules are what a pool takes.
type rules struct {
	groups     map[string]bool
	attributes map[string]int // the longest value of each, by name
}

func (p Pool) rules(ctx context.Context) (rules, error) {
	r := rules{groups: map[string]bool{}, attributes: map[string]int{}}
	groups, err := p.ListGroups(ctx)
	if err != nil {
		return r, err
	}
	for _, group := range groups {
		r.groups[group.Name] = true
	}
	output, err := p.SDK.DescribeUserPool(ctx, &idp.DescribeUserPoolInput{UserPoolId: aws.String(p.ID)})
	if err != nil {
		return r, doing("reading the attributes of the pool", err)
	}
	if output.UserPool == nil {
		return r, fmt.Errorf("reading the attributes of the pool: %w: the response has no user pool",
			useradmin.ErrUnavailable)
	}
	for _, attribute := range output.UserPool.SchemaAttributes {
		longest := maxValue
		if limits := attribute.StringAttributeConstraints; limits != nil {
			if n, err := strconv.Atoi(aws.ToString(limits.MaxLength)); err == nil {
				longest = n
			}
		}
		r.attributes[aws.ToString(attribute.Name)] = longest
	}
	return r, nil
}

// checker reads a whole file before anything is done with it.
type checker struct {
	rules rules
	plan  Plan
	lines map[uint64]int // the line of each address, by its hash: addresses themselves would take too much room
	named map[string]bool
}

// check reads all rows. The error is about a file that cannot be read; what is wrong with its content is in the plan.
func (r rules) check(in io.Reader, format Format) (Plan, error) {
	c := checker{rules: r, lines: map[uint64]int{}, named: map[string]bool{}}
	all, header, err := readRows(in, format)
	if err != nil {
		return c.plan, err
	}
	if header != nil {
		c.checkColumns("the header", header)
		if !slices.Contains(header, columnEmail) {
			c.problem("the header has no column %s", columnEmail)
		}
		if len(c.plan.Problems) > 0 {
			return c.plan, nil // every line would be wrong in the same way
		}
	}
	for {
		row, err := all.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if bad := new(lineError); errors.As(err, &bad) {
			c.plan.Problems = append(c.plan.Problems, bad.Error())
			continue
		}
		if err != nil {
			return c.plan, err
		}
		c.checkRow(row, header == nil)
	}
	for name := range c.named {
		c.plan.Groups = append(c.plan.Groups, name)
	}
	slices.Sort(c.plan.Groups)
	slices.Sort(c.plan.NotKept)
	return c.plan, nil
}

// problem notes what is wrong. Texts of the file are shortened: a cell can be as long as the file.
func (c *checker) problem(format string, arguments ...any) {
	for i, argument := range arguments {
		if text, ok := argument.(string); ok {
			arguments[i] = shortened(text)
		}
	}
	c.plan.Problems = append(c.plan.Problems, fmt.Sprintf(format, arguments...))
}

// longestQuote is how many characters of a text are quoted: more than an address has.
const longestQuote = 140

func shortened(text string) string {
	count := 0
	for i := range text {
		if count++; count > longestQuote {
			return text[:i] + "…"
		}
	}
	return text
}

func (c *checker) checkColumns(where string, names []string) {
	for i, name := range names {
		_, known := c.rules.attributes[name]
		switch {
		case slices.Contains(names[:i], name):
			c.problem("%s names %q twice", where, name)
		case slices.Contains(notKept, name):
			if !slices.Contains(c.plan.NotKept, name) {
				c.plan.NotKept = append(c.plan.NotKept, name)
			}
		case !known && name != columnGroups && name != columnEnabled:
			c.problem("%s names %q, which is no attribute of the pool", where, name)
		}
	}
}

func (c *checker) checkRow(r row, ownColumns bool) {
	before := len(c.plan.Problems)
	where := fmt.Sprintf("line %d", r.line)
	if ownColumns {
		names := make([]string, 0, len(r.values))
		for name := range r.values {
			names = append(names, name)
		}
		slices.Sort(names)
		c.checkColumns(where, names)
	}
	c.checkAddress(where, r)
	for _, name := range flags {
		if value := r.values[name]; value != "" && value != "true" && value != "false" {
			c.problem("%s: %s is %q, and not true or false", where, name, value)
		}
	}
	for _, group := range strings.Fields(r.values[columnGroups]) {
		if !c.rules.groups[group] {
			c.problem("%s: there is no group %q in the pool", where, group)
		}
		c.named[group] = true
	}
	c.checkValues(where, r)
	switch {
	case len(c.plan.Problems) > before:
	case r.federated():
		c.plan.Skipped++
	default:
		c.plan.Users++
		if r.values["email_verified"] == "false" {
			c.plan.NoReset++
		}
	}
}

func (c *checker) checkAddress(where string, r row) {
	address := useradmin.Pasted(r.values[columnEmail])
	parsed, err := mail.ParseAddress(address)
	switch {
	case address == "":
		c.problem("%s: there is no address", where)
		return
	case err != nil || parsed.Address != address:
		c.problem("%s: %q is not an e-mail address", where, address)
		return
	case utf8.RuneCountInString(address) > maxAddress:
		c.problem("%s: the address is longer than %d characters", where, maxAddress)
		return
	}
	hash := fnv.New64a()
	_, _ = io.WriteString(hash, strings.ToLower(address))
	if first, twice := c.lines[hash.Sum64()]; twice {
		c.problem("%s: %q stands in line %d already", where, address, first)
		return
	}
	c.lines[hash.Sum64()] = r.line
}

func (c *checker) checkValues(where string, r row) {
	for name, longest := range c.rules.attributes {
		value, found := r.values[name]
		switch {
		case !found || slices.Contains(notKept, name):
		case utf8.RuneCountInString(value) > longest:
			c.problem("%s: %s is longer than %d characters", where, name, longest)
		case !utf8.ValidString(value):
			c.problem("%s: %s is not written in UTF-8", where, name)
		case strings.ContainsFunc(value, unicode.IsControl):
			c.problem("%s: %s has a control character", where, name)
		}
	}
}
