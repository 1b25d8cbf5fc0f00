import { heartbeat } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { Json } from '../../../domain/json';
import type { ActivityRequest } from '../../../workflows/activity-request';

/** An attempt of an activity that waits for what a scenario says. */
interface Attempt {
  resolve(result: Json): void;
  reject(error: Error): void;
}

/** Connectors that answer when they are told to, by the idempotency key of the call. */
export interface ScriptedActivities {
  activities: Record<string, (request: ActivityRequest) => Promise<Json>>;
  /** Whether an attempt of this call waits for its answer. */
  isWaiting(key: string): boolean;
  answer(key: string, result: Json): void;
  fail(key: string, error: Error): void;
  /** The attempt that waits fails as one that is to be repeated. */
  putOff(key: string): void;
  /** From now on every attempt fails as one does that is to be repeated, so that time can pass; or waits again. */
  setAway(isAway: boolean): void;
}

/** ms between two heartbeats. */
const HEARTBEAT = 500;

export function scriptActivities(operations: readonly string[]): ScriptedActivities {
  const waiting = new Map<string, Attempt>();
  let isAway = false;
  const away = () => ApplicationFailure.retryable('Nobody has answered yet.', 'away');
  const settle = (key: string, how: (attempt: Attempt) => void) => {
    const attempt = waiting.get(key);
    waiting.delete(key);
    if (attempt) how(attempt);
  };
  const attempt = async ({ key }: ActivityRequest): Promise<Json> => {
    if (isAway) throw away();
    const beat = setInterval(() => heartbeat(), HEARTBEAT);
    try {
      return await new Promise<Json>((resolve, reject) => waiting.set(key, { resolve, reject }));
    } finally {
      clearInterval(beat);
    }
  };
  return {
    activities: Object.fromEntries(operations.map((name) => [name, attempt])),
    isWaiting: (key) => waiting.has(key),
    answer: (key, result) => settle(key, ({ resolve }) => resolve(result)),
    fail: (key, error) => settle(key, ({ reject }) => reject(error)),
    putOff: (key) => settle(key, ({ reject }) => reject(away())),
    setAway(given) {
      isAway = given;
      if (given) for (const key of [...waiting.keys()]) settle(key, ({ reject }) => reject(away()));
    },
  };
}
