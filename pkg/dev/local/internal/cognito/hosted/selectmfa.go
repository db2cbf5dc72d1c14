package hosted

import (
	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// factorNames are what a visitor reads of the factors.
var factorNames = map[pool.Factor]string{
	pool.TextMessage:   "A code by text message",
	pool.SoftwareToken: "A code from your authenticator app",
	pool.EmailMessage:  "A code by e-mail",
}

// choice is a factor that a visitor may choose.
type choice struct{ Value, Text string }

func (v *visit) fillFactors(shown *view) bool {
	for _, f := range v.step.Choices {
		shown.Choices = append(shown.Choices, choice{string(f), factorNames[f]})
	}
	return true
}

// selectMFA goes on to the page of the factor that was chosen.
func (v *visit) selectMFA() error {
	next, err := v.pool.ChooseFactor(v.r.Context(), v.by(), v.handle, pool.Factor(v.field("mfa_type")))
	switch {
	case pool.Is(err, pool.InvalidParameter):
		return told("Choose one of these.")
	case err != nil:
		return err
	}
	v.openFactor(next)
	return nil
}
