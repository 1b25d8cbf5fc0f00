import {
  ActivityFailure,
  type ActivityOptions,
  ApplicationFailure,
  CancellationScope,
  isCancellation,
  proxyActivities,
} from '@temporalio/workflow';
import type { Json } from '../domain/json';
import type { CallEffect, Effect, EventOf, Untimed } from '../domain/session/events';
import { FLAGS, hasFlag } from '../domain/session/flags';
import { SENTENCES } from '../domain/session/platform';
import type { Session } from '../domain/session/session';
import { type ActivityRequest, HEARTBEAT_TIMEOUT, HEARTBEAT_TIMEOUT_SENT_ONCE, MOCK } from './activity-request';
import { isUndecodable } from './payload-converter';

/** The outcome of an activity, as an event. */
type Outcome = Untimed<EventOf<'returned' | 'failed'>>;

/** Activities carry the names of the catalog's operations, so that an operator reads them in the history. */
type Activities = Record<string, (request: ActivityRequest) => Promise<Json>>;

/** Starts effects as activities, in scopes under `parent`, and reports their outcomes. */
export function createCaller(parent: CancellationScope, session: () => Session, report: (outcome: Outcome) => void) {
  const scopes = new Map<string, CancellationScope>();

  function call(effect: CallEffect): void {
    const scope = new CancellationScope({ cancellable: true, parent });
    scopes.set(effect.id, scope);
    const activity = proxyActivities<Activities>(optionsFor(session(), effect))[
      activityOf(effect)
    ] as Activities[string];
    scope
      .run(() => activity(requestFor(session(), effect)))
      .then(
        (result) => {
          scopes.delete(effect.id);
          if (isUndecodable(result)) throw new TypeError('The result of an activity can’t be decoded.');
          report({ type: 'returned', effect: effect.id, result });
        },
        (error) => {
          scopes.delete(effect.id);
          if (!scope.consideredCancelled) report({ type: 'failed', effect: effect.id, ...failureOf(error) });
        },
      );
  }

  return {
    /** Whether no activity is under way. */
    isIdle: (): boolean => scopes.size === 0,
    /** Cancels all that is under way. */
    stop(): void {
      for (const scope of scopes.values()) scope.cancel();
    },
    carryOut(effects: Effect[]): void {
      for (const effect of effects) {
        if (effect.do === 'call') call(effect);
        else scopes.get(effect.id)?.cancel();
      }
    },
  };
}

/** The name of the activity that carries out an effect. */
const activityOf = ({ operation: { mock, operation } }: CallEffect): string => (mock ? MOCK : operation);

function optionsFor(session: Session, { operation, step, phase, deadline }: CallEffect): ActivityOptions {
  const { retry, attempt, total } = operation;
  // A second more than the step has: the kernel decides that the step's time is up.
  const left = deadline === undefined ? undefined : Math.max(deadline - Date.now(), 0) + 1_000;
  const isSentOnce = operation.sentOnce === true || phase === 'answer';
  const heartbeatTimeout = isSentOnce ? HEARTBEAT_TIMEOUT_SENT_ONCE : HEARTBEAT_TIMEOUT;
  const bounds = [left, total || undefined].filter((bound) => bound !== undefined);
  return {
    startToCloseTimeout: attempt,
    ...(hasFlag(session, FLAGS.callsHeartbeat) ? { heartbeatTimeout } : {}),
    ...(bounds.length > 0 ? { scheduleToCloseTimeout: Math.min(...bounds) } : {}),
    retry: {
      initialInterval: retry.initial,
      backoffCoefficient: retry.backoff,
      maximumInterval: retry.maximum,
      ...(retry.attempts > 0 ? { maximumAttempts: retry.attempts } : {}),
    },
    summary: phase === 'call' ? step : `${step} · ${phase}`,
  };
}

function requestFor(session: Session, effect: CallEffect): ActivityRequest {
  const { session_id, client_id, expires_at, graph, psu, skipped } = session;
  const { step, visit, phase, key, args, handle, answer, once, returned, undoes } = effect;
  const { skill, digest, catalog, flavour } = graph;
  return {
    session: {
      session_id,
      client_id,
      skill,
      digest,
      catalog,
      flavour,
      expires_at,
      ...(hasFlag(session, FLAGS.callReportsDuration) ? { [FLAGS.callReportsDuration.recordedAs]: true } : {}),
      ...(phase === 'finish' && hasFlag(session, FLAGS.finishSignals)
        ? { [FLAGS.finishSignals.recordedAs]: true }
        : {}),
    },
    step,
    visit,
    phase,
    key,
    args,
    ...(handle === undefined ? {} : { handle }),
    ...(answer === undefined ? {} : { answer }),
    ...(once === undefined ? {} : { once }),
    ...(returned === undefined ? {} : { returned }),
    ...(undoes === undefined ? {} : { undoes }),
    ...(psu === undefined ? {} : { psu }),
    ...(skipped === undefined ? {} : { skipped }),
    ...(effect.operation.mock ? { mock: effect.operation.mock } : {}),
  };
}

/**
 * The failure of an activity as the kernel's event. A code of the catalog is passed on. Anything else is an `error`,
 * and the operation may have happened all the same unless the activity knows better.
 */
function failureOf(error: unknown): { code: string; message: string; uncertain: boolean } {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (!(cause instanceof ApplicationFailure)) {
    const uncertain = !isCancellation(error);
    return { code: 'error', message: sentence(uncertain), uncertain };
  }
  const [detail] = (cause.details ?? []) as [{ uncertain?: boolean }?];
  const isCatalogs = cause.nonRetryable === true && cause.type?.includes('.');
  const uncertain = detail?.uncertain ?? !cause.nonRetryable;
  return isCatalogs
    ? { code: cause.type as string, message: cause.message, uncertain }
    : { code: 'error', message: sentence(uncertain), uncertain };
}

const sentence = (uncertain: boolean): string => SENTENCES[uncertain ? 'uncertain' : 'error'] as string;
