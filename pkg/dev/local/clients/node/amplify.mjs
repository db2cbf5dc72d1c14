// Amplify 6: signIn, whose default is SRP.
import { fetchAuthSession } from '@aws-amplify/core';
import { confirmSignIn, fetchUserAttributes, signIn, signOut } from '@aws-amplify/auth/cognito';
import { settings, report, outcome } from './settings.mjs';
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
