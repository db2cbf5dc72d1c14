// Verifies tokens with aws-jwt-verify as often as it is told to, one JSON line in, one out.
import { createInterface } from "node:readline";
import { readFileSync } from "node:fs";
import { CognitoJwtVerifier } from "aws-jwt-verify";

const { version } = JSON.parse(readFileSync(new URL("./node_modules/aws-jwt-verify/package.json", import.meta.url)));
let cases;

function prepare({ userPoolId, clientId, jwks, good, bad }) {
  const verifier = (tokenUse) => {
    const made = CognitoJwtVerifier.create({ userPoolId, clientId, tokenUse });
    made.cacheJwks(jwks);
    return made;
  };
  const id = verifier("id");
  const access = verifier("access");
  cases = new Map(Object.entries(good).map(([what, tokens]) => [what, { tokens, next: 0, verifier: what === "id" ? id : access, valid: true }]));
  for (const [what, token] of Object.entries(bad)) {
    cases.set(what, { tokens: [token], next: 0, verifier: access, valid: false });
  }
  return { version };
}

function measure({ what, count }) {
  const { tokens, verifier, valid } = cases.get(what);
  let { next } = cases.get(what);
  const used = process.cpuUsage();
  const begun = process.hrtime.bigint();
  for (let i = 0; i < count; i++) {
    let accepted = true;
    try {
      verifier.verifySync(tokens[next++ % tokens.length]);
    } catch {
      accepted = false;
    }
    if (accepted !== valid) throw new Error(`${what}: accepted is ${accepted}`);
  }
  const ns = Number(process.hrtime.bigint() - begun);
  const { user, system } = process.cpuUsage(used);
  cases.get(what).next = next;
  return { ns, processor: (user + system) * 1000 };
}

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    const message = JSON.parse(line);
    answer = message.what ? measure(message) : prepare(message);
  } catch (error) {
    answer = { error: String(error.message) };
  }
  console.log(JSON.stringify(answer));
}
