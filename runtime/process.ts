import pino, { type DestinationStream, type Logger } from 'pino';
import { LOG_LEVELS } from './settings';

/**
 * Runs the main function of a process of ours, and ends the process with it: code 0, or 1 with a line that says why.
 *
 * Its logger is there before the settings are read, so that a wrong `LOG_LEVEL` is named as any other setting is.
 *
 * @param destination where log lines go; standard output unless given
 */
export function runProcess(
  name: 'api' | 'worker',
  main: (log: Logger) => Promise<void>,
  destination?: DestinationStream,
): void {
  const level = LOG_LEVELS.find((known) => known === process.env.LOG_LEVEL) ?? 'info';
  const options = { base: { process: name }, level };
  const log = destination ? pino(options, destination) : pino(options);
  Promise.resolve()
    .then(() => main(log))
    .then(
      () => process.exit(0),
      (error: unknown) => {
        log.fatal({ reason: error instanceof Error ? error.message : 'unknown' }, `${TITLES[name]} can’t run`);
        process.exit(1);
      },
    );
}

const TITLES = { api: 'API', worker: 'worker' };
