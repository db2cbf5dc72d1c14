// arctic, whose provider of Cognito wants HTTPS.
import { AmazonCognito, decodeIdToken, generateCodeVerifier, generateState } from 'arctic';
import { settings, report, outcome, webClient } from './settings.mjs';
import { signIn } from './browser.mjs';

const callback = 'http://localhost:3336/callback';
const { clientId, clientSecret } = await webClient(callback);
const cognito = new AmazonCognito(new URL(settings.endpoint).host, clientId, clientSecret, callback);
const state = generateState();
const verifier = generateCodeVerifier();
const back = await signIn(cognito.createAuthorizationURL(state, verifier, ['openid', 'email']));
report('the state comes back', back.searchParams.get('state') === state, back.href);
const tokens = await outcome(() => cognito.validateAuthorizationCode(back.searchParams.get('code'), verifier));
report('signs in', tokens.idToken && decodeIdToken(tokens.idToken()).email === settings.email, tokens.error);
const refreshed = await outcome(() => cognito.refreshAccessToken(tokens.refreshToken(), []));
report('refreshes', refreshed.accessToken?.().length > 100, refreshed.error);
const revoked = await outcome(() => cognito.revokeToken(tokens.refreshToken()));
const after = await outcome(() => cognito.refreshAccessToken(tokens.refreshToken(), []));
report('revokes', revoked === undefined && after.error?.includes('invalid_grant'), revoked?.error ?? after.error);
