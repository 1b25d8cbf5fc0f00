import { setMaxListeners } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import pino, { type Logger } from 'pino';
import { collectDefaultMetrics } from 'prom-client';
import { type Connectors, createConnectors } from '../connectors/providers';
import { loadSkills, type SkillRegistry } from '../kit/load';
import { type ApiConfig, readConfig } from '../runtime/api-config';
import { projectRoot } from '../runtime/paths';
import { installRuntime } from '../runtime/telemetry';
import { deriveKeys } from '../security/keys';
import { createSealer } from '../security/seal';
import { createTokens } from '../security/tokens';
import { createEngine, DEADLINE, engineClient } from '../service/engine/temporal';
import { createStore } from '../store';
import { memoryLimiter } from '../store/limiter';
import type { Store } from '../store/store';
import { createApp } from './app';
import type { Deps } from './deps';
import { answerClientErrors } from './http/client-error';
import { createMetrics } from './http/metrics';

/** ms: how long calls in flight may take once the process is told to end. */
const GRACE = 15_000;

/** The composition root of the API. Whatever is wrong with a setting or a skill is said before it listens. */
async function main(config: ApiConfig, log: Logger): Promise<void> {
  const keys = deriveKeys(config.secret);
  const connectors = createConnectors(process.env);
  const skills = boundSkills(
    loadSkills(path.join(projectRoot(), 'skills'), connectors.catalogs, config.skills_dir),
    connectors,
  );
  const store = createStore({ uri: config.mongodb_uri, keys });
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
  await installRuntime(log, false);
  const client = engineClient(connectionOptions, namespace, Math.max(DEADLINE, config.settings.query_deadline));
  await publish(skills, store, log);

  const draining = new AbortController();
  // Every call that is held listens to it.
  setMaxListeners(0, draining.signal);
  const metrics = createMetrics();
  collectDefaultMetrics({ register: metrics.registry });
  const deps: Deps = {
    store,
    keys,
    tokens: createTokens(keys),
    sealer: createSealer(keys),
    engine: createEngine(client.get),
    skills,
    catalogs: connectors.catalogs,
    data: (catalog, flavour) => connectors.connector(catalog, flavour)?.data,
    webhookSecret: connectors.webhookSecret,
    ...(config.rate_limit > 0
      ? { limiter: memoryLimiter({ points: config.rate_limit, duration: 10, keyPrefix: 'calls' }) }
      : {}),
    clock: Date.now,
    draining: draining.signal,
    settings: config.settings,
    log,
  };
  const server = await listen(createApp(deps, metrics), config);
  const { port } = server.address() as AddressInfo;
  log.info(
    { url: `http://${config.host === '0.0.0.0' ? '127.0.0.1' : config.host}:${port}`, skills: skills.list().length },
    'listening',
  );

  await toldToEnd();
  log.info('draining');
  draining.abort();
  await drain(server);
  await Promise.allSettled([client.close(), connectors.close(), store.close()]);
  log.info('stopped');
}

/** New sessions get what this environment binds to a bank; definitions of older sessions are found in the store. */
function boundSkills(registry: SkillRegistry, { isBound }: Connectors): Deps['skills'] {
  const bound = registry.list().filter(({ definition, parsed }) => isBound(definition.catalog, parsed.flavour));
  const byName = new Map(bound.map((skill) => [skill.name, skill]));
  return { list: () => bound, get: (name) => byName.get(name) };
}

/** Keeps what sessions may be started with, so that they can be shown after the definition has gone from the disk. */
async function publish(skills: Deps['skills'], store: Store, log: Logger): Promise<void> {
  await store.ready();
  await Promise.all(skills.list().map(({ definition, digest }) => store.skills.put(definition, digest)));
  log.info({ skills: skills.list().map(({ name }) => name) }, 'skills published');
}

/**
 * Slow or endless requests are cut by Node before they cost anything; what takes long on purpose is the answer, not the
 * request.
 */
function listen(app: Parameters<typeof createServer>[1], { port, host }: ApiConfig): Promise<Server> {
  const limits = {
    headersTimeout: 10_000,
    requestTimeout: 120_000,
    keepAliveTimeout: 65_000,
    maxHeaderSize: 16 * 1024,
  };
  const server = createServer(limits, app);
  server.maxHeadersCount = 100;
  answerClientErrors(server);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve(server));
  });
}

const toldToEnd = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
  });

/** Takes no new connection, lets calls in flight end, and cuts what has not ended in time. */
async function drain(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const idle = setInterval(() => server.closeIdleConnections(), 200);
  const cut = setTimeout(() => server.closeAllConnections(), GRACE);
  await closed;
  clearInterval(idle);
  clearTimeout(cut);
}

/**
 * Lines are written together, at the latest after so many ms, and when the process ends: a line a call would be a write
 * a call.
 */
const LOG_FLUSH = 200;
const lines = pino.destination({ sync: false, minLength: 4_096, periodicFlush: LOG_FLUSH });
const log = pino({ base: { process: 'api' }, level: process.env.LOG_LEVEL || 'info' }, lines);
Promise.resolve()
  .then(() => main(readConfig(process.env), log))
  .then(
    () => process.exit(0),
    (error: unknown) => {
      log.fatal({ reason: error instanceof Error ? error.message : 'unknown' }, 'API can’t run');
      process.exitCode = 1;
      process.exit();
    },
  );
