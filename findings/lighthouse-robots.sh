#!/bin/sh
# Lighthouse 12.8.2 calls a valid robots.txt broken ("unable to download a robots.txt file") where the page's content security policy has
# default-src 'none' and no connect-src, although no page reads robots.txt and search engines do not go by the policy of another document. It fetches
# the file by the DevTools call Network.loadNetworkResource, which Chromium refuses with "CSP violation". Seen with Chromium 156.
#
# Without this project: two pages of one small server that differ in connect-src 'self' alone. Fails when they are rated alike.
# Needs node, npm and chromium (CHROME_PATH).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund lighthouse@12.8.2 >/dev/null
cat >probe.mjs <<'EOF'
import http from "node:http";
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const strict = "default-src 'none'; img-src 'self'";
const server = http.createServer((request, response) => {
  if (request.url === "/robots.txt") {
    response.writeHead(200, { "content-type": "text/plain" }).end("User-agent: *\nDisallow: /private\n");
    return;
  }
  const policy = request.url === "/open" ? strict + "; connect-src 'self'" : strict;
  response.writeHead(200, { "content-type": "text/html", "content-security-policy": policy });
  response.end('<!doctype html><html lang="en"><title>A page</title><p>A page.');
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const chrome = await launch({ chromePath: process.env.CHROME_PATH, chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu"] });
const rated = async (path) => {
  const url = `http://127.0.0.1:${server.address().port}${path}`;
  const { lhr } = await lighthouse(url, { port: chrome.port, onlyAudits: ["robots-txt"], logLevel: "silent" });
  const audit = lhr.audits["robots-txt"];
  console.log(`lighthouse ${lhr.lighthouseVersion}, ${path}: score ${audit.score} ${audit.explanation ?? ""}`);
  return audit.score;
};
const closed = await rated("/closed"), open = await rated("/open");
await chrome.kill();
server.close();
process.exit(closed === 0 && open === 1 ? 0 : 1);
EOF
CHROME_PATH=${CHROME_PATH:-$(command -v chromium || command -v chromium-browser || command -v google-chrome)} node probe.mjs
