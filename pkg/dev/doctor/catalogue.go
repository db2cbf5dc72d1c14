package doctor

// Codes of the findings.
const (
	CodeSettingMissing    Code = "DOC-SETTING-MISSING"
	CodeSiteURL           Code = "DOC-SITE-URL"
	CodePoolID            Code = "DOC-POOL-ID"
	CodeIssuer            Code = "DOC-ISSUER"
	CodeSecretSetting     Code = "DOC-SECRET-SETTING"
	CodeSeedBroken        Code = "DOC-JWKS-SEED-BROKEN"
	CodeSeedMissing       Code = "DOC-JWKS-SEED-MISSING"
	CodeSeedStale         Code = "DOC-JWKS-SEED-STALE"
	CodeKeysUnreachable   Code = "DOC-JWKS-UNREACHABLE"
	CodeKeysBroken        Code = "DOC-JWKS-BROKEN"
	CodeCallbackMissing   Code = "DOC-CALLBACK-MISSING"
	CodeCallbackLoopback  Code = "DOC-CALLBACK-LOOPBACK"
	CodeLogoutMissing     Code = "DOC-LOGOUT-MISSING"
	CodePoolMissing       Code = "DOC-POOL-MISSING"
	CodeDeviceTracking    Code = "DOC-DEVICE-TRACKING"
	CodeClientMissing     Code = "DOC-CLIENT-MISSING"
	CodeClientFlow        Code = "DOC-CLIENT-FLOW"
	CodeClientScopes      Code = "DOC-CLIENT-SCOPES"
	CodeClientSecretless  Code = "DOC-CLIENT-SECRETLESS"
	CodeParameterMissing  Code = "DOC-SECRET-PARAMETER-MISSING"
	CodeParameterDiffers  Code = "DOC-SECRET-PARAMETER-DIFFERS"
	CodeAccessLife        Code = "DOC-ACCESS-LIFE"
	CodeLivesDiffer       Code = "DOC-TOKEN-LIVES-DIFFER"
	CodeRefreshLife       Code = "DOC-REFRESH-LIFE"
	CodeRevocation        Code = "DOC-REVOCATION-OFF"
	CodeRotation          Code = "DOC-ROTATION-OFF"
	CodeGrace             Code = "DOC-ROTATION-GRACE"
	CodeDomainMissing     Code = "DOC-DOMAIN-MISSING"
	CodeDomainOther       Code = "DOC-DOMAIN-OTHER"
	CodeDomainInactive    Code = "DOC-DOMAIN-INACTIVE"
	CodeDomainParent      Code = "DOC-DOMAIN-PARENT"
	CodeDomainCertificate Code = "DOC-DOMAIN-CERTIFICATE"
	CodeClock             Code = "DOC-CLOCK"
	CodeSiteUnreachable   Code = "DOC-SITE-UNREACHABLE"
	CodeSiteStatus        Code = "DOC-SITE-STATUS"
	CodeLoginStatus       Code = "DOC-LOGIN-STATUS"
	CodeLoginElsewhere    Code = "DOC-LOGIN-ELSEWHERE"
	CodeFunctionMissing   Code = "DOC-FUNCTION-MISSING"
	CodeAWSCredentials    Code = "DOC-AWS-CREDENTIALS"
	CodeAWSDenied         Code = "DOC-AWS-DENIED"
	CodeAWSUnknown        Code = "DOC-AWS-UNKNOWN"
)

// Entry is what is always the same about a finding.
type Entry struct {
	Severity Severity
	Fix      string
}

const applyAgain = "Run ./build.sh deploy again: Terraform puts back what somebody or something else has changed."

// Catalogue says for each code how bad it is and what to do. Each fix is one that mends what the check finds: a
// command, or the name of a setting.
var Catalogue = map[Code]Entry{
	CodeSettingMissing: {Error,
		"Deploy with ./build.sh deploy, whose outputs have all of them; for a site on this machine set the " +
			"variables that are named."},
	CodeSiteURL: {Error,
		"Write the address as an origin in lower case: https (http for loopback hosts only) and host, without " +
			"path and closing slash."},
	CodePoolID: {Error,
		"Take the id from the outputs of Terraform or the Cognito console; it is like eu-west-1_AbCdEf123."},
	CodeIssuer: {Error,
		"Leave COGNITO_ISSUER out: the issuer is the pool's own address, never that of a custom domain."},
	CodeSecretSetting: {Error,
		"Deploy with ./build.sh deploy, which makes the parameter; for a site on this machine set " +
			"COGNITO_CLIENT_SECRET_PARAMETER, or COGNITO_CLIENT_SECRET."},
	CodeSeedBroken: {Error,
		"Run ./build.sh deploy again: it ships the key set that the pool publishes now. By hand: leave " +
			"COGNITO_JWKS out."},
	CodeSeedMissing: {Warning,
		"Deploy with ./build.sh deploy, which ships the key set: without it each new instance fetches the " +
			"keys first."},
	CodeSeedStale: {Warning,
		"Run ./build.sh deploy again: it ships the new keys. Until then each new instance fetches them."},
	CodeKeysUnreachable: {Error,
		"Check the address, and that this network reaches AWS: the functions read it as this machine does."},
	CodeKeysBroken: {Error, "Check jwks_url (COGNITO_JWKS_URL): a user pool serves RSA keys for RS256 there."},
	CodeCallbackMissing: {Error, applyAgain +
		" By hand: add the address to the app client's allowed callback URLs, to the letter."},
	CodeCallbackLoopback: {Warning, applyAgain +
		" A pool for a site on this machine is one of its own, with environment = \"local\"; ./build.sh dev " +
		"has one too."},
	CodeLogoutMissing: {Error, applyAgain +
		" By hand: add the address to the app client's allowed sign-out URLs, to the letter."},
	CodePoolMissing: {Error,
		"Check the id, and that the credentials are those of its account (AWS_PROFILE). A pool that was " +
			"deleted is gone with its users."},
	CodeDeviceTracking: {Error, applyAgain +
		" By hand: Cognito console, Sign-in, Device tracking, \"Don't remember\". Refreshing at the token " +
		"endpoint cannot name a device, and is refused."},
	CodeClientMissing: {Error,
		"Check user_pool_client_id (COGNITO_CLIENT_ID). An app client that was deleted is created again by " +
			"./build.sh deploy; everybody has to sign in again."},
	CodeClientFlow:   {Error, applyAgain + " By hand: allow the authorization code grant, and it alone."},
	CodeClientScopes: {Error, applyAgain + " By hand: allow the scopes openid and email."},
	CodeClientSecretless: {Error,
		"Check user_pool_client_id (COGNITO_CLIENT_ID): the app client that Terraform makes has a secret, and " +
			"one that was made without cannot be given one."},
	CodeParameterMissing: {Error, "Run ./build.sh deploy again: Terraform writes the parameter from the app client."},
	CodeParameterDiffers: {Error,
		"Run ./build.sh deploy again: Terraform writes the app client's present secret into the parameter. " +
			"Instances that run keep what they have read; deploying with another log_level replaces them."},
	CodeAccessLife: {Warning,
		"Set client_access_token_validity to 60 (minutes) or less and deploy: until it expires, an access " +
			"token is good, whatever happens to its user."},
	CodeLivesDiffer: {Warning,
		"Give client_access_token_validity and client_id_token_validity the same value and deploy: the site " +
			"refreshes when the first of the two ends."},
	CodeRefreshLife: {Warning,
		"Run ./build.sh deploy again: Terraform sets SESSION_MAX_AGE and the refresh token's validity from " +
			"client_refresh_token_validity. For a site on this machine set SESSION_MAX_AGE to that validity."},
	CodeRevocation: {Error, applyAgain +
		" By hand: switch token revocation on in the app client; signing out ends a session by it."},
	CodeRotation: {Warning,
		"Set client_refresh_token_rotation = { enabled = true } and deploy: a stolen refresh token is then " +
			"noticed, and good for a short time only."},
	CodeGrace: {Warning,
		"Set grace_period_seconds in client_refresh_token_rotation to 30 to 60 and deploy: two tabs that " +
			"refresh at once are otherwise signed out."},
	CodeDomainMissing: {Error,
		"Run ./build.sh deploy again: the pool has no domain, so there are no pages to sign in at."},
	CodeDomainOther: {Error, applyAgain + " For a site on this machine set COGNITO_DOMAIN to the pool's own domain."},
	CodeDomainInactive: {Error,
		"Wait: a prefix domain takes about five minutes, an own domain up to an hour. One that is FAILED is " +
			"deleted by \"aws cognito-idp delete-user-pool-domain\", and made again by ./build.sh deploy."},
	CodeDomainParent: {Error,
		"Give the parent of the domain an A record, any address (create_auth_parent_record = true makes one " +
			"in hosted_zone): Cognito makes no domain below a name that does not resolve."},
	CodeDomainCertificate: {Error,
		"Use a certificate of us-east-1 for the domain of the hosted pages, whatever region the pool is in. " +
			applyAgain},
	CodeClock: {Error, "Set this machine's clock, by NTP: signatures and tokens hold for minutes."},
	CodeSiteUnreachable: {Error,
		"Check the DNS records of the site's address and, where there is CloudFront, that its distribution is " +
			"deployed."},
	CodeSiteStatus: {Error,
		"Read the function's log (aws logs tail NAME --since 1h): a configuration that is not complete is " +
			"named there in one line."},
	CodeLoginStatus:     {Error, "Read the function's log (aws logs tail NAME --since 1h)."},
	CodeLoginElsewhere:  {Error, "The functions' environment is another deployment's. Run ./build.sh deploy again."},
	CodeFunctionMissing: {Error, "Run ./build.sh deploy again, without --route: Terraform creates the function again."},
	CodeAWSCredentials: {Warning,
		"Run \"aws configure\" or \"aws sso login\", or set AWS_PROFILE; or leave AWS out with --offline."},
	CodeAWSDenied: {Warning, "Use credentials that may make the call that is named (the policy ReadOnlyAccess with " +
		"ssm:GetParameter does), or leave AWS out with --offline."},
	CodeAWSUnknown: {Warning,
		"Look again in a moment, and check that this network reaches AWS; or leave AWS out with --offline."},
}
