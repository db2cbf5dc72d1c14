package pool

// LambdaConfig names the function of each trigger by its ARN.
type LambdaConfig struct {
	PreSignUp                   string         `json:",omitempty"`
	CustomMessage               string         `json:",omitempty"`
	PostConfirmation            string         `json:",omitempty"`
	PreAuthentication           string         `json:",omitempty"`
	PostAuthentication          string         `json:",omitempty"`
	DefineAuthChallenge         string         `json:",omitempty"`
	CreateAuthChallenge         string         `json:",omitempty"`
	VerifyAuthChallengeResponse string         `json:",omitempty"`
	PreTokenGeneration          string         `json:",omitempty"`
	UserMigration               string         `json:",omitempty"`
	PreTokenGenerationConfig    *VersionConfig `json:",omitempty"`
	CustomSMSSender             *VersionConfig `json:",omitempty"`
	CustomEmailSender           *VersionConfig `json:",omitempty"`
	InboundFederation           *VersionConfig `json:",omitempty"`
	KMSKeyID                    string         `json:",omitempty"`
}

// VersionConfig is a function with the version of the event that it takes, such as V1_0.
type VersionConfig struct{ LambdaVersion, LambdaArn string }

// Function is the ARN of a trigger's function, "" when it has none. The trigger has the name of Terraform's
// lambda_config, such as pre_sign_up.
func (l LambdaConfig) Function(trigger string) string {
	switch trigger {
	case "pre_sign_up":
		return l.PreSignUp
	case "custom_message":
		return l.CustomMessage
	case "post_confirmation":
		return l.PostConfirmation
	case "pre_authentication":
		return l.PreAuthentication
	case "post_authentication":
		return l.PostAuthentication
	case "define_auth_challenge":
		return l.DefineAuthChallenge
	case "create_auth_challenge":
		return l.CreateAuthChallenge
	case "verify_auth_challenge_response":
		return l.VerifyAuthChallengeResponse
	case "user_migration":
		return l.UserMigration
	case "pre_token_generation":
		if l.PreTokenGenerationConfig != nil {
			return l.PreTokenGenerationConfig.LambdaArn
		}
		return l.PreTokenGeneration
	case "custom_sms_sender":
		return l.CustomSMSSender.arn()
	case "custom_email_sender":
		return l.CustomEmailSender.arn()
	case "inbound_federation":
		return l.InboundFederation.arn()
	}
	return ""
}

func (v *VersionConfig) arn() string {
	if v == nil {
		return ""
	}
	return v.LambdaArn
}
