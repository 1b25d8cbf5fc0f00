#!/usr/bin/env bash
# A finished event stream that answers 204: of five clients in JavaScript, one comes back for ever and one never.
#
# Guess    All five take 204 as the end, as the HTML standard says; after a clean end of a 200 all come back once.
# Seen     The server sends one event with `retry: 200` and an id, ends cleanly, and answers 204 from then on.
#          eventsource 4.1.1, eventsource-client 1.2.0 and launchdarkly-eventsource 2.2.0 come back once and stop.
#          event-source-polyfill 1.0.31 takes the empty body of a 204 for a broken connection and comes back again
#          and again; it names the last event in the query as lastEventId, not in the header Last-Event-ID.
#          @microsoft/fetch-event-source 2.0.1 resolves after the clean end and never comes back, nor sees the 204.
# Matters  A proxy that cuts a stream in mid-session looks like a clean end: a client on the last one hears nothing
#          more. One on the polyfill keeps asking after every finished session, and a server that refuses unknown
#          query parameters answers its every reconnect with 400.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat >clients.mjs <<'EOF'
import http from 'node:http';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const calls = new Map();
const server = http.createServer((request, response) => {
  const url = new URL(request.url, 'http://localhost');
  const seen = calls.get(url.pathname) ?? { statuses: [], names: new Set() };
  calls.set(url.pathname, seen);
  if (request.headers['last-event-id']) seen.names.add('header');
  if (url.searchParams.has('lastEventId')) seen.names.add('query');
  if (seen.statuses.length > 0) {
    seen.statuses.push(204);
    return response.writeHead(204).end();
  }
  seen.statuses.push(200);
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write('retry: 200\n\nid: 7\ndata: {"status":"COMPLETED"}\n\n');
  return setTimeout(() => response.end(), 100);
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const at = (name) => `http://127.0.0.1:${server.address().port}/${name}`;
console.error = () => {};
console.log = () => {};
globalThis.window = { setTimeout, clearTimeout, addEventListener() {} };
globalThis.document = { hidden: false, addEventListener() {}, removeEventListener() {} };

const { EventSource } = await import('eventsource');
new EventSource(at('eventsource')).onerror = () => {};
const { createEventSource } = await import('eventsource-client');
void (async () => { for await (const event of createEventSource({ url: at('eventsource-client') })) void event; })();
const { EventSource: Launch } = require('launchdarkly-eventsource');
new Launch(at('launchdarkly-eventsource')).onerror = () => {};
const { EventSourcePolyfill } = require('event-source-polyfill');
new EventSourcePolyfill(at('event-source-polyfill')).onerror = () => {};
const { fetchEventSource } = require('@microsoft/fetch-event-source');
let microsoft = 'pending';
fetchEventSource(at('fetch-event-source'), { fetch, openWhenHidden: true }).then(() => { microsoft = 'resolved'; });

setTimeout(() => {
  const rows = [...calls].sort().map(([name, { statuses, names }]) => {
    const after = statuses.length - 1;
    const back = after === 0 ? 'never comes back' : after === 1 ? 'comes back once' : 'comes back again and again';
    return `${name.slice(1)}: ${back}${names.size > 0 ? `, last event named in the ${[...names].join(' and ')}` : ''}`;
  });
  process.stdout.write(`${rows.join('\n')}\nfetch-event-source's promise: ${microsoft}\n`);
  process.exit();
}, 8_000);
EOF
cat >expected <<'EOF'
event-source-polyfill: comes back again and again, last event named in the query
eventsource: comes back once, last event named in the header
eventsource-client: comes back once, last event named in the header
fetch-event-source: never comes back
launchdarkly-eventsource: comes back once, last event named in the header
fetch-event-source's promise: resolved
EOF

npm init --yes >/dev/null
npm install --silent --no-audit --no-fund eventsource@4.1.1 eventsource-client@1.2.0 launchdarkly-eventsource@2.2.0 \
  event-source-polyfill@1.0.31 @microsoft/fetch-event-source@2.0.1
node clients.mjs | tee seen
diff expected seen
echo "as recorded: five clients of server-sent events"
