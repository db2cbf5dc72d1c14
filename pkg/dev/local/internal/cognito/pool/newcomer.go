package pool

import "strconv"

// newcomer is somebody who is about to have a user.
type newcomer struct {
	name          string // that was typed
	username, sub string
	attributes    map[string]string // that were checked
	status        string
	password      string // "": none
	force         bool   // takes aliases that other users have
}

// admit makes the user of a newcomer, unless somebody has the name by now: functions that were asked took their time. An
// address or number of which the attributes do not say that it is verified is not; AWS writes so, but not into the
// attributes of who was invited. The caller holds mu.
func (p *Pool) admit(n newcomer) (*user, error) {
	if err := p.freeLocked(n.name); err != nil {
		return nil, err
	}
	for _, name := range contacts {
		if n.attributes[name] != "" && n.status != ForceChangePassword {
			n.attributes[name+"_verified"] = strconv.FormatBool(isTrue(n.attributes[name+"_verified"]))
		}
	}
	if err := p.claimAliases(nil, n.attributes, n.force); err != nil {
		return nil, err
	}
	u := p.insert(n.username, n.sub, n.attributes, n.status)
	if n.password != "" {
		p.setPassword(u, n.password)
	}
	return u, nil
}
