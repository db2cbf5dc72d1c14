// The way through an application with better-auth.
import { settings, report } from './settings.mjs';
import { jar, signIn } from './browser.mjs';

export async function through(auth, origin, path, input) {
  const app = jar(origin, auth.handler);
  const begun = await (await app(path, { method: 'POST', body: JSON.stringify(input), headers: { 'content-type': 'application/json' } })).json();
  report('begins', begun.url !== undefined, JSON.stringify(begun));
  const back = await signIn(begun.url);
  const done = await app(back.pathname + back.search);
  report('signs in', done.status === 302 && !done.headers.get('location').includes('error'), `${done.status} ${done.headers.get('location')}`);
  const session = await (await app('/api/auth/get-session')).json();
  report('has a session', session?.user?.email === settings.email, JSON.stringify(session));
}
