import { CompleteAsyncError, Context } from '@temporalio/activity';
import { type CallContext, type Connector, ConnectorError, type ScaHandler } from '../domain/connector';
import { isObject, type Json, type JsonObject } from '../domain/json';
import { CANCEL, DISCARD, FINISH, SENTENCES } from '../domain/session/platform';
import { bytesOf, RESULT_BYTES, RESULT_TOO_LARGE } from '../domain/session/result-bounds';
import type { ScaState } from '../domain/session/sca/approaches';
import type { ScaAnswer } from '../domain/session/sca/challenge';
import { type Operation, STANDARD_PREFIX, takesBack } from '../domain/skill/operation-catalog';
import { type ActivityRequest, MOCK } from '../workflows/activity-request';
import { argumentsOf, attemptOf, contextOf, open } from './context';
import type { ActivityDeps } from './dependencies';
import { asFailure } from './failure';
import { heartbeating } from './heartbeats';
import { answerMocked, mockedOperation } from './mock';
import { reportingDuration } from './report-duration';
import { createChecks } from './schemas';
import { discard, finish, signalCancel } from './session';

export type Activity = (request: ActivityRequest) => Promise<Json>;

/**
 * Creates one activity for each operation of each catalog, under the operation's own name, and the two of the platform.
 * Sealed values are opened only here. What the catalog marks as sensitive is sealed before it leaves, so the engine
 * never sees it.
 */
export function createActivities(deps: ActivityDeps): Record<string, Activity> {
  const checks = createChecks(deps.connectors.catalogs);
  const names = new Set(Object.values(deps.connectors.catalogs).flatMap(({ operations }) => Object.keys(operations)));
  const activities = Object.fromEntries(
    [...names].map((name) => [name, withRecordableFailures(operationOf(name), (request) => carryOut(name, request))]),
  );

  function operationOf(name: string) {
    return ({ session }: ActivityRequest): Operation | undefined =>
      deps.connectors.catalogs[session.catalog]?.operations[name];
  }

  /**
   * The connector of a session's catalog. A draft may have a catalog of its own, which has none: the platform's
   * operations, the only ones of it that are carried out, are those of any.
   */
  function connectorFor(name: string, { catalog, flavour }: ActivityRequest['session']): Connector | undefined {
    const { catalogs, connector } = deps.connectors;
    if (Object.hasOwn(catalogs, catalog) || !name.startsWith(STANDARD_PREFIX)) return connector(catalog, flavour);
    const [any] = Object.keys(catalogs).flatMap((known) => connector(known, flavour) ?? []);
    return any;
  }

  async function carryOut(name: string, request: ActivityRequest): Promise<Json> {
    const { session, phase } = request;
    const connector = connectorFor(name, session);
    const operation = connector?.catalog.operations[name];
    const handler = connector?.handlers[name];
    if (!operation || !handler) throw new ConnectorError('error', 'This operation is not configured here.');
    // Older definitions may name any call as an undo: cancelling must not make a payment.
    if (phase === 'undo' && !takesBack(connector.catalog, name))
      throw new ConnectorError('error', 'This operation takes nothing back, so it is no undo.');
    const ctx = contextOf(deps, request);
    const args = argumentsOf(deps, request);
    if (typeof handler === 'function') {
      checks.input(operation, args);
      const output = await handler(args, ctx);
      checks.output(operation, output);
      return bounded(deps.sealer.sealSensitive(operation.output, output, session.session_id));
    }
    if (phase === 'begin') checks.input(operation, args);
    const state = await authorise(handler, request, args, ctx);
    if (state?.state === 'done') checks.output(operation, state.result);
    return bounded(sealState(operation, state, session.session_id));
  }

  async function authorise(
    handler: ScaHandler,
    request: ActivityRequest,
    args: JsonObject,
    ctx: CallContext,
  ): Promise<ScaState | null> {
    const handle = open(deps, request, request.handle ?? null);
    if (request.phase === 'begin') return handler.begin(args, ctx);
    if (request.phase === 'answer')
      return handler.answer(handle, open(deps, request, request.answer ?? {}) as unknown as ScaAnswer, ctx);
    if (request.phase === 'status') {
      const returned = open(deps, request, request.returned ?? null);
      return handler.status(handle, ctx, request.once ?? false, isObject(returned) ? returned : undefined);
    }
    await handler.abort(handle, ctx);
    return null;
  }

  /** Seals the result by the catalog's marks, and the handle as a whole: it holds the bank's ids and the user's. */
  function sealState(operation: Operation, state: ScaState | null, sessionId: string): Json {
    if (state === null) return null;
    if (state.state === 'done')
      return { ...state, result: deps.sealer.sealSensitive(operation.output, state.result, sessionId) };
    if (state.state === 'failed') return { ...state };
    return { ...state, handle: deps.sealer.seal(state.handle, sessionId) } as unknown as JsonObject;
  }

  /** A result that fits into a session. The operation has been carried out, so what it owes must be undone. */
  function bounded(result: Json): Json {
    if (bytesOf(result) <= RESULT_BYTES) return result;
    throw new ConnectorError(RESULT_TOO_LARGE, SENTENCES[RESULT_TOO_LARGE] as string, { uncertain: true });
  }

  const none = () => undefined;
  return {
    ...activities,
    [MOCK]: withRecordableFailures(mockedOperation, (request) => answerMocked(deps, request)),
    [FINISH.operation]: withRecordableFailures(none, (request) => finish(deps, request)),
    [DISCARD.operation]: withRecordableFailures(none, (request) => discard(deps, request)),
    [CANCEL.operation]: withRecordableFailures(none, signalCancel),
  };
}

/**
 * Wraps an activity: every error becomes a failure that Temporal may record; one that lasts heartbeats and is reported.
 */
function withRecordableFailures(
  operationOf: (request: ActivityRequest) => Operation | undefined,
  work: Activity,
): Activity {
  return async (request) => {
    try {
      return await heartbeating(() => reportingDuration(request, () => work(request)));
    } catch (error) {
      if (error instanceof CompleteAsyncError) throw error;
      const { info, log } = Context.current();
      const failure = asFailure(error, operationOf(request), request.phase, attemptOf(info));
      if (failure.type !== 'pending')
        log.warn('activity failed', { code: failure.type, phase: request.phase, ...traceOf(error) });
      throw failure;
    }
  };
}

/** The trace of an error for our own log. Never the message of an error that isn't ours: it may quote personal data. */
function traceOf(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return {};
  const cause = error.cause instanceof Error ? error.cause : undefined;
  const { tppCodes } = (cause && 'tppCodes' in cause ? cause : error) as { tppCodes?: string[] };
  const frames = error.stack?.split('\n').filter((line) => line.startsWith('    at ')) ?? [];
  return {
    error: error.name,
    ...(error instanceof ConnectorError ? { reason: error.message } : { frames: frames.slice(0, 5) }),
    ...(cause ? { cause: (cause as { code?: string }).code ?? cause.name } : {}),
    ...(tppCodes ? { tpp_codes: tppCodes } : {}),
  };
}
