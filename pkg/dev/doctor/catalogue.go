package doctor

// Codes of the findings.
const (
	CodeSettingMissing      Code = "DOC-SETTING-MISSING"
	CodeSiteURL             Code = "DOC-SITE-URL"
	CodePoolID              Code = "DOC-POOL-ID"
	CodeIssuer              Code = "DOC-ISSUER"
	CodeIssuerType          Code = "DOC-ISSUER-TYPE"
	CodeReplicaMissing      Code = "DOC-REPLICA-MISSING"
	CodeReplicaInactive     Code = "DOC-REPLICA-INACTIVE"
	CodeFailover            Code = "DOC-FAILOVER"
	CodeSecretSetting       Code = "DOC-SECRET-SETTING"
	CodeSeedBroken          Code = "DOC-JWKS-SEED-BROKEN"
	CodeSeedMissing         Code = "DOC-JWKS-SEED-MISSING"
	CodeSeedStale           Code = "DOC-JWKS-SEED-STALE"
	CodeKeysUnreachable     Code = "DOC-JWKS-UNREACHABLE"
	CodeKeysBroken          Code = "DOC-JWKS-BROKEN"
	CodeCallbackMissing     Code = "DOC-CALLBACK-MISSING"
	CodeCallbackLoopback    Code = "DOC-CALLBACK-LOOPBACK"
	CodeLogoutMissing       Code = "DOC-LOGOUT-MISSING"
	CodePoolMissing         Code = "DOC-POOL-MISSING"
	CodeDeviceTracking      Code = "DOC-DEVICE-TRACKING"
	CodeUserNames           Code = "DOC-USER-NAMES"
	CodeClientMissing       Code = "DOC-CLIENT-MISSING"
	CodeClientFlow          Code = "DOC-CLIENT-FLOW"
	CodeClientScopes        Code = "DOC-CLIENT-SCOPES"
	CodeClientSecretless    Code = "DOC-CLIENT-SECRETLESS"
	CodeParameterMissing    Code = "DOC-SECRET-PARAMETER-MISSING"
	CodeParameterDiffers    Code = "DOC-SECRET-PARAMETER-DIFFERS"
	CodeAccessValidity      Code = "DOC-ACCESS-LIFE"
	CodeValiditiesDiffer    Code = "DOC-TOKEN-LIVES-DIFFER"
	CodeRefreshValidity     Code = "DOC-REFRESH-LIFE"
	CodeRevocation          Code = "DOC-REVOCATION-OFF"
	CodeRotation            Code = "DOC-ROTATION-OFF"
	CodeGrace               Code = "DOC-ROTATION-GRACE"
	CodeDomainMissing       Code = "DOC-DOMAIN-MISSING"
	CodeDomainOther         Code = "DOC-DOMAIN-OTHER"
	CodeDomainInactive      Code = "DOC-DOMAIN-INACTIVE"
	CodeDomainParent        Code = "DOC-DOMAIN-PARENT"
	CodeDomainCertificate   Code = "DOC-DOMAIN-CERTIFICATE"
	CodeStyleMissing        Code = "DOC-STYLE-MISSING"
	CodeClock               Code = "DOC-CLOCK"
	CodeSiteUnreachable     Code = "DOC-SITE-UNREACHABLE"
	CodeSiteStatus          Code = "DOC-SITE-STATUS"
	CodeLoginStatus         Code = "DOC-LOGIN-STATUS"
	CodeLoginElsewhere      Code = "DOC-LOGIN-ELSEWHERE"
	CodeFunctionMissing     Code = "DOC-FUNCTION-MISSING"
	CodeSignOutTableMissing Code = "DOC-SIGN-OUT-TABLE-MISSING"
	CodeSignOutTableKey     Code = "DOC-SIGN-OUT-TABLE-KEY"
	CodeSignOutTableStatus  Code = "DOC-SIGN-OUT-TABLE-STATUS"
	CodeSignOutTableExpiry  Code = "DOC-SIGN-OUT-TTL"
	CodeSignOutUnprotected  Code = "DOC-SIGN-OUT-UNPROTECTED"
	CodeSignOutRights       Code = "DOC-SIGN-OUT-RIGHTS"
	CodeSignOutSpareRights  Code = "DOC-SIGN-OUT-SPARE-RIGHTS"
	CodeQuota               Code = "DOC-QUOTA"
	CodeQuotaUnknown        Code = "DOC-QUOTA-UNKNOWN"
	CodeAWSCredentials      Code = "DOC-AWS-CREDENTIALS"
	CodeAWSDenied           Code = "DOC-AWS-DENIED"
	CodeAWSUnknown          Code = "DOC-AWS-UNKNOWN"
)

// Entry is the constant part of a finding.
type Entry struct {
	Severity Severity
	Fix      string
}

const applyAgain = "Run ./build.sh deploy again: Terraform restores what was changed outside of it."

// Catalogue holds the severity and the fix of each code. A fix names a command or a setting.
var Catalogue = map[Code]Entry{
	CodeSettingMissing: {Error,
		"Deploy with ./build.sh deploy, whose outputs include all settings; for a site on this machine set the " +
			"variables named above."},
	CodeSiteURL: {Error,
		"Write the address as an origin in lower case: https (http for loopback hosts only) and host, without path or " +
			"trailing slash."},
	CodePoolID: {Error,
		"Copy the ID from Terraform's outputs or the Cognito console; it looks like eu-west-1_AbCdEf123."},
	CodeIssuer: {Error,
		"Remove COGNITO_ISSUER: the issuer is the pool's own address, never that of a custom domain."},
	CodeIssuerType: {Error,
		"Set issuer_type = \"BOTH\" and run ./build.sh deploy, which accepts either; then set the pool's issuer as " +
			"docs/howto/second-region.md says. A change of the pool by Terraform may have taken it back."},
	CodeReplicaMissing: {Error,
		"Make the replica as docs/howto/second-region.md says, or leave out second_region."},
	CodeReplicaInactive: {Warning,
		"Activate it as docs/howto/second-region.md says: until then there is nothing to go to."},
	CodeFailover: {Warning,
		"When the first Region is back, set failover = false and run ./build.sh deploy."},
	CodeSecretSetting: {Error,
		"Deploy with ./build.sh deploy, which creates the parameter; for a site on this machine set " +
			"COGNITO_CLIENT_SECRET_PARAMETER, or COGNITO_CLIENT_SECRET."},
	CodeSeedBroken: {Error,
		"Run ./build.sh deploy again: it ships the pool's current key set. By hand: remove COGNITO_JWKS."},
	CodeSeedMissing: {Warning,
		"Deploy with ./build.sh deploy, which ships the key set: without it each new instance fetches the " +
			"keys first."},
	CodeSeedStale: {Warning,
		"Run ./build.sh deploy again: it ships the new keys. Until then each new instance fetches them."},
	CodeKeysUnreachable: {Error,
		"Check the address, and that this network reaches AWS: the functions fetch the keys in the same way."},
	CodeKeysBroken: {Error, "Check jwks_url (COGNITO_JWKS_URL): a user pool serves RSA keys for RS256 there."},
	CodeCallbackMissing: {Error, applyAgain +
		" By hand: add the address to the app client's allowed callback URLs, exactly as shown."},
	CodeCallbackLoopback: {Warning, applyAgain +
		" For a site on this machine use a separate pool, with environment = \"local\", or ./build.sh dev."},
	CodeLogoutMissing: {Error, applyAgain +
		" By hand: add the address to the app client's allowed sign-out URLs, exactly as shown."},
	CodePoolMissing: {Error,
		"Check the ID, and that the credentials belong to its account (AWS_PROFILE). A deleted pool and its users " +
			"cannot be recovered."},
	CodeDeviceTracking: {Error, applyAgain +
		" By hand: Cognito console, Sign-in, Device tracking, \"Don't remember\". A refresh at the token endpoint " +
		"cannot name a device, and fails."},
	CodeUserNames: {Error,
		"AWS cannot change that of a pool: leave out user_pool_id, so that the site makes a pool of its own, and bring the users over as " +
			"docs/USERS.md says."},
	CodeClientMissing: {Error,
		"Check user_pool_client_id (COGNITO_CLIENT_ID). ./build.sh deploy recreates a deleted app client; all users " +
			"must sign in again."},
	CodeClientFlow:   {Error, applyAgain + " By hand: allow only the authorization code grant."},
	CodeClientScopes: {Error, applyAgain + " By hand: allow the scopes openid and email."},
	CodeClientSecretless: {Error,
		"Check user_pool_client_id (COGNITO_CLIENT_ID): the app client that Terraform creates has a secret; use that " +
			"client."},
	CodeParameterMissing: {Error, "Run ./build.sh deploy again: Terraform writes the parameter from the app client."},
	CodeParameterDiffers: {Error,
		"Run ./build.sh rotate-secret: it makes a secret and stores it. Running instances read it when theirs is refused."},
	CodeAccessValidity: {Warning,
		"Set client_access_token_validity to 60 (minutes) or less and deploy: an access token stays valid until it " +
			"expires, even if its user is disabled or deleted."},
	CodeValiditiesDiffer: {Warning,
		"Give client_access_token_validity and client_id_token_validity the same value and deploy: the site " +
			"refreshes when the first of the two expires."},
	CodeRefreshValidity: {Warning,
		"Run ./build.sh deploy again: Terraform sets SESSION_MAX_AGE and the refresh token's validity from " +
			"client_refresh_token_validity. For a site on this machine set SESSION_MAX_AGE to that validity."},
	CodeRevocation: {Error, applyAgain +
		" By hand: enable token revocation in the app client; signing out depends on it."},
	CodeRotation: {Warning,
		"Set client_refresh_token_rotation = { enabled = true } and deploy: a stolen refresh token is then detected, " +
			"and valid for a short time only."},
	CodeGrace: {Warning,
		"Set grace_period_seconds in client_refresh_token_rotation to 30 to 60 and deploy: otherwise two tabs that " +
			"refresh at the same time are signed out."},
	CodeDomainMissing: {Error,
		"Run ./build.sh deploy again: without a domain there are no sign-in pages."},
	CodeDomainOther: {Error, applyAgain + " For a site on this machine set COGNITO_DOMAIN to the pool's own domain."},
	CodeDomainInactive: {Error,
		"Wait: a prefix domain takes about five minutes, a custom domain up to an hour. Delete a domain that is " +
			"FAILED with \"aws cognito-idp delete-user-pool-domain\"; ./build.sh deploy creates it again."},
	CodeDomainParent: {Error,
		"Create an A record for the parent domain, with any address (create_auth_parent_record = true creates one in " +
			"hosted_zone): Cognito requires that the parent of a custom domain resolves."},
	CodeDomainCertificate: {Error,
		"Use a certificate in us-east-1 for the domain of the hosted pages, regardless of the pool's region. " +
			applyAgain},
	CodeStyleMissing: {Error,
		"Run ./build.sh deploy again: it makes the style from templates/brand.json. By hand: \"aws cognito-idp " +
			"create-managed-login-branding\" with --use-cognito-provided-values."},
	CodeClock: {Error, "Synchronize this machine's clock, by NTP: signatures and tokens are valid for minutes."},
	CodeSiteUnreachable: {Error,
		"Check the DNS records of the site's address and, where there is CloudFront, that its distribution is " +
			"deployed."},
	CodeSiteStatus: {Error,
		"Read the function's log (aws logs tail NAME --since 1h): an incomplete configuration is reported there in " +
			"one line."},
	CodeLoginStatus:     {Error, "Read the function's log (aws logs tail NAME --since 1h)."},
	CodeLoginElsewhere:  {Error, "The functions have the environment of another deployment. Run ./build.sh deploy again."},
	CodeFunctionMissing: {Error, "Run ./build.sh deploy again, without --route: Terraform creates the function again."},
	CodeSignOutTableMissing: {Error,
		"Run ./build.sh deploy again: instant_sign_out creates the table. Until then routes for a group answer 503, and " +
			"nothing ends sessions at once."},
	CodeSignOutTableKey: {Error,
		"Use the table that instant_sign_out creates: without the variable INSTANT_SIGN_OUT_TABLE it is found by " +
			"Terraform's outputs."},
	CodeSignOutTableStatus: {Error, "Wait until it is ACTIVE, and look at it in the DynamoDB console."},
	CodeSignOutTableExpiry: {Warning, applyAgain + " Without it entries stay, and cost storage."},
	CodeSignOutUnprotected: {Warning,
		"Set deletion_protection to ACTIVE and deploy: without the table, ended sessions are good again until their " +
			"tokens expire."},
	CodeSignOutRights:      {Error, applyAgain},
	CodeSignOutSpareRights: {Warning, applyAgain},
	CodeQuota: {Warning,
		"Ask for more in the console, Service Quotas, Amazon Cognito User Pools or AWS Lambda; it may take days. Beyond a quota " +
			"visitors get a page that says to try again, and no session ends."},
	CodeQuotaUnknown: {Warning,
		"Look it up in the console, Service Quotas, Amazon Cognito User Pools or AWS Lambda. Reading it needs the rights " +
			"servicequotas:ListServiceQuotas and lambda:GetAccountSettings, and a network."},
	CodeAWSCredentials: {Warning,
		"Run \"aws configure\" or \"aws sso login\", or set AWS_PROFILE; or skip AWS with --offline."},
	CodeAWSDenied: {Warning, "Use credentials that allow the call named above (the policy ReadOnlyAccess with " +
		"ssm:GetParameter is enough), or skip AWS with --offline."},
	CodeAWSUnknown: {Warning,
		"Try again in a moment, and check that this network reaches AWS; or skip AWS with --offline."},
}
