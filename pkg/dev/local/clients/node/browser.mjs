// A browser without script: it keeps cookies, follows redirects on the local Cognito, and fills in its sign-in form.
import { settings } from './settings.mjs';

const cookies = new Map();

async function visit(url, options = {}) {
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const answer = await fetch(url, { ...options, redirect: 'manual', headers: { ...options.headers, cookie } });
  for (const line of answer.headers.getSetCookie()) {
    const [name, ...value] = line.split(';')[0].split('=');
    cookies.set(name, value.join('='));
  }
  return answer;
}

// signIn opens an address of /oauth2/authorize, signs in, and returns the address of the callback.
export async function signIn(address) {
  let url = new URL(address);
  let answer = await visit(url);
  for (let hops = 0; hops < 10; hops++) {
    if (answer.status >= 300 && answer.status < 400) {
      url = new URL(answer.headers.get('location'), url);
      if (url.origin !== new URL(settings.endpoint).origin) return url;
      answer = await visit(url);
      continue;
    }
    const page = await answer.text();
    const form = page.match(/<form name="cognitoSignInForm"[\s\S]*?<\/form>/)?.[0];
    if (form === undefined) throw new Error(`${answer.status} at ${url.pathname}${url.search}`);
    const unescaped = (text) => text.replaceAll('&amp;', '&').replaceAll('&#43;', '+');
    const fields = new URLSearchParams({ username: settings.email, password: settings.password });
    for (const [, name, value] of form.matchAll(/type="hidden" name="([^"]*)" value="([^"]*)"/g)) fields.set(name, unescaped(value));
    url = new URL(unescaped(form.match(/action="([^"]*)"/)[1]), url);
    answer = await visit(url, { method: 'POST', body: fields });
  }
  throw new Error('too many redirects');
}

// jar keeps the cookies of an application whose handler is called without a network.
export function jar(origin, handler) {
  const kept = new Map();
  return async (path, options = {}) => {
    const cookie = [...kept].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await handler(new Request(new URL(path, origin), { ...options, headers: { ...options.headers, cookie, origin } }));
    for (const line of answer.headers.getSetCookie()) {
      const [name, ...value] = line.split(';')[0].split('=');
      kept.set(name, value.join('='));
    }
    return answer;
  };
}
