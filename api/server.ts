import { setMaxListeners } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import pino, { type Logger } from 'pino';
import { collectDefaultMetrics } from 'prom-client';
import { type ApiProcessSettings, readApiSettings } from '../runtime/api-settings';
import { wakeDeliveries } from '../runtime/delivery';
import { callLimits } from '../runtime/limits';
import { projectRoot } from '../runtime/paths';
import { runProcess } from '../runtime/process';
import { countRefused } from '../runtime/servable-skills';
import { openServingPlatform, type ServingPlatform } from '../runtime/serving-platform';
import { loadDocs } from '../service/docs/docs';
import { createEngine, DEADLINE, engineClient } from '../service/engine/temporal';
import { createInspector } from '../service/inspection/inspector';
import { tellStuck } from '../service/watch/stuck';
import { createApp } from './app';
import type { Deps } from './deps';
import { createMetrics } from './http/metrics';
import { createHttpServer } from './http/server';

/** ms that calls in flight may take once the process is asked to end. */
const GRACE = 15_000;
/** ms that a refusal is held back from an address that fails too often. */
const FAILURE_HOLD = 2_000;
/** Bytes that a JSON body may have. */
const JSON_LIMIT = 64 * 1024;

/** The API's process, from its settings to its end. A wrong setting keeps it from listening. */
async function main(settings: ApiProcessSettings, log: Logger): Promise<void> {
  const platform = await openServingPlatform(settings, { log });
  const { store, keys, tokens, sealer, connectors, liveSkills } = platform;
  const { connectionOptions, namespace } = platform.temporal;
  const client = engineClient(connectionOptions, namespace, Math.max(DEADLINE, settings.api.query_deadline));
  await keepFiles(platform, log);
  await liveSkills.refresh();
  const unfollow = liveSkills.follow();

  const draining = new AbortController();
  // Every call that is held listens to it.
  setMaxListeners(0, draining.signal);
  const metrics = createMetrics();
  collectDefaultMetrics({ register: metrics.registry });
  countRefused(platform.skills.refused, metrics.registry);
  const limits = callLimits(store, settings.rate_limit);
  const deps: Deps = {
    store,
    keys,
    tokens,
    sealer,
    engine: createEngine(client.get, (report) => {
      metrics.stuck.inc({ cause: report.cause });
      log.error(report, 'session stuck: its workflow task fails');
      tellStuck({ store, events: platform.events, clock: Date.now }, { ...report, cause: 'task_failing' }).catch(() =>
        log.warn('could not tell a tenant that its session is stuck: the watch will'),
      );
    }),
    events: platform.events,
    inspector: createInspector(),
    skills: liveSkills,
    publishing: {
      check: platform.check,
      catalogsBeside: platform.catalogsBeside,
      bundled: platform.skills,
      refresh: liveSkills.refresh,
    },
    catalogs: connectors.catalogs,
    data: (catalog, flavour) => connectors.connector(catalog, flavour)?.data,
    webhookSecrets: connectors.webhookSecrets,
    webhooks: platform.webhooks,
    deliveries: wakeDeliveries(platform, client.get, log),
    ...(limits ? { limits } : {}),
    clock: Date.now,
    draining: draining.signal,
    docs: loadDocs(path.join(projectRoot(), 'docs')),
    settings: { ...settings.api, failure_hold: FAILURE_HOLD, json_limit: JSON_LIMIT, validate_responses: false },
    log,
  };
  const server = await listen(createHttpServer(createApp(deps, metrics), log), settings);
  const { port } = server.address() as AddressInfo;
  const host = settings.host === '0.0.0.0' ? '127.0.0.1' : settings.host;
  log.info({ url: `http://${host}:${port}`, skills: liveSkills.list().length }, 'listening');

  await endRequested();
  log.info('draining');
  draining.abort();
  unfollow();
  await drain(server);
  await Promise.allSettled([client.close(), platform.close()]);
  log.info('stopped');
}

/** Keeps the definitions of files with which sessions may begin, to show them after they have gone from the disk. */
async function keepFiles({ liveSkills, store }: ServingPlatform, log: Logger): Promise<void> {
  const skills = liveSkills.list();
  await store.ready();
  await Promise.all(skills.map(({ definition, digest }) => store.skills.put(definition, digest)));
  log.info({ skills: skills.map(({ name }) => name) }, 'skills published');
}

/** Starts the HTTP server. */
function listen(server: Server, { port, host }: ApiProcessSettings): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve(server));
  });
}

/** Resolves with the first SIGTERM or SIGINT. */
const endRequested = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
  });

/** Drains the server: it takes no new connection, lets calls in flight end, and cuts what has not ended in time. */
async function drain(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const idle = setInterval(() => server.closeIdleConnections(), 200);
  const cut = setTimeout(() => server.closeAllConnections(), GRACE);
  await closed;
  clearInterval(idle);
  clearTimeout(cut);
}

/** ms after which log lines are written at the latest, and together: a line a call would be a write a call. */
const LOG_FLUSH = 200;
const lines = pino.destination({ sync: false, minLength: 4_096, periodicFlush: LOG_FLUSH });
runProcess('api', (log) => main(readApiSettings(process.env), log), lines);
