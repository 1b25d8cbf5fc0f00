import type { Json, JsonObject } from '../../domain/json';
import { advance, begin } from '../../domain/session/advance';
import { nextAlarm } from '../../domain/session/deadline';
import type { CallEffect, Effect, Event, Untimed } from '../../domain/session/events';
import { NEWEST, type RecordedFlags } from '../../domain/session/flags';
import type { TypedSession } from '../../domain/session/kinds';
import type { SessionStart, Upload } from '../../domain/session/session';
import { verdict, view } from '../../domain/session/view';
import type { Verdict } from '../../domain/session/views';
import type { Graph } from '../../domain/skill/graph';
import { START } from './fixture';

/** Freezes a value to its last member, so that writing to it throws. */
export function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const inner of Object.values(value)) freeze(inner);
  return Object.freeze(value);
}

/** A session's start; one of today unless other flags are given. */
export const start = (graph: Graph, more: Partial<SessionStart> = {}, flags: RecordedFlags = NEWEST): SessionStart => ({
  session_id: 'ses',
  client_id: 'client',
  tenant: 'demo-shop',
  title: 'A toy',
  graph,
  input: {},
  at: START,
  ...flags,
  ...more,
});

export const upload = (field: string, sha256 = `${field}-sha`): Upload => ({
  upload_id: `up-${sha256}`,
  field,
  media_type: 'image/png',
  bytes: 9,
  sha256,
});

/** A driver of one session: sends it events, keeps its effects, and lets its time pass as the workflow does. */
export class Drive {
  session: TypedSession;
  /** Every effect so far, oldest first; `fresh`: those of the last event. */
  readonly effects: Effect[] = [];
  fresh: Effect[] = [];
  now: number;

  constructor(graph: Graph, more: Partial<SessionStart> = {}, flags: RecordedFlags = NEWEST) {
    const first = start(freeze(graph), more, flags);
    this.now = first.at;
    this.session = first as never;
    this.keep(begin(first));
  }

  private keep([session, effects]: [TypedSession, Effect[]]): this {
    this.session = freeze(session);
    this.fresh = effects;
    this.effects.push(...effects);
    return this;
  }

  send(event: Untimed): this {
    return this.keep(advance(this.session, { ...event, at: this.now } as Event));
  }

  submit(
    data: JsonObject = {},
    more: { seq?: number; step?: string; visit?: string; digest?: string; psu?: Json } = {},
  ): this {
    const { seq, step } = this.session;
    return this.send({ type: 'submitted', seq, step, data, digest: JSON.stringify(data), ...more });
  }

  upload(field: string, sha256?: string, seq = this.seqOfUploads()): this {
    return this.send({ type: 'uploaded', seq, uploads: [upload(field, sha256)] });
  }

  /** Several files in one message. */
  uploadAll(...files: [field: string, sha256: string][]): this {
    const uploads = files.map(([field, sha256]) => upload(field, sha256));
    return this.send({ type: 'uploaded', seq: this.seqOfUploads(), uploads });
  }

  /** Takes back the file with this content. */
  remove(sha256: string, seq = this.seqOfUploads()): this {
    return this.send({ type: 'upload_removed', seq, upload_id: `up-${sha256}` });
  }

  private seqOfUploads(): number {
    const { waiting, seq } = this.session;
    return waiting.kind === 'upload' ? waiting.seq : seq;
  }

  /** The newest effect that is awaited; with a phase, of that phase. */
  running(phase?: CallEffect['phase']): CallEffect {
    const ids = new Set(this.session.running.map(({ id }) => id));
    const found = this.calls().findLast((call) => ids.has(call.id) && (!phase || call.phase === phase));
    if (!found) throw new Error(`nothing is running${phase ? ` of phase ${phase}` : ''}`);
    return found;
  }

  /** The newest effect that is awaited returns with a result. */
  yields(result: Json = {}, phase?: CallEffect['phase']): this {
    return this.send({ type: 'returned', effect: this.running(phase).id, result });
  }

  fails(
    code = 'error',
    { uncertain = false, message = `sentence of ${code}` } = {},
    phase?: CallEffect['phase'],
  ): this {
    return this.send({ type: 'failed', effect: this.running(phase).id, code, message, uncertain });
  }

  cancel = (): this => this.send({ type: 'cancelled' });

  callback(step: string, payload: Json, visit = 1): this {
    return this.send({ type: 'called_back', step, visit, id: `msg-${step}-${visit}`, payload });
  }

  back(way: 'ok' | 'nok', step = this.session.step, visit = this.session.visits[step] ?? 0): this {
    return this.send({ type: 'returned_from_bank', step, visit, way });
  }

  /** The user comes back with what the bank gave them. */
  brings(digest: string, way: 'ok' | 'nok' = 'ok'): this {
    const { step, visits } = this.session;
    const visit = visits[step] ?? 0;
    return this.send({ type: 'returned_from_bank', step, visit, way, query: `sealed ${digest}`, digest });
  }

  /** The client asks where the session stands. */
  asks = (): this => this.send({ type: 'asked_after', step: this.session.step });

  /** Lets time pass, with every alarm kept to the millisecond. */
  pass(ms: number): this {
    const until = this.now + ms;
    for (;;) {
      const alarm = nextAlarm(this.session);
      if (!alarm || alarm.at > until) break;
      this.now = Math.max(this.now, alarm.at);
      this.send({ type: 'due' });
    }
    this.now = until;
    return this;
  }

  calls = (): CallEffect[] => this.effects.filter((effect): effect is CallEffect => effect.do === 'call');
  /** The effects so far in short: `step:phase`, and `cancel` for one that was abandoned. */
  log = (effects: Effect[] = this.effects): string[] =>
    effects.map((effect) => (effect.do === 'call' ? `${effect.step}:${effect.phase}` : 'cancel'));
  view = () => view(this.session);
  verdict = (seq: number, step: string, data: JsonObject = {}, visit?: string): Verdict =>
    verdict(this.session, { seq, step, digest: JSON.stringify(data), ...(visit === undefined ? {} : { visit }) });

  /** Lets every effect that is still awaited return, until the session is closed. */
  settle(): this {
    while (this.session.running.length > 0) this.yields({});
    return this;
  }
}
