package pool

import (
	"context"
	"maps"
)

// AwaitsCustomAnswer is the step of CUSTOM_AUTH that waits for the answer to a CUSTOM_CHALLENGE.
const AwaitsCustomAnswer Challenge = "custom"

// Rounds of CUSTOM_AUTH that Cognito itself takes part in: a client that sends SRP_A has its password checked.
const (
	roundSRP      = "SRP_A"
	roundPassword = "PASSWORD_VERIFIER"
	roundCustom   = "CUSTOM_CHALLENGE"
)

// round is one element of the session that the triggers see.
type round struct {
	ChallengeName     string  `json:"challengeName"`
	ChallengeResult   bool    `json:"challengeResult"`
	ChallengeMetadata *string `json:"challengeMetadata"`
}

// CustomAuth is a sign-in whose rounds the pool's functions decide about.
type CustomAuth struct {
	ClientID string
	Name     string // as it was typed
	username string
	unknown  bool
	rounds   []round
	private  map[string]string // parameters of the open challenge, for the function that checks the answer
	metadata *string           // of the open challenge
}

// CustomStep is what comes next: one of the three.
type CustomStep struct {
	Tokens     bool
	Password   bool              // by SRP
	Parameters map[string]string // of a CUSTOM_CHALLENGE; nil: none
}

// BeginCustom begins such a sign-in. Somebody unknown goes through it as well when that is hidden: the functions are
// told, and no tokens come of it. withPassword says that the client sent SRP_A.
func (p *Pool) BeginCustom(ctx context.Context, clientID, name string, hidden, withPassword bool) (*CustomAuth,
	CustomStep, error) {
	c := &CustomAuth{ClientID: clientID, Name: name}
	u, err := p.User(name)
	switch {
	case err != nil && !hidden:
		return nil, CustomStep{}, err
	case err != nil:
		c.unknown, c.username = true, p.madeUp("user name", name).sub()
	case !u.Enabled:
		return nil, CustomStep{}, errUserDisabled
	case u.Status == Unconfirmed:
		return nil, CustomStep{}, errNotConfirmed
	default:
		c.username = u.Username
	}
	if withPassword {
		c.rounds = append(c.rounds, round{ChallengeName: roundSRP, ChallengeResult: true})
	}
	step, err := p.define(ctx, c, nil)
	return c, step, err
}

// Username is the internal name, made up for somebody unknown.
func (c *CustomAuth) Username() string { return c.username }

// AnswerPassword goes on after a proof of the password, right or wrong: the function that defines the challenges decides.
func (p *Pool) AnswerPassword(ctx context.Context, c *CustomAuth, right bool,
	metadata map[string]string) (CustomStep, error) {
	c.rounds = append(c.rounds, round{ChallengeName: roundPassword, ChallengeResult: right})
	return p.define(ctx, c, metadata)
}

// AnswerCustom has a function check the answer to the open challenge, and goes on.
func (p *Pool) AnswerCustom(ctx context.Context, c *CustomAuth, answer string,
	metadata map[string]string) (CustomStep, error) {
	request := p.customRequest(c, metadata)
	request["challengeAnswer"], request["privateChallengeParameters"] = answer, c.private
	var verdict struct{ AnswerCorrect *bool }
	if err := p.askCustom(ctx, c, verifyAuthChallenge, request, map[string]any{"answerCorrect": nil}, &verdict); err != nil {
		return CustomStep{}, err
	}
	right := verdict.AnswerCorrect != nil && *verdict.AnswerCorrect
	c.rounds = append(c.rounds, round{ChallengeName: roundCustom, ChallengeResult: right, ChallengeMetadata: c.metadata})
	return p.define(ctx, c, metadata)
}

// define asks what comes next.
func (p *Pool) define(ctx context.Context, c *CustomAuth, metadata map[string]string) (CustomStep, error) {
	request := p.customRequest(c, metadata)
	request["session"] = c.session()
	response := map[string]any{"challengeName": nil, "issueTokens": nil, "failAuthentication": nil}
	var verdict struct {
		ChallengeName                   *string
		IssueTokens, FailAuthentication *bool
	}
	if err := p.askCustom(ctx, c, defineAuthChallenge, request, response, &verdict); err != nil {
		return CustomStep{}, err
	}
	switch {
	case verdict.FailAuthentication != nil && *verdict.FailAuthentication:
		return CustomStep{}, errBadCredentials
	case verdict.IssueTokens != nil && *verdict.IssueTokens && c.unknown:
		return CustomStep{}, errBadCredentials
	case verdict.IssueTokens != nil && *verdict.IssueTokens:
		return CustomStep{Tokens: true}, nil
	case verdict.ChallengeName == nil:
		return CustomStep{}, errLambdaOutput
	case *verdict.ChallengeName == roundPassword || *verdict.ChallengeName == roundSRP:
		return CustomStep{Password: true}, nil
	case *verdict.ChallengeName != roundCustom:
		return CustomStep{}, errLambdaOutput
	}
	return p.create(ctx, c, metadata)
}

// create has a function make the challenge.
func (p *Pool) create(ctx context.Context, c *CustomAuth, metadata map[string]string) (CustomStep, error) {
	request := p.customRequest(c, metadata)
	request["challengeName"], request["session"] = roundCustom, c.session()
	response := map[string]any{"publicChallengeParameters": nil, "privateChallengeParameters": nil, "challengeMetadata": nil}
	var made struct {
		PublicChallengeParameters, PrivateChallengeParameters map[string]string
		ChallengeMetadata                                     *string
	}
	if err := p.askCustom(ctx, c, createAuthChallenge, request, response, &made); err != nil {
		return CustomStep{}, err
	}
	c.private, c.metadata = made.PrivateChallengeParameters, made.ChallengeMetadata
	parameters := map[string]string{}
	maps.Copy(parameters, made.PublicChallengeParameters)
	parameters["USERNAME"] = c.username
	return CustomStep{Parameters: parameters}, nil
}

// session is never null, also before the first round.
func (c *CustomAuth) session() []round { return append([]round{}, c.rounds...) }

// customRequest is what all three events have.
func (p *Pool) customRequest(c *CustomAuth, metadata map[string]string) map[string]any {
	request := requestOf(metadata)
	request["userNotFound"] = c.unknown
	return request
}

// askCustom calls a function and reads its response. A pool without it cannot do CUSTOM_AUTH.
func (p *Pool) askCustom(ctx context.Context, c *CustomAuth, t trigger, request, response map[string]any, into any) error {
	attributes := map[string]string{}
	if u, err := p.User(c.username); err == nil {
		attributes = eventAttributes(u)
	}
	asked, err := p.ask(ctx, t, p.event(t.label+"_Authentication", &c.ClientID, c.username, attributes, request,
		response), into)
	if err == nil && !asked {
		return Refuse(InvalidParameter, "Custom auth lambda trigger is not configured for the user pool.")
	}
	return err
}
