import { Client } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import type { Logger } from 'pino';
import { register } from 'prom-client';
import { createActivities } from './activities';
import { createBackgroundActivities } from './activities/background';
import { recordEvents } from './activities/events';
import { createDelivery, wakeDeliveries } from './runtime/delivery';
import { createEventSink } from './runtime/event-sink';
import { serveHealth } from './runtime/health';
import { runProcess } from './runtime/process';
import { countRefused } from './runtime/servable-skills';
import { openServingPlatform, type ServingPlatform } from './runtime/serving-platform';
import { bridge } from './runtime/telemetry';
import { leanThreads } from './runtime/threads/lean-threads';
import { createWatch, startWatch } from './runtime/watch';
import { readWorkerSettings, type WorkerSettings } from './runtime/worker-settings';
import { workflowBundle } from './runtime/workflow-bundle';
import { RECORD_EVENTS, RECORD_LATER } from './workflows/activity-request';
import { BACKGROUND_QUEUE, TASK_QUEUE } from './workflows/messages';

/** ms; shorter than the activities' own pause between heartbeats, so that each is sent. */
const HEARTBEAT_THROTTLE = 300;
/** ms between two sweeps of what has expired. */
const SWEEP_EVERY = 10 * 60_000;
/** Looks and deliveries at once. They mostly wait for others, and cost little. */
const BACKGROUND_ACTIVITIES = 500;

/** The worker's process, from its settings to its end. A wrong setting keeps it from polling. */
async function main(settings: WorkerSettings, log: Logger): Promise<void> {
  const platform = await openServingPlatform(settings, { log, sdkMetrics: settings.health !== undefined });
  const { store, skills, temporal, metrics } = platform;
  // A session brings its graph along, so the worker runs what is published while it works without hearing of it.
  log.info({ skills: skills.list().length }, 'skills compiled');
  countRefused(skills.refused, register);

  const [connection, worker] = await createWorker(platform, settings, log);
  const ready = async () => {
    if (worker.getState() !== 'RUNNING') throw new Error('not polling');
    const engine = connection.withDeadline(Date.now() + 2_000, () => connection.workflowService.getSystemInfo({}));
    await Promise.all([store.ping(), engine]);
  };
  const server = settings.health && (await serveHealth(settings.health, { ready, metrics }));
  const sweeping = sweepRegularly(platform, log);
  process.once('SIGTERM', () => log.info('worker draining'));
  try {
    // The SDK handles SIGTERM and SIGINT: it takes nothing new, lets activities end, and gives the rest back.
    const running = Promise.all([worker.run(), runBackground(platform, settings, connection, log)]);
    log.info({ namespace: temporal.namespace, task_queue: TASK_QUEUE }, 'worker ready');
    await running;
  } finally {
    clearInterval(sweeping);
    server?.close();
    server?.closeAllConnections();
    await Promise.allSettled([connection.close(), platform.close()]);
  }
  log.info('worker stopped');
}

/** Temporal's worker on a connection of its own, once store and engine answer. */
async function createWorker(
  platform: ServingPlatform,
  { stack_traces }: WorkerSettings,
  log: Logger,
): Promise<[NativeConnection, Worker]> {
  const { store, temporal, activityDeps, events, changes } = platform;
  const [bundle, connection] = await Promise.all([
    // The bundler lists every module: of use only where it fails.
    workflowBundle(__dirname, bridge(log.child({ from: 'bundler' }, { level: 'warn' }))),
    NativeConnection.connect(temporal.connectionOptions),
    store.ready(),
  ]);
  const makePlainThreads = leanThreads({ stackTraces: stack_traces });
  const worker = await Worker.create({
    connection,
    namespace: temporal.namespace,
    taskQueue: TASK_QUEUE,
    workflowBundle: bundle,
    activities: { ...createActivities(activityDeps), [RECORD_EVENTS]: recordEvents(events) },
    sinks: { ...changes.sinks, ...eventSinks(platform, connection, log) },
    shutdownGraceTime: '10s',
    shutdownForceTime: '20s',
    // How long a session stalls when the worker that had it in memory is gone. Too short only costs a replay, of
    // milliseconds.
    stickyQueueScheduleToStartTimeout: '2s',
    // The SDK holds heartbeats back for so long; by default for most of their time-out, which leaves no slack.
    maxHeartbeatThrottleInterval: HEARTBEAT_THROTTLE,
  });
  // Its threads are there; other workflows are rare, and written as the SDK's documentation says.
  makePlainThreads();
  return [connection, worker];
}

/** Records the events of sessions, or gives them back to the session by a signal. */
function eventSinks({ events, temporal: { namespace } }: ServingPlatform, connection: NativeConnection, log: Logger) {
  const { workflow } = new Client({ connection, namespace });
  return createEventSink({
    record: recordEvents(events),
    signal: (workflowId, untold) => workflow.getHandle(workflowId).signal(RECORD_LATER, untold),
    warn: () => log.warn('could not record events of sessions: their sessions keep them'),
  });
}

/** Runs what belongs to no session, on a task queue of its own, so that neither waits for the other. */
async function runBackground(
  platform: ServingPlatform,
  settings: WorkerSettings,
  connection: NativeConnection,
  log: Logger,
): Promise<void> {
  const { namespace } = platform.temporal;
  const client = new Client({ connection, namespace });
  const waker = wakeDeliveries(platform, async () => client, log);
  const bundle = await workflowBundle(
    __dirname,
    bridge(log.child({ from: 'bundler' }, { level: 'warn' })),
    'background',
  );
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue: BACKGROUND_QUEUE,
    workflowBundle: bundle,
    activities: createBackgroundActivities({
      watch: createWatch(platform, client, waker, settings.watch, log),
      delivery: createDelivery(platform),
    }),
    // An endpoint that answers slowly has one of them while it has anything to take.
    maxConcurrentActivityTaskExecutions: BACKGROUND_ACTIVITIES,
    shutdownGraceTime: '10s',
    shutdownForceTime: '20s',
    maxHeartbeatThrottleInterval: HEARTBEAT_THROTTLE,
  });
  const ending = new AbortController();
  await Promise.all([worker.run().finally(() => ending.abort()), startWatch(client, log, ending.signal)]);
}

/** Sweeps up what a killed process left behind; sessions discard their uploads themselves. */
function sweepRegularly({ store }: ServingPlatform, log: Logger): NodeJS.Timeout {
  const sweep = () =>
    store.sweep().then(
      (removed) => removed > 0 && log.info({ removed }, 'swept'),
      () => log.warn('could not sweep'),
    );
  return setInterval(() => void sweep(), SWEEP_EVERY).unref();
}

runProcess('worker', (log) => main(readWorkerSettings(process.env), log));
