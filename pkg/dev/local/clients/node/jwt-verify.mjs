// aws-jwt-verify 5: its verifier of Cognito wants the issuer that AWS has, and its general one HTTPS or keys that are there.
import { CognitoJwtVerifier, JwtVerifier } from 'aws-jwt-verify';
import { decomposeUnverifiedJwt } from 'aws-jwt-verify/jwt';
import { settings, report, outcome, idp } from './settings.mjs';

const answer = await idp('InitiateAuth', { ClientId: settings.passwords, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: { USERNAME: settings.email, PASSWORD: settings.password } });
const { AccessToken, IdToken } = answer.AuthenticationResult;
const issuer = decomposeUnverifiedJwt(AccessToken).payload.iss;
const jwksUri = new URL(`${settings.pool}/.well-known/jwks.json`, settings.endpoint).href;
const keys = await (await fetch(jwksUri)).json();
const check = async (what, verifier, token) => {
  const claims = await outcome(() => verifier.verify(token));
  report(`${what} verifies`, claims.sub !== undefined, claims.error);
  const refused = await outcome(() => verifier.verify(`${token.slice(0, -4)}AAAA`));
  report(`${what} refuses another signature`, refused.error !== undefined);
};
if (issuer.includes('amazonaws.com')) {
  for (const [tokenUse, token] of [['access', AccessToken], ['id', IdToken]]) {
    const verifier = CognitoJwtVerifier.create({ userPoolId: settings.pool, clientId: settings.passwords, tokenUse });
    verifier.cacheJwks(keys);
    await check(`CognitoJwtVerifier, ${tokenUse} token,`, verifier, token);
  }
} else {
  const verifier = JwtVerifier.create({ issuer, audience: null, jwksUri });
  if (jwksUri.startsWith('http:')) verifier.cacheJwks(keys);
  await check(`JwtVerifier, ${new URL(jwksUri).protocol}`, verifier, AccessToken);
}
