import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { type Logger as EngineLogger, type LogLevel, Runtime } from '@temporalio/worker';
import type { Logger } from 'pino';
import { collectDefaultMetrics, register } from 'prom-client';

const LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/** An SDK logger that writes to ours. Its metadata hold ids and types, never arguments. */
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

/** Metadata as plain JSON. An error's message may quote personal data: its name and code say enough here. */
function plain(meta: object): Record<string, unknown> {
  const entries = Object.entries(meta).map(([key, value]) => {
    if (typeof value === 'bigint') return [key, String(value)];
    return [key, value instanceof Error ? { name: value.name, code: (value as { code?: unknown }).code } : value];
  });
  return Object.fromEntries(entries);
}

/**
 * Gives the SDK's native part one thread instead of one a processor, unless the environment says how many.
 *
 * It has little to do between Node and the engine, and work that goes from thread to thread costs more than it brings:
 * with one thread a step takes a tenth less processor time (ADR 11). Its runtime, Tokio, reads the variable once, when
 * it begins.
 */
function useOneNativeThread(): void {
  process.env.TOKIO_WORKER_THREADS ??= '1';
}

/**
 * Installs the SDK's runtime, with our logger.
 *
 * @param metrics whether the SDK collects metrics of its own
 * @returns a function that reads all metrics of this process, in Prometheus' text format
 */
export async function installRuntime(log: Logger, metrics: boolean): Promise<() => Promise<string>> {
  useOneNativeThread();
  const logger = bridge(log.child({ from: 'temporal' }));
  const telemetry = { logging: { forward: {}, filter: { core: 'WARN', other: 'ERROR' } } } as const;
  if (!metrics) {
    Runtime.install({ logger, telemetryOptions: telemetry });
    return () => register.metrics();
  }
  // The SDK serves its metrics on an address of its own; we fetch them from there, so that one port serves all.
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
