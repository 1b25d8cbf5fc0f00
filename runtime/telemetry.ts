import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { type Logger as EngineLogger, type LogLevel, Runtime } from '@temporalio/worker';
import type { Logger } from 'pino';
import { collectDefaultMetrics, register } from 'prom-client';

const LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/** The SDK's logger that writes to ours. Its meta data hold ids and types, never arguments. */
export function bridge(log: Logger): EngineLogger {
  const write = (level: LogLevel, message: string, meta: object = {}) => log[LEVELS[level]](plain(meta), message);
  return {
    log: write,
    trace: (message, meta) => write('TRACE', message, meta),
    debug: (message, meta) => write('DEBUG', message, meta),
    info: (message, meta) => write('INFO', message, meta),
    warn: (message, meta) => write('WARN', message, meta),
    error: (message, meta) => write('ERROR', message, meta),
  };
}

/** An error's message may quote what it choked on: its name and code say enough here. */
function plain(meta: object): Record<string, unknown> {
  const entries = Object.entries(meta).map(([key, value]) => {
    if (typeof value === 'bigint') return [key, String(value)];
    return [key, value instanceof Error ? { name: value.name, code: (value as { code?: unknown }).code } : value];
  });
  return Object.fromEntries(entries);
}

/**
 * How many threads the SDK's native part gets; as many as processors unless told. It has little to do between Node and
 * the engine, and handing it from thread to thread costs more than it brings: with one, a step takes a tenth less
 * processor time (`docs/performance.md`). Its runtime (Tokio) reads this variable once, when it begins; whoever sets it
 * from outside is heard.
 */
function useOneNativeThread(): void {
  process.env.TOKIO_WORKER_THREADS ??= '1';
}

/**
 * Installs the SDK's runtime; with `metrics`, answers a function that reads all metrics of this process in Prometheus'
 * text format.
 */
export async function installRuntime(log: Logger, metrics: boolean): Promise<() => Promise<string>> {
  useOneNativeThread();
  const logger = bridge(log.child({ from: 'temporal' }));
  const telemetry = { logging: { forward: {}, filter: { core: 'WARN', other: 'ERROR' } } } as const;
  if (!metrics) {
    Runtime.install({ logger, telemetryOptions: telemetry });
    return () => register.metrics();
  }
  // The SDK serves its metrics on an address of its own; we fetch them from there, so that one port tells all.
  const bindAddress = `127.0.0.1:${await freePort()}`;
  Runtime.install({ logger, telemetryOptions: { ...telemetry, metrics: { prometheus: { bindAddress } } } });
  collectDefaultMetrics();
  return async () => {
    const answer = await fetch(`http://${bindAddress}/metrics`, { signal: AbortSignal.timeout(2_000) });
    return `${await register.metrics()}\n${await answer.text()}`;
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
