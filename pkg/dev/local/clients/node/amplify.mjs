// Amplify 6: signIn, whose default is SRP.
import { fetchAuthSession } from '@aws-amplify/core';
import {
  confirmSignIn, confirmSignUp, fetchUserAttributes, setUpTOTP, signIn, signOut, signUp, updateMFAPreference, verifyTOTPSetup,
} from '@aws-amplify/auth/cognito';
import { settings, report, outcome, mailed, totp } from './settings.mjs';
import './amplify-setup.mjs';

const right = await outcome(() => signIn({ username: settings.email, password: settings.password }));
report('signs in', right.isSignedIn === true, right.error ?? JSON.stringify(right));
const session = await outcome(() => fetchAuthSession());
report('has a session', session.tokens?.idToken?.payload.email === settings.email, session.error);
const attributes = await outcome(() => fetchUserAttributes());
report('reads attributes', attributes.email === settings.email, attributes.error);
await signOut();
const wrong = await outcome(() => signIn({ username: settings.email, password: 'Wrong-Horse-9' }));
report('reports a wrong password', wrong.error === 'NotAuthorizedException: Incorrect username or password.', JSON.stringify(wrong));
const temporary = await outcome(() => signIn({ username: settings.temporary, password: settings.password }));
report('asks for a new password', temporary.nextStep?.signInStep === 'CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED', JSON.stringify(temporary));
const replaced = await outcome(() => confirmSignIn({ challengeResponse: 'Correct-Horse-10' }));
report('replaces a temporary password', replaced.isSignedIn === true, JSON.stringify(replaced));
await signOut();

// Somebody registers, sets an authenticator app up, and signs in with it.
const username = 'amplify@example.com';
const { password } = settings;
const began = await outcome(() => signUp({ username, password, options: { userAttributes: { email: username } } }));
report('registers', began.nextStep?.signUpStep === 'CONFIRM_SIGN_UP', JSON.stringify(began));
const confirmed = await outcome(async () => confirmSignUp({ username, confirmationCode: await mailed(username) }));
report('confirms', confirmed.isSignUpComplete === true, JSON.stringify(confirmed));
const first = await outcome(() => signIn({ username, password, options: { authFlowType: 'USER_SRP_AUTH' } }));
report('signs in after that', first.isSignedIn === true, JSON.stringify(first));
const before = await fetchAuthSession();
const after = await outcome(() => fetchAuthSession({ forceRefresh: true }));
report('refreshes', after.tokens?.accessToken.toString() !== before.tokens.accessToken.toString(), after.error);
const app = await outcome(() => setUpTOTP());
report('begins to set an app up', app.sharedSecret?.length === 52, app.error);
const verified = await outcome(() => verifyTOTPSetup({ code: totp(app.sharedSecret, -30) }));
report('sets it up', verified?.error === undefined, verified?.error);
const preferred = await outcome(() => updateMFAPreference({ totp: 'PREFERRED' }));
report('prefers it', preferred?.error === undefined, preferred?.error);
await signOut({ global: true });
const asked = await outcome(() => signIn({ username, password }));
report('is asked for its code', asked.nextStep?.signInStep === 'CONFIRM_SIGN_IN_WITH_TOTP_CODE', JSON.stringify(asked));
const through = await outcome(() => confirmSignIn({ challengeResponse: totp(app.sharedSecret) }));
report('gives the code', through.isSignedIn === true, JSON.stringify(through));
