import path from 'node:path';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection, Worker } from '@temporalio/worker';
import pino, { type Logger } from 'pino';
import { createActivities } from './activities';
import { createConnectors } from './connectors/providers';
import { loadSkills } from './kit/load';
import { serveHealth } from './runtime/health';
import { projectRoot } from './runtime/paths';
import { bridge, installRuntime } from './runtime/telemetry';
import { leanThreads } from './runtime/threads/lean-threads';
import { readConfig, type WorkerConfig } from './runtime/worker-config';
import { workflowBundle } from './runtime/workflow-bundle';
import { credentialsId } from './security/ids';
import { deriveKeys } from './security/keys';
import { createSealer } from './security/seal';
import { createTokens } from './security/tokens';
import { createStore } from './store';
import type { Store } from './store/store';
import { TASK_QUEUE } from './workflows/messages';

const SWEEP_MS = 10 * 60_000;

/** The composition root of the worker. Whatever is wrong with a setting or a skill is said before it takes any work. */
async function main(config: WorkerConfig, log: Logger): Promise<void> {
  const keys = deriveKeys(config.secret);
  const connectors = createConnectors(process.env);
  const skills = loadSkills(path.join(projectRoot(), 'skills'), connectors.catalogs, config.skills_dir);
  log.info({ skills: skills.list().length }, 'skills compiled');

  const metrics = await installRuntime(log, config.health !== undefined);
  const store = createStore({ uri: config.mongodb_uri, keys });
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
  const [bundle, connection] = await Promise.all([
    // The bundler lists every module: of use only where it fails.
    workflowBundle(__dirname, bridge(log.child({ from: 'bundler' }, { level: 'warn' }))),
    NativeConnection.connect(connectionOptions),
    store.ready(),
  ]);
  const activities = createActivities({
    connectors,
    files: store.files,
    credentials: store.credentials,
    sealer: createSealer(keys),
    callbacks: createTokens(keys).callback,
    credentialsId,
    publicUrl: config.public_url,
  });
  leanThreads({ stackTraces: config.stack_traces });
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue: TASK_QUEUE,
    workflowBundle: bundle,
    activities,
    shutdownGraceTime: '10s',
    shutdownForceTime: '20s',
    // How long a session stalls when the worker that had it in memory is gone. Too short only costs a replay, of
    // milliseconds.
    stickyQueueScheduleToStartTimeout: '3s',
  });
  const ready = async () => {
    if (worker.getState() !== 'RUNNING') throw new Error('not polling');
    const engine = connection.withDeadline(Date.now() + 2_000, () => connection.workflowService.getSystemInfo({}));
    await Promise.all([store.ping(), engine]);
  };
  const server = config.health && (await serveHealth(config.health, { ready, metrics }));
  const sweeping = sweepNowAndThen(store, log);
  process.once('SIGTERM', () => log.info('worker draining'));
  try {
    // SIGTERM and SIGINT are the SDK's: it takes nothing new, lets activities end, and gives the rest back to the
    // engine.
    const running = worker.run();
    log.info({ namespace, task_queue: TASK_QUEUE }, 'worker ready');
    await running;
  } finally {
    clearInterval(sweeping);
    server?.close();
    server?.closeAllConnections();
    await Promise.allSettled([connection.close(), connectors.close(), store.close()]);
  }
  log.info('worker stopped');
}

/** Sessions discard their uploads themselves; this is for what a killed process left behind. */
function sweepNowAndThen(store: Store, log: Logger): NodeJS.Timeout {
  const sweep = () =>
    store.sweep().then(
      (removed) => removed > 0 && log.info({ removed }, 'swept'),
      () => log.warn('could not sweep'),
    );
  return setInterval(() => void sweep(), SWEEP_MS).unref();
}

const log = pino({ base: { process: 'worker' }, level: process.env.LOG_LEVEL || 'info' });
Promise.resolve()
  .then(() => main(readConfig(process.env), log))
  .then(
    () => process.exit(0),
    (error: unknown) => {
      log.fatal({ reason: error instanceof Error ? error.message : 'unknown' }, 'worker can’t run');
      process.exitCode = 1;
      process.exit();
    },
  );
