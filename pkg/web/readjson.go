package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"

	"cognitossr/pkg/jsonscan"
)

const mediaJSON = "application/json"

// strictJSON is what a body must be besides JSON. encoding/json would take the last of two members of a name and replace
// invalid UTF-8, so that what stands before the site could have read, and allowed, something else. Each name is compared
// with those before it, which is why members are bounded.
var strictJSON = jsonscan.Policy{MaxDepth: 32, MaxMembers: 1000, Unique: true, ValidUTF8: true, Complete: true}

// ReadJSON reads the body of a request to an API, one JSON value of at most MaxBody bytes, into v. Names that v does not
// have are refused, because a misspelt one would be lost; so are a name that comes twice in an object, null, and invalid
// UTF-8. Its errors are failures for the caller: 415 for another media type, 413 for more bytes, 400 for anything that
// is not such a value.
func ReadJSON(r *http.Request, v any) error {
	if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != mediaJSON {
		return Fail(CodeMediaType, nil)
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, MaxBody+1))
	if err == nil && len(body) > MaxBody {
		return Fail(CodeTooLarge, nil)
	}
	if err == nil {
		err = decodeStrictly(string(body), v)
	}
	if err != nil {
		return Fail(CodeBadRequest, fmt.Errorf("reading the JSON of the request: %w", err))
	}
	return nil
}

func decodeStrictly(text string, v any) error {
	var scanner jsonscan.Scanner
	scanner.Begin(text, strictJSON)
	null := scanner.Peek() == 'n'
	scanner.Skip()
	if fault := scanner.End(); fault != jsonscan.None {
		return errors.New(fault.String())
	}
	if null { // it would leave v as it is
		return errors.New("the value is null")
	}
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.DisallowUnknownFields()
	return decoder.Decode(v)
}
