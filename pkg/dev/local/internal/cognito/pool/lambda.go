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

func (v *VersionConfig) arn() string {
	if v == nil {
		return ""
	}
	return v.LambdaArn
}
