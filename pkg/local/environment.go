package local

import "cognitossr/pkg/routes"

// environment is what the deployment would give to the function: nothing else gets into its process.
func (s *Stack) environment(f routes.Function) []string {
	env := []string{"LOG_LEVEL=info"}
	if f.Policy != "" {
		env = append(env,
			"AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER="+s.CognitoURL,
			"AWS_ACCESS_KEY_ID=local",
			"AWS_SECRET_ACCESS_KEY=local",
		)
	}
	if f.Trigger == "" {
		env = append(env,
			"BASE_URL="+s.SiteURL,
			"COGNITO_USER_POOL_ID="+s.PoolID,
			"COGNITO_CLIENT_ID="+s.ClientID,
			"COGNITO_DOMAIN="+s.CognitoURL,
			"COGNITO_ISSUER="+s.Issuer,
			"COGNITO_JWKS_URL="+s.cognito.JWKSURL(),
			"COGNITO_JWKS="+s.keys,
			"ROUTE_AUTH="+string(f.Auth),
		)
		if s.options.SignUpOff {
			env = append(env, "COGNITO_SIGN_UP=off")
		}
	}
	if setting := s.setting(f); setting != "" {
		env = append(env, f.SettingVariable()+"="+setting)
	}
	if f.Secret {
		env = append(env, "COGNITO_CLIENT_SECRET="+s.cognito.ClientSecret())
	}
	return append(env, s.options.Env...)
}

// setting is the value of the setting that a function depends on, as the developer's environment has it.
func (s *Stack) setting(f routes.Function) string {
	if f.Setting == "" || s.options.Getenv == nil {
		return ""
	}
	return s.options.Getenv(f.SettingVariable())
}
