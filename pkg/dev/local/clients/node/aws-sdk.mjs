// @aws-sdk/client-cognito-identity-provider 3: a pool of its own, and all that an application and its administrators do.
import * as sdk from '@aws-sdk/client-cognito-identity-provider';
import { settings, report, outcome, totp } from './settings.mjs';

const { CognitoIdentityProviderClient, paginateListUsers } = sdk;
const where = { endpoint: settings.endpoint, region: 'eu-west-1' };
const admin = new CognitoIdentityProviderClient({ ...where, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } });
const anybody = new CognitoIdentityProviderClient(where);

// send calls an operation by its name and reports whether it worked.
async function send(name, input, { by = admin, worked = () => true } = {}) {
  const result = await outcome(() => by.send(new sdk[`${name}Command`](input)));
  report(name, result.error === undefined && worked(result), result.error ?? JSON.stringify(result));
  return result;
}

const { UserPool } = await send('CreateUserPool', { PoolName: 'sdk', Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP'] } } });
const pool = { UserPoolId: UserPool.Id };
await send('AddCustomAttributes', { ...pool, CustomAttributes: [{ Name: 'tenant', AttributeDataType: 'String', Mutable: true }] });
await send('SetUserPoolMfaConfig', { ...pool, MfaConfiguration: 'OPTIONAL', SoftwareTokenMfaConfiguration: { Enabled: true } });
const { UserPoolClient } = await send('CreateUserPoolClient', { ...pool, ClientName: 'web' });
const { ClientId } = UserPoolClient;
await send('UpdateUserPoolClient', {
  ...pool, ClientId, ClientName: 'web', ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_AUTH'],
  RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 10 },
});

const Username = 'ann';
const Password = settings.password;
await send('SignUp', { ClientId, Username, Password, UserAttributes: [{ Name: 'email', Value: 'ann@example.com' }, { Name: 'custom:tenant', Value: 'north' }] }, { by: anybody });
await send('AdminConfirmSignUp', { ...pool, Username });
const byPassword = { ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: { USERNAME: Username, PASSWORD: Password } };
const { AuthenticationResult: tokens } = await send('InitiateAuth', byPassword, { by: anybody, worked: (r) => r.AuthenticationResult?.IdToken });
const { AccessToken } = tokens;
await send('GetUser', { AccessToken }, { by: anybody, worked: (r) => r.UserAttributes.some((a) => a.Name === 'custom:tenant' && a.Value === 'north') });
const { AuthenticationResult: next } = await send('GetTokensFromRefreshToken', { ClientId, RefreshToken: tokens.RefreshToken }, { by: anybody });
await send('ListDevices', { AccessToken }, { by: anybody });
const events = await admin.send(new sdk.AdminListUserAuthEventsCommand({ ...pool, Username })).catch((e) => e);
report('AdminListUserAuthEvents wants threat protection', events instanceof sdk.UserPoolAddOnNotEnabledException, String(events));

await send('CreateGroup', { ...pool, GroupName: 'staff' });
await send('UpdateGroup', { ...pool, GroupName: 'staff', Description: 'those who work here' }, { worked: (r) => r.Group.Description !== undefined });
await send('CreateIdentityProvider', { ...pool, ProviderName: 'Google', ProviderType: 'Google', ProviderDetails: { client_id: 'a', client_secret: 'b', authorize_scopes: 'openid' } });
await send('AdminLinkProviderForUser', {
  ...pool, DestinationUser: { ProviderName: 'Cognito', ProviderAttributeValue: Username },
  SourceUser: { ProviderName: 'Google', ProviderAttributeName: 'Cognito_Subject', ProviderAttributeValue: '123' },
});

const { SecretCode } = await send('AssociateSoftwareToken', { AccessToken }, { by: anybody });
await send('VerifySoftwareToken', { AccessToken, UserCode: totp(SecretCode, -30) }, { by: anybody, worked: (r) => r.Status === 'SUCCESS' });
await send('SetUserMFAPreference', { AccessToken, SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true } }, { by: anybody });
const challenge = await send('InitiateAuth', byPassword, { by: anybody, worked: (r) => r.ChallengeName === 'SOFTWARE_TOKEN_MFA' });
await send('RespondToAuthChallenge', {
  ClientId, ChallengeName: 'SOFTWARE_TOKEN_MFA', Session: challenge.Session, ChallengeResponses: { USERNAME: Username, SOFTWARE_TOKEN_MFA_CODE: totp(SecretCode) },
}, { by: anybody, worked: (r) => r.AuthenticationResult?.AccessToken });

for (const name of ['bob', 'cleo']) await send('AdminCreateUser', { ...pool, Username: name, MessageAction: 'SUPPRESS' });
const found = [];
for await (const page of paginateListUsers({ client: admin, pageSize: 1 }, pool)) found.push(...page.Users.map((u) => u.Username));
report('pages through users', found.sort().join() === 'ann,bob,cleo', found.join());
const refusal = await anybody.send(new sdk.InitiateAuthCommand({ ...byPassword, AuthParameters: { USERNAME: Username, PASSWORD: 'Wrong-Horse-9' } })).catch((e) => e);
report('gives typed errors', refusal instanceof sdk.NotAuthorizedException, String(refusal));
await send('InitiateAuth', { ClientId, AuthFlow: 'USER_AUTH', AuthParameters: { USERNAME: Username } }, { by: anybody, worked: (r) => r.AvailableChallenges?.includes('PASSWORD') });
await send('InitiateAuth', { ClientId: settings.client, AuthFlow: 'CUSTOM_AUTH', AuthParameters: { USERNAME: settings.email } }, { by: anybody, worked: (r) => r.ChallengeName === 'CUSTOM_CHALLENGE' });
await send('RevokeToken', { ClientId, Token: next.RefreshToken }, { by: anybody });
await send('DeleteUserPool', pool);
