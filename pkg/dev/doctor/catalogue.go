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
	CodeAWSUnknown        Code = "DOC-AWS-UNKNOWN"
)

// Entry is what is always the same about a finding.
type Entry struct {
	Severity Severity
	Fix      string
}

const applyAgain = "Run ./build.sh deploy again; terraform/ makes it from one variable, so somebody or something else changed it."

// Catalogue says for each code how bad it is and what to do.
var Catalogue = map[Code]Entry{
	CodeSettingMissing:    {Error, "Give what is missing: by ./build.sh deploy, or in the environment."},
	CodeSiteURL:           {Error, "Write the site's address as an origin in lower case, https but for loopback hosts, without path and closing slash."},
	CodePoolID:            {Error, "Take the id from the outputs of Terraform or the Cognito console; it is like eu-west-1_AbCdEf123."},
	CodeIssuer:            {Error, "Leave COGNITO_ISSUER out: the issuer is always the pool's own address, never that of a custom domain."},
	CodeSecretSetting:     {Error, "Set COGNITO_CLIENT_SECRET_PARAMETER to the name of the SSM parameter (locally: COGNITO_CLIENT_SECRET)."},
	CodeSeedBroken:        {Error, "Deploy again with ./build.sh deploy, which ships the key set, or leave COGNITO_JWKS out."},
	CodeSeedMissing:       {Warning, "Deploy with ./build.sh deploy, which ships the key set: without it each new instance fetches the keys first."},
	CodeSeedStale:         {Warning, "Run ./build.sh deploy again: it ships the new keys. Until then each new instance fetches them."},
	CodeKeysUnreachable:   {Error, "Check the address, and that this network reaches AWS."},
	CodeKeysBroken:        {Error, "Check jwks_url: a user pool serves two RSA keys for RS256 there."},
	CodeCallbackMissing:   {Error, "Add the address to the app client's allowed callback URLs, to the letter. " + applyAgain},
	CodeCallbackLoopback:  {Warning, "Take loopback addresses away from the app client of a deployed site; ./build.sh dev has a pool of its own."},
	CodeLogoutMissing:     {Error, "Add the address to the app client's allowed sign-out URLs, to the letter. " + applyAgain},
	CodePoolMissing:       {Error, "Check account, region and id; a pool that was deleted is gone with its users."},
	CodeDeviceTracking:    {Error, "Switch device tracking off in the user pool: refreshing at the token endpoint cannot name a device, and is refused."},
	CodeClientMissing:     {Error, "Check user_pool_client_id; deploy again if the app client was deleted."},
	CodeClientFlow:        {Error, "Allow the authorization code grant, and it alone. " + applyAgain},
	CodeClientScopes:      {Error, "Allow the scopes openid and email. " + applyAgain},
	CodeClientSecretless:  {Error, "A secret cannot be added to an app client: make a new one with a secret. " + applyAgain},
	CodeParameterMissing:  {Error, "Deploy again: Terraform writes the parameter from the app client."},
	CodeParameterDiffers:  {Error, "Deploy again: Terraform writes the app client's present secret into the parameter; then new instances read it."},
	CodeAccessLife:        {Warning, "Set client_access_token_validity to 60 minutes or less: until it expires, an access token is good, whatever happens to its user."},
	CodeLivesDiffer:       {Warning, "Give access and ID token the same life: the site refreshes when the first of the two ends."},
	CodeRefreshLife:       {Warning, "Set SESSION_MAX_AGE to the life of the refresh token; Terraform does it from client_refresh_token_validity."},
	CodeRevocation:        {Error, "Switch token revocation on in the app client: signing out ends a session by it."},
	CodeRotation:          {Warning, "Switch refresh token rotation on: a stolen refresh token is then noticed, and good for a short time only."},
	CodeGrace:             {Warning, "Set the grace period of rotation to 30 to 60 seconds: two tabs that refresh at once are otherwise signed out."},
	CodeDomainMissing:     {Error, "Deploy again: the pool has no domain, so there are no pages to sign in at."},
	CodeDomainOther:       {Error, "Set COGNITO_DOMAIN to the pool's own domain. " + applyAgain},
	CodeDomainInactive:    {Error, "Wait: a prefix domain takes about five minutes, an own domain up to an hour. If it failed, remove the domain and deploy again."},
	CodeDomainParent:      {Error, "Give the parent of the domain an A record, any address: Cognito makes no domain below a name that does not resolve."},
	CodeDomainCertificate: {Error, "Use a certificate of us-east-1 for the domain of the hosted pages, whatever region the pool is in."},
	CodeClock:             {Error, "Set this machine's clock, by NTP: signatures and tokens hold for minutes."},
	CodeSiteUnreachable:   {Error, "Check the DNS records of the site's address and, where there is CloudFront, that its distribution is deployed."},
	CodeSiteStatus:        {Error, "Look into the log of the function home: a configuration that is not complete is named there in one line."},
	CodeLoginStatus:       {Error, "Look into the log of the function login."},
	CodeLoginElsewhere:    {Error, "The functions' environment is another deployment's. Run ./build.sh deploy again."},
	CodeAWSUnknown:        {Warning, "Give credentials that may describe the pool (AWS_PROFILE or aws sso login), or leave AWS out with --offline."},
}
