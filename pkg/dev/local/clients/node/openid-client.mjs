// openid-client 6: discovery, code with PKCE, refresh, revocation, client_credentials, implicit, sign-out.
import * as client from 'openid-client';
import { settings, report, outcome, idp } from './settings.mjs';
import { signIn } from './browser.mjs';

const callback = 'http://localhost:3330/callback';
const UserPoolId = settings.pool;
const app = (input) => idp('CreateUserPoolClient', { UserPoolId, AllowedOAuthFlowsUserPoolClient: true, ...input }).then((a) => a.UserPoolClient);
await idp('CreateResourceServer', { UserPoolId, Identifier: 'orders', Name: 'orders', Scopes: [{ ScopeName: 'read', ScopeDescription: 'reads' }] });
const login = { AllowedOAuthScopes: ['openid', 'email', 'profile'], CallbackURLs: [callback], LogoutURLs: ['http://localhost:3330/'] };
const open = await app({ ClientName: 'open', AllowedOAuthFlows: ['code', 'implicit'], ...login });
const secret = await app({ ClientName: 'secret', GenerateSecret: true, AllowedOAuthFlows: ['code'], ...login });
const machine = await app({ ClientName: 'machine', GenerateSecret: true, AllowedOAuthFlows: ['client_credentials'], AllowedOAuthScopes: ['orders/read'] });

const issuer = new URL(settings.pool, settings.endpoint);
const discover = (of, authentication) => client.discovery(issuer, of.ClientId, of.ClientSecret, authentication, { execute: [client.allowInsecureRequests] });

async function journey(what, of, authentication) {
  const config = await discover(of, authentication);
  const verifier = client.randomPKCECodeVerifier();
  const state = client.randomState();
  const nonce = client.randomNonce();
  const parameters = {
    redirect_uri: callback, scope: 'openid email', state, nonce, code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256',
  };
  const back = await signIn(client.buildAuthorizationUrl(config, parameters));
  const tokens = await client.authorizationCodeGrant(config, back, { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce });
  report(`${what}: signs in`, tokens.claims().email === settings.email);
  const info = await client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub);
  report(`${what}: reads userInfo`, info.email === settings.email);
  const next = await client.refreshTokenGrant(config, tokens.refresh_token);
  report(`${what}: refreshes`, next.access_token !== tokens.access_token);
  await client.tokenRevocation(config, tokens.refresh_token);
  const refused = await outcome(() => client.refreshTokenGrant(config, tokens.refresh_token));
  report(`${what}: refuses a revoked token`, refused.error !== undefined, JSON.stringify(refused));
}
for (const [what, of, authentication] of [
  ['public client', open, client.None()],
  ['secret by post', secret, client.ClientSecretPost(secret.ClientSecret)],
  ['secret by basic', secret, client.ClientSecretBasic(secret.ClientSecret)],
]) {
  const result = await outcome(() => journey(what, of, authentication));
  if (result?.error) report(what, false, result.error);
}

const granted = await outcome(async () => client.clientCredentialsGrant(await discover(machine, client.ClientSecretBasic(machine.ClientSecret)), { scope: 'orders/read' }));
report('client_credentials', granted.access_token !== undefined && granted.scope !== 'openid', granted.error);
const config = await discover(open, client.None());
const implicit = await outcome(() => signIn(client.buildAuthorizationUrl(config, { redirect_uri: callback, response_type: 'token', scope: 'openid', state: 'abc' })));
report('implicit', /access_token=.*state=abc|state=abc.*access_token=/.test(implicit.hash ?? ''), implicit.error ?? String(implicit));
const end = new URL('/logout', settings.endpoint);
end.search = new URLSearchParams({ client_id: open.ClientId, logout_uri: 'http://localhost:3330/' });
const left = await fetch(end, { redirect: 'manual' });
report('signs out', left.headers.get('location') === 'http://localhost:3330/', `${left.status}`);
const foreign = client.buildEndSessionUrl(config, { post_logout_redirect_uri: 'http://localhost:3330/' });
report('post_logout_redirect_uri is refused, as on AWS', (await fetch(foreign)).status === 400);
