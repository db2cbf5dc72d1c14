package api

import "cognitossr/pkg/dev/local/internal/cognito/pool"

// featureUnavailable is the error of what a pool's plan does not have.
const featureUnavailable = "FeatureUnavailableInTierException"

// checkLambda refuses triggers that the local Cognito does not call, and versions of the event before tokens that the
// pool's plan does not have. The two members that name the function before tokens say the same afterwards.
func checkLambda(c *pool.Configuration) error {
	l := &c.LambdaConfig
	for member, given := range map[string]bool{
		"CustomSMSSender": l.CustomSMSSender != nil, "CustomEmailSender": l.CustomEmailSender != nil,
		"KMSKeyID": l.KMSKeyID != "",
	} {
		if given {
			return pool.Refuse(pool.InvalidParameter,
				"The local Cognito does not offer LambdaConfig.%s: it has no KMS to encrypt codes with.", member)
		}
	}
	if v := l.PreTokenGenerationConfig; v != nil {
		switch {
		case l.PreTokenGeneration != "" && l.PreTokenGeneration != v.LambdaArn:
			return pool.Refuse(pool.InvalidParameter,
				"PreTokenGeneration and PreTokenGenerationConfig must have the same function.")
		case v.LambdaVersion != "V1_0" && c.UserPoolTier == "LITE":
			return pool.Refuse(featureUnavailable, "Pre token generation version %s is not available in the tier LITE.",
				v.LambdaVersion)
		}
		l.PreTokenGeneration = v.LambdaArn
	} else if l.PreTokenGeneration != "" {
		l.PreTokenGenerationConfig = &pool.VersionConfig{LambdaVersion: "V1_0", LambdaArn: l.PreTokenGeneration}
	}
	return nil
}
