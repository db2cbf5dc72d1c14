// Amplify 6 in a browser: signInWithRedirect, which always speaks HTTPS. esbuild makes one script of it.
import { Amplify, fetchAuthSession } from '@aws-amplify/core';
import '@aws-amplify/auth/enable-oauth-listener';
import { cognitoUserPoolsTokenProvider, fetchUserAttributes, signInWithRedirect } from '@aws-amplify/auth/cognito';

const settings = window.settings;
const here = `${location.origin}/`;
const auth = {
  Cognito: {
    userPoolId: settings.pool, userPoolClientId: settings.web, userPoolEndpoint: settings.endpoint,
    loginWith: {
      oauth: {
        domain: new URL(settings.endpoint).host, redirectSignIn: [here], redirectSignOut: [here], responseType: 'code',
        scopes: ['openid', 'email', 'aws.cognito.signin.user.admin'],
      },
    },
  },
};
Amplify.configure({ Auth: auth }, { Auth: { tokenProvider: cognitoUserPoolsTokenProvider } });
cognitoUserPoolsTokenProvider.setAuthConfig(auth);
const say = (what, worked) => document.getElementById('said').insertAdjacentHTML('beforeend', `<li class="${worked ? 'ok' : 'FAILED'}">${what}</li>`);
const end = () => document.body.insertAdjacentHTML('beforeend', '<p id="end">done</p>');
async function arrive() {
  const session = await fetchAuthSession();
  say('signs in', session.tokens?.idToken?.payload.email === settings.email);
  const attributes = await fetchUserAttributes();
  say('reads attributes', attributes.email === settings.email);
  const next = await fetchAuthSession({ forceRefresh: true });
  say('refreshes', next.tokens.accessToken.toString() !== session.tokens.accessToken.toString());
}
document.getElementById('begin').onclick = () => signInWithRedirect().catch((error) => say(error, false));
if (location.search.includes('code=')) arrive().catch((error) => say(error, false)).finally(end);
