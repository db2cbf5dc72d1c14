package local

import "cognitossr/pkg/routes"

// SignOutTable is the name of the local table of ended sessions.
const SignOutTable = "local-ended-sessions"

func (o Options) signOutTable() string {
	if !o.InstantSignOut {
		return ""
	}
	return SignOutTable
}

// usesTable reports whether a function reads or writes the table, as in terraform/sign_out.tf.
func (s *Stack) usesTable(f routes.Function) bool {
	return s.options.InstantSignOut && (f.AsksForEnded() || f.EndsSessions)
}

// signOutEnvironment is what the deployment tells such a function, and where the table is.
func (s *Stack) signOutEnvironment(f routes.Function) []string {
	if !s.usesTable(f) {
		return nil
	}
	env := []string{"INSTANT_SIGN_OUT_TABLE=" + SignOutTable, "AWS_ENDPOINT_URL_DYNAMODB=" + s.CognitoURL}
	if remember := s.options.InstantSignOutRemember; remember != "" {
		env = append(env, "INSTANT_SIGN_OUT_REMEMBER="+remember)
	}
	if waits := s.options.InstantSignOutUnavailable; waits != "" {
		env = append(env, "INSTANT_SIGN_OUT_UNAVAILABLE="+waits)
	}
	return env
}
