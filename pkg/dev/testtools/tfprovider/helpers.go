package tfprovider

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"path"
	"slices"
)

// helperFor returns another process with the configuration of this one if the request changes something of a type that
// waits in a queue, and nil if it does not, or if all helpers are busy. The caller gives it back.
func (p *Pool) helperFor(configured *process, r *http.Request) (*process, error) {
	request, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, fmt.Errorf("reading what to change: %w", err)
	}
	r.Body = io.NopCloser(bytes.NewReader(request))
	// The type's name is the request's first field, as it is the first of a map's entry.
	if len(request) < prefix || !slices.Contains(p.provider.Queued, entryKey(request[prefix:])) {
		return nil, nil
	}
	helper, configuration := p.take(configured)
	if helper == nil {
		return nil, nil
	}
	if err := p.configure(helper, configuration, r); err != nil {
		p.giveBack(helper)
		return nil, err
	}
	return helper, nil
}

// take chooses a helper that nobody uses, one with the configuration if there is one.
func (p *Pool) take(configured *process) (helper *process, configuration []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, candidate := range p.helpers {
		if !candidate.busy && (helper == nil || bytes.Equal(candidate.configuration, configured.configuration)) {
			helper = candidate
		}
	}
	if helper == nil && len(p.helpers) < p.provider.Helpers {
		helper = &process{}
		p.helpers = append(p.helpers, helper)
	}
	if helper != nil {
		helper.busy = true
	}
	return helper, configured.configuration
}

func (p *Pool) giveBack(helper *process) {
	p.mu.Lock()
	defer p.mu.Unlock()
	helper.busy = false
}

// configure gives a helper its configuration, unless it has it.
func (p *Pool) configure(helper *process, configuration []byte, r *http.Request) error {
	if err := helper.ensure(p.provider); err != nil {
		return err
	}
	if bytes.Equal(helper.configuration, configuration) {
		return nil
	}
	request := r.Clone(r.Context())
	request.URL.Path = path.Dir(r.URL.Path) + "/Configure"
	request.Body, request.ContentLength = io.NopCloser(bytes.NewReader(configuration)), int64(len(configuration))
	if _, err := helper.call(request); err != nil { // what is wrong with it the first process has told
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	helper.configuration = configuration
	return nil
}
