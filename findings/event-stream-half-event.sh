#!/usr/bin/env bash
# Event streams: of ten readers three hand out half an event after a cut, and four an event that has no data.
#
# Guess    The HTML standard has both rules, so all keep them: an event counts at its empty line, and only with data.
# Seen     A stream ends inside an event: npm parse-sse 0.1.0, PyPI sseclient-py 1.9.0 and Go r3labs/sse 2.10.0 hand
#          out what had come of it, as if it were whole. A block with `id: 7` alone: npm fetch-event-stream 0.1.6, PyPI
#          httpx-sse 0.4.3, Go r3labs/sse and tmaxmax/go-sse 0.12.0 hand out an event without data; all of these but
#          go-sse also do for `retry: 1000` alone. Event data that is empty (`data:`) is an event by the standard;
#          parse-sse and r3labs leave it out. Right in all: npm eventsource-parser 3.1.1, undici 7.30.2 and
#          @azure/core-sse 2.3.0; npm fetch-sse 1.2.1 too, but it drops the ids.
# Matters  Servers open with `retry:` and keep a stream alive with an id: json.loads fails on '' at the first event.
#          A proxy's cut in a field of several lines gives half a JSON text, or a whole one that is not the last.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat >server.mjs <<'END'
import http from 'node:http';
const bodies = {
  '/cut': 'data: whole\n\ndata: half\n',
  '/id': 'id: 7\n\ndata: x\n\n',
  '/retry': 'retry: 1000\n\ndata: x\n\n',
  '/empty': 'id: 8\ndata:\n\ndata: x\n\n',
};
export const paths = Object.keys(bodies);
export const server = http.createServer((request, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' }).end(bodies[request.url]);
});
END
cat >main.mjs <<'END'
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createSseStream } from '@azure/core-sse';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import { events as fetchEventStream } from 'fetch-event-stream';
import { fetchEventData } from 'fetch-sse';
import { parseServerSentEvents } from 'parse-sse';
import { EventSource } from 'undici';
import { paths, server } from './server.mjs';

await once(server.listen(0, '127.0.0.1'), 'listening');
const base = `http://127.0.0.1:${server.address().port}`;
const collect = async (events) => { const all = []; for await (const event of events) all.push(event); return all; };
const readers = {
  '@azure/core-sse': async (url) => collect(createSseStream((await fetch(url)).body)),
  'eventsource-parser': async (url) => collect((await fetch(url)).body
    .pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream())),
  'fetch-event-stream': async (url) => collect(fetchEventStream(await fetch(url))),
  'fetch-sse': (url) => new Promise((resolve, reject) => {
    const all = [];
    fetchEventData(url, { method: 'GET', onMessage: (event) => all.push(event), onClose: () => resolve(all),
      onError: reject });
  }),
  'parse-sse': async (url) => collect(parseServerSentEvents(await fetch(url))),
  undici: (url) => new Promise((resolve) => {
    const all = [];
    const source = new EventSource(url);
    source.onmessage = (event) => all.push(event);
    source.onerror = () => { source.close(); resolve(all); };
  }),
};
for (const [name, read] of Object.entries(readers)) {
  const seen = [];
  for (const path of paths) {
    const events = await read(base + path);
    seen.push(`${path.slice(1)} ${JSON.stringify(events.map(({ data }) => data))}`);
  }
  console.log(`${name}: ${seen.join(' ')}`);
}
for (const command of [['venv/bin/python', 'read.py'], ['./read']]) {
  const child = spawn(command[0], [...command.slice(1), base, ...paths], { stdio: 'inherit' });
  await once(child, 'exit');
}
process.exit();
END
cat >read.py <<'END'
import json, sys
import httpx, requests, sseclient
from httpx_sse import connect_sse

def with_httpx(url):
    with httpx.Client() as client, connect_sse(client, 'GET', url) as source:
        return [event.data for event in source.iter_sse()]

def with_sseclient(url):
    return [event.data for event in sseclient.SSEClient(requests.get(url, stream=True)).events()]

for name, read in (('httpx-sse', with_httpx), ('sseclient-py', with_sseclient)):
    seen = [f'{path[1:]} {json.dumps(read(sys.argv[1] + path), separators=(",", ":"))}' for path in sys.argv[2:]]
    print(f'{name}: {" ".join(seen)}')
END
cat >main.go <<'END'
package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"

	r3labs "github.com/r3labs/sse/v2"
	tmaxmax "github.com/tmaxmax/go-sse"
	"gopkg.in/cenkalti/backoff.v1"
)

func withR3labs(url string) (all []string) {
	client := r3labs.NewClient(url)
	client.ReconnectStrategy = &backoff.StopBackOff{}
	client.SubscribeRaw(func(event *r3labs.Event) { all = append(all, string(event.Data)) })
	return all
}

func withTmaxmax(url string) (all []string) {
	response, _ := http.Get(url)
	for event := range tmaxmax.Read(response.Body, nil) {
		all = append(all, event.Data)
	}
	return all
}

func main() {
	for _, reader := range []struct {
		name string
		read func(string) []string
	}{{"r3labs/sse", withR3labs}, {"tmaxmax/go-sse", withTmaxmax}} {
		fmt.Print(reader.name, ":")
		for _, path := range os.Args[2:] {
			text, _ := json.Marshal(reader.read(os.Args[1] + path))
			fmt.Printf(" %s %s", path[1:], text)
		}
		fmt.Println()
	}
}
END

npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @azure/core-sse@2.3.0 eventsource-parser@3.1.1 \
  fetch-event-stream@0.1.6 fetch-sse@1.2.1 parse-sse@0.1.0 undici@7.30.2
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check httpx==0.28.1 httpx-sse==0.4.3 requests==2.34.2 \
  sseclient-py==1.9.0
go mod init example >go.log 2>&1
{
  go get github.com/r3labs/sse/v2@v2.10.0 github.com/tmaxmax/go-sse@v0.12.0 gopkg.in/cenkalti/backoff.v1@v1.1.0
  go mod tidy
  go build -o read .
} >>go.log 2>&1

node main.mjs 2>/dev/null | tee seen
diff - seen <<'END'
@azure/core-sse: cut ["whole"] id ["x"] retry ["x"] empty ["","x"]
eventsource-parser: cut ["whole"] id ["x"] retry ["x"] empty ["","x"]
fetch-event-stream: cut ["whole"] id [null,"x"] retry [null,"x"] empty ["","x"]
fetch-sse: cut ["whole"] id ["x"] retry ["x"] empty ["","x"]
parse-sse: cut ["whole","half"] id ["x"] retry ["x"] empty ["x"]
undici: cut ["whole"] id ["x"] retry ["x"] empty ["","x"]
httpx-sse: cut ["whole"] id ["","x"] retry ["","x"] empty ["","x"]
sseclient-py: cut ["whole","half"] id ["x"] retry ["x"] empty ["","x"]
r3labs/sse: cut ["whole","half"] id ["","x"] retry ["","x"] empty ["","x"]
tmaxmax/go-sse: cut ["whole"] id ["","x"] retry ["x"] empty ["","x"]
END
