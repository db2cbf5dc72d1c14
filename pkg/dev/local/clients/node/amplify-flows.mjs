// Amplify 6: the flows other than its default.
import { confirmSignIn, signIn, signOut } from '@aws-amplify/auth/cognito';
import { settings, report, outcome, mailed } from './settings.mjs';
import './amplify-setup.mjs';

const username = settings.email;
const { password } = settings;
const step = (result) => result.nextStep?.signInStep ?? JSON.stringify(result);

// through signs in, answers each step that is expected, and reports whether tokens came of it.
async function through(what, input, ...steps) {
  let result = await outcome(() => signIn({ username, ...input }));
  for (const [expected, answer] of steps) {
    if (step(result) !== expected) break;
    const challengeResponse = typeof answer === 'function' ? await answer() : answer;
    result = await outcome(() => confirmSignIn({ challengeResponse }));
  }
  report(what, result.isSignedIn === true, JSON.stringify(result));
  await signOut();
}

const flow = (authFlowType, preferredChallenge) => ({ options: { authFlowType, preferredChallenge } });
await through('signs in by a preferred password', { password, ...flow('USER_AUTH', 'PASSWORD') });
await through('signs in by SRP in USER_AUTH', { password, ...flow('USER_AUTH', 'PASSWORD_SRP') });
await through('signs in by a mailed code', flow('USER_AUTH', 'EMAIL_OTP'), ['CONFIRM_SIGN_IN_WITH_EMAIL_CODE', () => mailed(username)]);
for (const [chosen, asked] of [['PASSWORD', password], ['PASSWORD_SRP', password]]) {
  await through(`chooses ${chosen}`, flow('USER_AUTH'), ['CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION', chosen], ['CONFIRM_SIGN_IN_WITH_PASSWORD', asked]);
}
await through('chooses a mailed code', flow('USER_AUTH'), ['CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION', 'EMAIL_OTP'], ['CONFIRM_SIGN_IN_WITH_EMAIL_CODE', () => mailed(username)]);
const word = ['CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE', 'swordfish'];
await through('answers a custom challenge', flow('CUSTOM_WITHOUT_SRP'), word);
await through('answers it after a wrong answer', flow('CUSTOM_WITHOUT_SRP'), ['CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE', 'wrong'], word);
await through('answers it after SRP', { password, ...flow('CUSTOM_WITH_SRP') }, word);
