// amazon-cognito-identity-js as its README uses it: authenticateUser, whose default is SRP.
import { AuthenticationDetails, CognitoUser, CognitoUserAttribute, CognitoUserPool } from 'amazon-cognito-identity-js';
import { settings, report, mailed, totp } from './settings.mjs';

const pool = new CognitoUserPool({ UserPoolId: settings.pool, ClientId: settings.client, endpoint: settings.endpoint });

function signIn(name, password, newPassword, flow = 'USER_SRP_AUTH') {
  const user = new CognitoUser({ Username: name, Pool: pool });
  user.setAuthenticationFlowType(flow);
  return new Promise((resolve) => {
    const callbacks = {
      onSuccess: (session) => resolve({ user, tokens: session.isValid(), sub: session.getIdToken().payload.sub }),
      onFailure: (error) => resolve({ user, error: `${error.name}: ${error.message}` }),
      customChallenge: () => user.sendCustomChallengeAnswer('swordfish', callbacks),
      newPasswordRequired: () => user.completeNewPasswordChallenge(newPassword, {}, callbacks),
    };
    user.authenticateUser(new AuthenticationDetails({ Username: name, Password: password }), callbacks);
  });
}

const attributes = (user) => new Promise((resolve, reject) => user.getUserAttributes((error, list) => (error ? reject(error) : resolve(list))));

const right = await signIn(settings.email, settings.password);
report('signs in', right.tokens === true, right.error);
report('reads attributes', (await attributes(right.user)).some((a) => a.Name === 'email' && a.Value === settings.email));
report('reports a wrong password', (await signIn(settings.email, 'Wrong-Horse-9')).error === 'NotAuthorizedException: Incorrect username or password.');
report('reports an unknown user alike', (await signIn('nobody@example.com', settings.password)).error === 'NotAuthorizedException: Incorrect username or password.');
const replaced = await signIn(settings.temporary, settings.password, 'Correct-Horse-10');
report('replaces a temporary password', replaced.tokens === true, replaced.error);
const custom = await signIn(settings.email, settings.password, undefined, 'CUSTOM_AUTH');
report('answers a custom challenge after SRP', custom.tokens === true, custom.error);

// What signed-in users do, and who registers.
const asked = (what, call, worked = () => true) => new Promise((resolve) => {
  const done = (error, result) => {
    report(what, !error && worked(result), error ? `${error.name}: ${error.message}` : JSON.stringify(result));
    resolve(result);
  };
  call(done, { onSuccess: (result) => done(null, result), onFailure: (error) => done(error), associateSecretCode: (code) => done(null, code) });
});
const { user } = await signIn(settings.email, settings.password);
const session = await asked('has a session', (done) => user.getSession(done), (s) => s.isValid());
await asked('refreshes', (done) => user.refreshSession(session.getRefreshToken(), done), (s) => s.getAccessToken().getJwtToken() !== session.getAccessToken().getJwtToken());
await asked('reads the user', (done) => user.getUserData(done, { bypassCache: true }), (data) => data.UserAttributes.length > 0);
await asked('changes the password', (done) => user.changePassword(settings.password, 'Correct-Horse-11', done));
await asked('lists devices', (_, callbacks) => user.listDevices(10, null, callbacks));
const secret = await asked('associates an app', (_, callbacks) => user.associateSoftwareToken(callbacks), (code) => code.length === 52);
await asked('verifies it', (_, callbacks) => user.verifySoftwareToken(totp(secret), 'phone', callbacks));
await asked('signs out everywhere', (_, callbacks) => user.globalSignOut(callbacks));
const email = new CognitoUserAttribute({ Name: 'email', Value: 'js@example.com' });
const registered = await asked('registers', (done) => pool.signUp('js@example.com', settings.password, [email], null, done), (result) => result.userConfirmed === false);
await asked('confirms', async (done) => registered.user.confirmRegistration(await mailed('js@example.com'), true, done));
