package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
)

const mediaJSON = "application/json"

// ReadJSON reads the body of a request to an API, one JSON value of at most MaxBody bytes, into v. Names that v does not
// have are refused, because a misspelt one would be lost. Its errors are failures for the caller: 415 for another media
// type, 400 for anything that is not such a value.
func ReadJSON(r *http.Request, v any) error {
	if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != mediaJSON {
		return Fail(CodeMediaType, nil)
	}
	decoder := json.NewDecoder(io.LimitReader(r.Body, MaxBody))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(v); err != nil {
		return Fail(CodeBadRequest, fmt.Errorf("reading the JSON of the request: %w", err))
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return Fail(CodeBadRequest, errors.New("reading the JSON of the request: there is more behind it"))
	}
	return nil
}
