import { recordEvents } from '../../../activities/events';
import { VestibuleError } from '../../../domain/errors';
import type { Json } from '../../../domain/json';
import { begin, trace } from '../../../domain/session/advance';
import type { CallEffect, Effect, Event } from '../../../domain/session/events';
import { isLateReport } from '../../../domain/session/reports';
import { isClosed, type Session, type SessionStart, type Untold } from '../../../domain/session/session';
import { tell } from '../../../domain/session/told';
import { verdict, view } from '../../../domain/session/view';
import type { EventRecorder } from '../../../domain/tenant-event';
import { type Engine, NoWorker, type SessionMemo, type SessionRef } from '../../../service/engine/engine';
import type { ChangePort } from '../../../store/store';
import { asEvent, workflowId } from '../../../workflows/messages';

/**
 * Scripted operations: each returns its result, `undefined` to stay at work, or an `Error` whose message is the code of
 * its failure.
 */
export type Operations = Record<string, (effect: CallEffect, session: Session) => Json | Error | undefined>;

export interface KernelEngine extends Engine {
  /** While true, messages are kept and no worker answers queries. */
  workerIsDown: boolean;
  isDown: boolean;
  /** Search attributes that the namespace does not know. */
  missingAttributes: string[];
  /** The calls so far that a real engine would have been sent. */
  calls: string[];
  session(id: string): Session | undefined;
  /** Brings a session to a time at which something is due. */
  due(id: string, at: number): void;
  /**
   * Resets a session to its beginning, as an operator does. `reapply`: whether the messages to it are applied again,
   * all at once.
   */
  reset(id: string, reapply: boolean): void;
  /** While true, sessions say that they take no more messages. */
  isFull: boolean;
  /** Runs again the operations that stayed at work. */
  settle(): void;
}

type Untimed = Event extends infer E ? (E extends Event ? Omit<E, 'at'> : never) : never;

/** An engine that runs the kernel in this process: sessions are real, but neither durable nor remote. */
export function kernelEngine(
  operations: Operations,
  clock: () => number,
  changes: Pick<ChangePort, 'append'>,
  recorder: EventRecorder,
): KernelEngine {
  const sessions = new Map<string, Session>();
  const kept: (() => void)[] = [];
  const starts = new Map<string, SessionStart>();
  const messages = new Map<string, Untimed[]>();
  const open: { ref: SessionRef; effect: CallEffect }[] = [];

  const run = (ref: SessionRef, effects: Effect[]): void => {
    for (const effect of effects) if (effect.do === 'call') carryOut(ref, effect);
  };
  const carryOut = (ref: SessionRef, effect: CallEffect): void => {
    const session = sessions.get(keyOf(ref));
    const result =
      session && (operations[effect.operation.operation]?.(effect, session) ?? operations['*']?.(effect, session));
    if (result === undefined) return void open.push({ ref, effect });
    setImmediate(() => {
      if (result instanceof Error)
        take(ref, {
          type: 'failed',
          effect: effect.id,
          code: result.message,
          message: 'It was refused.',
          uncertain: false,
        });
      else take(ref, { type: 'returned', effect: effect.id, result });
    });
  };
  const record = recordEvents(recorder);
  const keep = (session: Session, events: Untold[]): void => {
    const { client_id, session_id } = session;
    sessions.set(keyOf(session), session);
    if (events.length > 0) void record({ client_id, session_id, events });
  };
  const take = (ref: SessionRef, event: Untimed, at = clock()): void => {
    const session = sessions.get(keyOf(ref));
    if (!session) return;
    const { session: next, effects, moves } = trace(session, { ...event, at } as Event);
    keep(...tell(session, next, moves, at));
    void changes.append([workflowId(ref.client_id, ref.session_id)]);
    run(ref, effects);
  };
  const send = async (name: string, ref: SessionRef, event: Untimed): Promise<boolean> => {
    reach(name);
    const session = sessions.get(keyOf(ref));
    if (!session || session.waiting.kind === 'closed') return false;
    messages.set(keyOf(ref), [...(messages.get(keyOf(ref)) ?? []), event]);
    if (engine.workerIsDown) kept.push(() => take(ref, event));
    else take(ref, event);
    return true;
  };
  const reach = (name: string): void => {
    engine.calls.push(name);
    if (engine.isDown)
      throw new VestibuleError('engine_unavailable', 'The engine can’t be reached.', { retryAfter: 2 });
  };
  let isDown = false;

  const engine: KernelEngine = {
    get workerIsDown() {
      return isDown;
    },
    set workerIsDown(down: boolean) {
      isDown = down;
      if (!down) for (const message of kept.splice(0)) message();
    },
    isDown: false,
    isFull: false,
    calls: [],
    session: (id) => [...sessions.values()].find(({ session_id }) => session_id === id),
    due(id, at) {
      const session = engine.session(id);
      if (session) take(session, { type: 'due' }, at);
    },
    reset(id, reapply) {
      const session = engine.session(id);
      const start = session && starts.get(keyOf(session));
      if (!session || !start) return;
      const [first, effects] = begin(start);
      sessions.set(keyOf(session), first);
      run(session, effects);
      if (reapply) for (const event of messages.get(keyOf(session)) ?? []) take(session, event);
    },
    settle() {
      for (const { ref, effect } of open.splice(0)) carryOut(ref, effect);
    },
    async start(start, first) {
      reach('start');
      if (engine.missingAttributes.length > 0) throw new VestibuleError('engine_not_ready', 'It is not set up.');
      if (sessions.has(keyOf(start))) return false;
      keep(...tell(undefined, first, [], start.at));
      starts.set(keyOf(start), start);
      return true;
    },
    submit: (ref, submission) => send('submit', ref, { type: 'submitted', ...submission }),
    upload: (ref, receipts) => send('upload', ref, { type: 'uploaded', ...receipts }),
    removeUpload: (ref, removal) => send('removeUpload', ref, { type: 'upload_removed', ...removal }),
    callback: (ref, callback) => send('callback', ref, asEvent(callback)),
    cancel: (ref) => send('cancel', ref, { type: 'cancelled' }),
    skipTime: (ref, by) => send('skipTime', ref, { type: 'time_skipped', by }),
    async query(ref, { seq, step = '', digest = '', report, ...rest }) {
      reach('query');
      const session = sessions.get(keyOf(ref));
      if (!session) return undefined;
      if (engine.workerIsDown) throw new NoWorker();
      return {
        view: view(session),
        ...(report && isLateReport(session, report) ? { is_late: true as const } : {}),
        ...(engine.isFull ? { is_full: true as const } : {}),
        ...(seq === undefined ? {} : { verdict: verdict(session, { seq, step, digest, ...rest }) }),
      };
    },
    async memo(ref): Promise<SessionMemo | undefined> {
      reach('memo');
      const session = sessions.get(keyOf(ref));
      if (!session) return undefined;
      const { graph, return_url } = session;
      return { skill: graph.skill, digest: graph.digest, ...(return_url === undefined ? {} : { return_url }) };
    },
    async ended(ref) {
      reach('ended');
      const status = sessions.get(keyOf(ref))?.status;
      return status !== undefined && isClosed(status) ? status : undefined;
    },
    missingAttributes: [],
    async lacks() {
      reach('lacks');
      return { search_attributes: engine.missingAttributes, workers: engine.workerIsDown };
    },
  };
  return engine;
}

const keyOf = ({ client_id, session_id }: SessionRef): string => `${client_id}/${session_id}`;
