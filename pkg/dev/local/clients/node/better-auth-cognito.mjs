// better-auth with its own provider of Cognito.
import { betterAuth } from 'better-auth';
import { memoryAdapter } from 'better-auth/adapters/memory';
import { settings, webClient } from './settings.mjs';
import { through } from './better-auth-through.mjs';

const origin = 'http://localhost:3334';
const client = await webClient(`${origin}/api/auth/callback/cognito`);
const auth = betterAuth({
  baseURL: origin, secret: 'a secret of 32 characters or more', database: memoryAdapter({ user: [], session: [], account: [], verification: [] }),
  socialProviders: { cognito: { ...client, domain: new URL(settings.endpoint).host, region: 'eu-west-1', userPoolId: settings.pool } },
});
await through(auth, origin, '/api/auth/sign-in/social', { provider: 'cognito', callbackURL: '/' });
