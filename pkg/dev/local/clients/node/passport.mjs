// passport-openidconnect, by the strategy alone.
import { Strategy } from 'passport-openidconnect';
import { settings, report, webClient } from './settings.mjs';
import { signIn } from './browser.mjs';

const callbackURL = 'http://localhost:3333/callback';
const { clientId: clientID, clientSecret } = await webClient(callbackURL);
const at = (path) => new URL(path, settings.endpoint).href;
const { issuer } = await (await fetch(at(`${settings.pool}/.well-known/openid-configuration`))).json();
const strategy = new Strategy({
  issuer, clientID, clientSecret, callbackURL, scope: ['openid', 'email'],
  authorizationURL: at('/oauth2/authorize'), tokenURL: at('/oauth2/token'), userInfoURL: at('/oauth2/userInfo'),
}, (_issuer, profile, done) => done(null, profile));
const session = {};
const authenticate = (query) => new Promise((resolve) => {
  const request = Object.assign(Object.create(strategy), {
    redirect: (to) => resolve({ to }), success: (user) => resolve({ user }), fail: (why) => resolve({ error: JSON.stringify(why) }), error: (e) => resolve({ error: String(e) }),
  });
  request.authenticate({ query, session, headers: {}, connection: {} }, {});
});
const { to } = await authenticate({});
const back = await signIn(to);
const result = await authenticate(Object.fromEntries(back.searchParams));
report('signs in', result.user?.emails?.[0]?.value === settings.email, result.error ?? JSON.stringify(result));
