// A signed-in page as a Node Lambda function renders it: both tokens verified with aws-jwt-verify, HTML by React. VERIFIERS=each makes the verifiers in
// each request, as the Goldstack example does; otherwise they are made once. Neither fetches keys: both get them from the environment.
import { createHash } from "node:crypto";
import { CognitoJwtVerifier } from "aws-jwt-verify";
import { render } from "./page.mjs";

const keys = JSON.parse(process.env.COGNITO_JWKS);

function makeVerifiers() {
  return ["id", "access"].map((tokenUse) => {
    const verifier = CognitoJwtVerifier.create({ userPoolId: process.env.COGNITO_USER_POOL_ID, clientId: process.env.COGNITO_CLIENT_ID, tokenUse });
    verifier.cacheJwks(keys);
    return verifier;
  });
}

const once = process.env.VERIFIERS === "each" ? undefined : makeVerifiers();

function cookiesOf(event) {
  const cookies = new Map();
  for (const cookie of event.cookies ?? []) {
    const at = cookie.indexOf("=");
    cookies.set(cookie.slice(0, at), cookie.slice(at + 1));
  }
  return cookies;
}

const headers = {
  "content-type": "text/html; charset=utf-8", "cache-control": "no-store", vary: "Cookie", "x-content-type-options": "nosniff",
  "strict-transport-security": "max-age=63072000", "referrer-policy": "same-origin", "x-frame-options": "DENY",
  "cross-origin-resource-policy": "same-origin", "cross-origin-opener-policy": "same-origin",
  "content-security-policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
};

export async function handler(event) {
  const cookies = cookiesOf(event);
  const [ids, accesses] = once ?? makeVerifiers();
  const accessToken = cookies.get("__Host-Http-access");
  const [id, access] = await Promise.all([ids.verify(cookies.get("__Host-Http-id")), accesses.verify(accessToken)]);
  if (id.sub !== access.sub) throw new Error("two users");
  const formToken = createHash("sha256").update(`form\n${accessToken}`).digest().subarray(0, 18).toString("base64url");
  return { statusCode: 200, headers, body: render(id.email, formToken), isBase64Encoded: false };
}
