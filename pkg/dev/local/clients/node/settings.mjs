// What a test hands to a client, and how the client tells what happened: a line for each thing that was tried.
import { createHmac } from 'node:crypto';

export const settings = JSON.parse(process.env.CLIENT_SETTINGS);

export function report(what, worked, error) {
  console.log(`${worked ? 'ok' : 'FAILED'} ${what}${worked || error === undefined ? '' : `: ${error}`}`);
}

// outcome is what a call returned, or its error as text.
export async function outcome(call) {
  try {
    return await call();
  } catch (error) {
    return { error: `${error.name}: ${error.message}` };
  }
}

// idp calls an operation of the API without a library.
export async function idp(operation, input) {
  const answer = await fetch(settings.endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `AWSCognitoIdentityProviderService.${operation}` },
    body: JSON.stringify(input),
  });
  return answer.json();
}

// webClient makes an app client with a secret that returns to an address after signing in.
export async function webClient(callback) {
  const answer = await idp('CreateUserPoolClient', {
    UserPoolId: settings.pool, ClientName: 'web', GenerateSecret: true, AllowedOAuthFlowsUserPoolClient: true, AllowedOAuthFlows: ['code'],
    AllowedOAuthScopes: ['openid', 'email', 'profile'], CallbackURLs: [callback],
  });
  return { clientId: answer.UserPoolClient.ClientId, clientSecret: answer.UserPoolClient.ClientSecret };
}

// mailed is the newest code that was sent to an address.
export async function mailed(address) {
  const mails = await (await fetch(`${settings.endpoint}_local/inbox`)).json();
  return mails.find((mail) => mail.to === address).code;
}

// totp is the code of an authenticator app (RFC 6238), now or some seconds away.
export function totp(secret, away = 0) {
  const bits = [...secret].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor((Date.now() / 1000 + away) / 30)));
  const sum = createHmac('sha1', key).update(counter).digest();
  return String((sum.readUInt32BE(sum[19] & 15) & 0x7fffffff) % 1e6).padStart(6, '0');
}
