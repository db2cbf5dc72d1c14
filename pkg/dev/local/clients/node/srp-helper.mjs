// cognito-srp-helper, for servers: SRP with a client secret.
import { createSecretHash, createSrpSession, signSrpSession, wrapAuthChallenge, wrapInitiateAuth } from 'cognito-srp-helper';
import { settings, report, idp } from './settings.mjs';

async function signIn(password) {
  const hash = createSecretHash(settings.email, settings.confidential, settings.secret);
  const began = createSrpSession(settings.email, password, settings.pool, false);
  const challenge = await idp('InitiateAuth', wrapInitiateAuth(began, {
    ClientId: settings.confidential,
    AuthFlow: 'USER_SRP_AUTH',
    AuthParameters: { CHALLENGE_NAME: 'SRP_A', SECRET_HASH: hash, USERNAME: settings.email },
  }));
  const username = challenge.ChallengeParameters.USER_ID_FOR_SRP;
  return idp('RespondToAuthChallenge', wrapAuthChallenge(signSrpSession(began, challenge), {
    ClientId: settings.confidential,
    ChallengeName: 'PASSWORD_VERIFIER',
    ChallengeResponses: { SECRET_HASH: createSecretHash(username, settings.confidential, settings.secret), USERNAME: username },
  }));
}

const right = await signIn(settings.password);
report('signs in', right.AuthenticationResult?.AccessToken !== undefined, JSON.stringify(right));
const wrong = await signIn('Wrong-Horse-9');
report('reports a wrong password', wrong.__type === 'NotAuthorizedException', JSON.stringify(wrong));
