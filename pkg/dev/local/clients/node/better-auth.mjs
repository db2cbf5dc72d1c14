// better-auth with discovery: its plugin genericOAuth.
import { betterAuth } from 'better-auth';
import { memoryAdapter } from 'better-auth/adapters/memory';
import { genericOAuth } from 'better-auth/plugins';
import { settings, webClient } from './settings.mjs';
import { through } from './better-auth-through.mjs';

const origin = 'http://localhost:3332';
const client = await webClient(`${origin}/api/auth/callback/cognito`);
const discoveryUrl = new URL(`${settings.pool}/.well-known/openid-configuration`, settings.endpoint).href;
const auth = betterAuth({
  baseURL: origin, secret: 'a secret of 32 characters or more', database: memoryAdapter({ user: [], session: [], account: [], verification: [] }),
  plugins: [genericOAuth({ config: [{ providerId: 'cognito', ...client, discoveryUrl, scopes: ['openid', 'email'], pkce: true }] })],
});
await through(auth, origin, '/api/auth/sign-in/social', { provider: 'cognito', callbackURL: '/' });
