package api

// adminInitiateAuth is initiateAuth for a server with AWS credentials.
func (a *API) adminInitiateAuth(in initiateAuthInput) (any, error) {
	return a.begin(in, adminFlows, publicFlows)
}
