package control

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"cognitossr/pkg/dev/local/internal/table"
)

// tableState is the table of ended sessions.
type tableState struct {
	table.State
	Name  string       `json:"name"`
	Items []table.Item `json:"items"`
}

var errNoTable = errors.New("there is no table of ended sessions: start with --instant-sign-out")

func (c *Control) setTable(_ *http.Request, in table.State) (any, error) {
	if c.Table == nil {
		return nil, errNoTable
	}
	if err := c.Table.Set(in); err != nil {
		return nil, err
	}
	return c.tableState(), nil
}

// tableState is nil without a table.
func (c *Control) tableState() *tableState {
	if c.Table == nil {
		return nil
	}
	return &tableState{c.Table.State(), c.Table.Name(), c.Table.Items()}
}

// moment is a number of seconds since 1970, readable.
func moment(seconds string) string {
	number, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		return seconds
	}
	return time.Unix(number, 0).UTC().Format(time.DateTime)
}
