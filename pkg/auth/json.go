package auth

import "cognitossr/pkg/jsonscan"

const (
	// maxDepth is how deeply objects and arrays may be nested. Cognito nests to 3 (address and identities).
	maxDepth = 8
	// maxMembers is the most members of one object, because each name is compared with those before it.
	maxMembers = 256
	// maxSeconds is the first second of the year 10000; no time claim reaches it (SEC-030).
	maxSeconds = 253402300800
)

// reader reads one JSON text strictly (SEC-029), and refuses values that have the wrong type. The first reason ends the
// walk.
type reader struct {
	jsonscan.Scanner
	rules disabledRules
}

// begin prepares a walk over text.
func (r *reader) begin(text string, rules disabledRules) {
	r.rules = rules
	policy := jsonscan.Policy{MaxDepth: maxDepth, MaxMembers: maxMembers, Unique: true, ValidUTF8: true, Complete: true}
	if rules != 0 {
		policy = weakened(policy, rules)
	}
	r.Begin(text, policy)
}

// weakened is a policy without the rules that a test has disabled.
func weakened(policy jsonscan.Policy, rules disabledRules) jsonscan.Policy {
	if !rules.enforced(reasonDepth) {
		policy.MaxDepth = 1 << 20
	}
	if !rules.enforced(reasonMembers) {
		policy.MaxMembers = 0
	}
	policy.Unique = rules.enforced(reasonDuplicate)
	policy.ValidUTF8 = rules.enforced(reasonUTF8)
	policy.Complete = rules.enforced(reasonTrailing)
	return policy
}

// refuse notes why the text is refused, unless there is a reason already or the rule is disabled.
func (r *reader) refuse(reason reasonCode) {
	if reason != reasonNone && r.rules.enforced(reason) {
		r.Fail(jsonscan.Own + jsonscan.Fault(reason))
	}
}

// reasonOf are the reasons of the faults that the scanner finds.
var reasonOf = [jsonscan.Own]reasonCode{
	jsonscan.Syntax:    reasonJSON,
	jsonscan.UTF8:      reasonUTF8,
	jsonscan.Trailing:  reasonTrailing,
	jsonscan.Duplicate: reasonDuplicate,
	jsonscan.Depth:     reasonDepth,
	jsonscan.Members:   reasonMembers,
}

// end checks that nothing follows the value, and returns the first reason.
func (r *reader) end() reasonCode {
	fault := r.End()
	if fault >= jsonscan.Own {
		return reasonCode(fault - jsonscan.Own)
	}
	return reasonOf[fault]
}

// stringOr reads a string; a value of another type is refused for the reason.
func (r *reader) stringOr(reason reasonCode) string {
	if r.Peek() == '"' {
		return r.Text()
	}
	r.refuse(reason)
	r.Skip()
	return ""
}

// secondsOr reads seconds since 1970: a whole number in plain digits, more than 0, before the year 10000. Anything else
// is refused for the reason.
func (r *reader) secondsOr(reason reasonCode) int64 {
	if c := r.Peek(); c < '0' || c > '9' {
		r.refuse(reason)
		r.Skip()
		return 0
	}
	var seconds int64
	for _, c := range []byte(r.Number()) {
		if c < '0' || c > '9' || seconds >= maxSeconds {
			r.refuse(reason)
			return 0
		}
		seconds = seconds*10 + int64(c-'0')
	}
	if seconds == 0 || seconds >= maxSeconds {
		r.refuse(reason)
	}
	return seconds
}
