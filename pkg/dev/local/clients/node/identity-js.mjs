// amazon-cognito-identity-js as its README uses it: authenticateUser, whose default is SRP.
import { AuthenticationDetails, CognitoUser, CognitoUserPool } from 'amazon-cognito-identity-js';
import { settings, report } from './settings.mjs';

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
