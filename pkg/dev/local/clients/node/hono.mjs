// Hono with @hono/oidc-auth, without a network.
import { Hono } from 'hono';
import { getAuth, oidcAuthMiddleware, processOAuthCallback } from '@hono/oidc-auth';
import { settings, report, outcome, webClient } from './settings.mjs';
import { signIn, jar } from './browser.mjs';

const origin = 'http://localhost:3335';
const client = await webClient(`${origin}/callback`);
Object.assign(process.env, {
  OIDC_AUTH_SECRET: 'a secret of 32 characters or more', OIDC_ISSUER: `${settings.endpoint}${settings.pool}`, OIDC_SCOPES: 'openid email',
  OIDC_CLIENT_ID: client.clientId, OIDC_CLIENT_SECRET: client.clientSecret, OIDC_REDIRECT_URI: `${origin}/callback`,
});
const app = new Hono();
app.get('/callback', (context) => processOAuthCallback(context));
app.use('*', oidcAuthMiddleware());
app.get('/', async (context) => context.json(await getAuth(context)));
const visit = jar(origin, (request) => app.fetch(request));
const got = await outcome(async () => {
  const back = await signIn((await visit('/')).headers.get('location'));
  await visit(back.href);
  return (await visit('/')).json();
});
report('signs in', got.email === settings.email, JSON.stringify(got));
