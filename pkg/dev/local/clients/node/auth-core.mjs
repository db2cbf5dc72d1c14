// @auth/core, which Auth.js and its adapters are made of, with its provider of Cognito.
import { Auth } from '@auth/core';
import Cognito from '@auth/core/providers/cognito';
import { settings, report, webClient } from './settings.mjs';
import { jar, signIn } from './browser.mjs';

const origin = 'http://localhost:3331';
const client = await webClient(`${origin}/auth/callback/cognito`);
const config = {
  basePath: '/auth', trustHost: true, secret: 'a secret of 32 characters or more',
  providers: [Cognito({ ...client, issuer: new URL(settings.pool, settings.endpoint).href })],
};
const app = jar(origin, (request) => Auth(request, config));
const { csrfToken } = await (await app('/auth/csrf')).json();
const begun = await app('/auth/signin/cognito', { method: 'POST', body: new URLSearchParams({ csrfToken, callbackUrl: origin }) });
const back = await signIn(begun.headers.get('location'));
const done = await app(back.pathname + back.search);
report('signs in', done.headers.get('location') === origin, `${done.status} ${done.headers.get('location')}`);
const session = await (await app('/auth/session')).json();
report('has a session', session?.user?.email === settings.email, JSON.stringify(session));
