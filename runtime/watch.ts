import { setTimeout as delay } from 'node:timers/promises';
import { type Client, WorkflowIdConflictPolicy } from '@temporalio/client';
import type { Logger } from 'pino';
import type { WatchDeps } from '../activities/watch';
import { VestibuleError } from '../domain/errors';
import type { Waker } from '../service/delivery/waker';
import { createOpenSessions } from '../service/engine/open-sessions';
import type { WatchLog, WatchSettings } from '../service/watch/services';
import { lookAround } from '../service/watch/watch';
import { BACKGROUND_QUEUE } from '../workflows/messages';
import { WATCH_ID } from '../workflows/watch';
import type { ServingPlatform } from './serving-platform';

/** Settings of the watch. */
export interface WatchProcessSettings extends WatchSettings {
  /** ms between two looks. */
  every: number;
}

/** What the watch's looks are made of, in this process. */
export function createWatch(
  platform: ServingPlatform,
  client: Client,
  waker: Pick<Waker, 'changed'>,
  { every, consents }: WatchProcessSettings,
  log: Logger,
): WatchDeps {
  const { store, keys, sealer, events, connectors } = platform;
  const services = {
    store,
    keys,
    sealer,
    events,
    clock: Date.now,
    data: (...of: Parameters<typeof connectors.connector>) => connectors.connector(...of)?.data,
    wakeDelivery: waker.changed,
    sessions: createOpenSessions(async () => client),
    settings: { consents },
    log: watchLog(log),
  };
  return { every, lookAround: (beat) => lookAround(services, beat) };
}

const watchLog = (log: Logger): WatchLog => ({
  failed: (part, error) => log.warn({ part, ...nameOf(error) }, 'the watch could not do a part of its look'),
  stuck: (session) => log.error(session, 'session stuck'),
});

/** What an error is, without its words: they may quote what they are about. */
const nameOf = (error: unknown) =>
  error instanceof VestibuleError ? { code: error.code } : { error: error instanceof Error ? error.name : 'unknown' };

/** ms between two tries to start the watch. */
const TRY_EVERY = 5_000;

/** Starts the watch unless it runs, and tries until that has succeeded. */
export async function startWatch({ workflow }: Client, log: Logger, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await workflow.start('watch', {
        workflowId: WATCH_ID,
        taskQueue: BACKGROUND_QUEUE,
        workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
        staticSummary: 'Looks after credentials, consents, payments, skills, stuck sessions and webhooks',
      });
      return;
    } catch (error) {
      log.warn(nameOf(error), 'could not start the watch');
      await delay(TRY_EVERY, undefined, { signal }).catch(() => undefined);
    }
  }
}
