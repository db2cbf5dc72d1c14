// The Runtime API's loop: asks for an event, answers it. AWS' own loop is a native module that has to be compiled; this one is plain JavaScript on one
// kept connection. "node loop.mjs ./route.mjs" runs a function; "... measure" calls its handler as often as it is told, one JSON line in, one out.
import { Agent, request } from "node:http";
import { createInterface } from "node:readline";

const [host, port] = (process.env.AWS_LAMBDA_RUNTIME_API ?? ":").split(":");
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

function call(method, path, body) {
  return new Promise((resolve, reject) => {
    const sent = request({ host, port, agent, method, path: `/2018-06-01/runtime/invocation/${path}`, headers: body && { "content-type": "application/json", "content-length": Buffer.byteLength(body) } }, (response) => {
      const parts = [];
      response.on("data", (part) => parts.push(part));
      response.on("end", () => resolve({ id: response.headers["lambda-runtime-aws-request-id"], text: parts.length === 1 ? parts[0].toString() : Buffer.concat(parts).toString() }));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

async function serve(handler) {
  for (;;) {
    const { id, text } = await call("GET", "next");
    await call("POST", `${id}/response`, JSON.stringify(await handler(JSON.parse(text))));
  }
}

async function measure(handler) {
  for await (const line of createInterface({ input: process.stdin })) {
    const { event, count } = JSON.parse(line);
    let answer;
    const begun = process.cpuUsage();
    for (let i = 0; i < count; i++) answer = JSON.stringify(await handler(JSON.parse(event)));
    const { user, system } = process.cpuUsage(begun);
    console.log(JSON.stringify({ ns: (user + system) * 1000, answer }));
  }
}

const { handler } = await import(process.argv[2]);
await (process.argv[3] === "measure" ? measure(handler) : serve(handler));
