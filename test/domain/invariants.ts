import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from '../../domain/json';
import { advance, begin } from '../../domain/session/advance';
import { nextDeadline } from '../../domain/session/deadline';
import type { CallEffect, Effect, Event, Untimed } from '../../domain/session/events';
import { NEWEST, type RecordedFlags } from '../../domain/session/flags';
import type { TypedSession } from '../../domain/session/kinds';
import { details, searchAttributes } from '../../domain/session/operator-text';
import { isClosed } from '../../domain/session/session';
import { verdict, view } from '../../domain/session/view';
import type { Graph } from '../../domain/skill/graph';
import { freeze, start } from './drive';
import { Ledger } from './ledger';

const MINUTE = 60_000;
const ASKING = new Set<CallEffect['phase']>(['begin', 'answer', 'status']);

/**
 * The session after a round trip through JSON, as in continue-as-new. The graph never changes and is most of the text,
 * so it is left as it is.
 */
const carried = ({ graph, ...rest }: TypedSession): TypedSession => ({ ...JSON.parse(JSON.stringify(rest)), graph });

/** Throws an error that names the broken promise. */
export function must(holds: boolean, promise: string): asserts holds {
  if (!holds) throw new Error(`broken: ${promise}`);
}

/** Checks the invariants of one session at each event, and throws as soon as one is broken. */
export class InvariantChecker {
  session: TypedSession;
  now: number;
  readonly calls: CallEffect[] = [];
  readonly past: Untimed[] = [];
  private readonly ledger = new Ledger();
  private readonly accepted: Extract<Event, { type: 'submitted' }>[] = [];
  private readonly ids = new Set<string>();
  private readonly keys = new Set<string>();

  constructor(graph: Graph, flags: RecordedFlags = NEWEST) {
    const first = start(freeze(graph), { input: { reference: 'ref' }, ...flags });
    this.now = first.at;
    const [session, effects] = begin(first);
    this.session = freeze(session);
    this.started(effects);
    this.inspect();
  }

  send(untimed: Untimed): void {
    const event = freeze({ ...untimed, at: this.now } as Event);
    const before = this.session;
    const [session, effects] = advance(before, event);
    const [again, same] = advance(carried(before), event);
    must(
      isDeepStrictEqual([again, same], [session, effects]),
      'a session that was written down and read again goes on alike',
    );
    this.session = freeze(session);
    this.past.push(untimed);
    this.ledger.see(before, event, effects);
    this.started(effects);
    this.compare(before, event, effects);
    this.inspect();
    this.repeat(event);
  }

  /** No effect is started twice, and nothing is done twice under one key. */
  private started(effects: Effect[]): void {
    for (const effect of effects) {
      if (effect.do !== 'call') continue;
      const isRepeated = this.session.commits?.[effect.step]?.unknown && effect.phase === 'call';
      must(!this.ids.has(effect.id), 'no effect is started twice');
      must(
        !this.keys.has(effect.key) || isRepeated === true,
        'only a commit of unknown outcome is made again under its key',
      );
      this.ids.add(effect.id);
      this.keys.add(effect.key);
      this.calls.push(effect);
      this.ledger.started(effect);
    }
  }

  private compare(before: TypedSession, event: Event, effects: Effect[]): void {
    const { session } = this;
    for (const effect of effects)
      if (effect.do === 'cancel') must(!this.isCommitting(effect.id), 'a call that commits or settles is not given up');
    this.areFilesKept(effects);
    this.areReminded(before);
    if (before.waiting.kind === 'closed')
      must(session === before && effects.length === 0, 'a closed session never changes');
    if (before.ending) {
      const wasDelivered =
        before.ending.as === 'COMPLETED' && session.ending?.as === 'FAILED' && event.type === 'failed';
      must(isDeepStrictEqual(session.ending, before.ending) || wasDelivered, 'an end that is decided stays');
      const taken = ({ seq, steps_taken, visits, early }: TypedSession) => ({ seq, steps_taken, visits, early });
      must(isDeepStrictEqual(taken(session), taken(before)), 'nothing is taken in after the end');
    }
    must(session.seq - before.seq <= 1 && session.seq >= before.seq, 'one event is one submission at most');
    must(session.steps_taken >= before.steps_taken, 'steps are not taken back');
    if (session.seq === before.seq) return;
    must(
      event.type === 'submitted' && event.seq === before.seq && event.step === before.step,
      'what is accepted was asked for',
    );
    if (before.waiting.kind === 'form' && before.waiting.form === 'data') this.isKept(event.step, event.data);
    this.accepted.push(event);
  }

  private isCommitting(id: string): boolean {
    const call = this.calls.find((one) => one.id === id);
    const node = call && this.session.graph.nodes[call.step];
    return call?.phase === 'call' && node?.kind === 'call' && (node.commit || node.settle === true);
  }

  /** A file that a result holds is there for the steps that come, until the session ends. */
  private areFilesKept(effects: Effect[]): void {
    if (this.session.ending) return;
    const held = JSON.stringify(this.session.results);
    for (const effect of effects)
      if (effect.do === 'call' && effect.phase === 'discard')
        must(!held.includes(`"${effect.args.upload_id}"`), 'no file is discarded that a result holds');
  }

  /** Reminders are numbered, remembered for a while, and given only while their step waits. */
  private areReminded(before: TypedSession): void {
    const { reminders = [], step } = this.session;
    const last = before.reminders?.at(-1)?.number ?? 0;
    const fresh = reminders.filter(({ number }) => number > last);
    must(reminders.length <= 20, 'reminders that are remembered are bounded');
    // Skipped time may lead through several steps at once.
    if (this.session.skipped !== before.skipped) return;
    must(
      fresh.every((reminder, index) => reminder.number === last + index + 1 && reminder.step === step),
      'reminders count on, and are of the step that waits',
    );
    must(fresh.length === 0 || (!before.ending && step === before.step), 'nobody is reminded of what is over');
  }

  private isKept(step: string, data: JsonObject): void {
    const { waiting, results, answers, graph } = this.session;
    const submitted = graph.nodes[step]?.kind === 'await' ? answers?.[step] : results[step];
    const kept = waiting.kind === 'upload' ? waiting.data : (submitted as JsonObject);
    must(
      Object.entries(data).every(([name, value]) => isDeepStrictEqual(kept[name], value)),
      'accepted data are kept',
    );
  }

  /** Checks the invariants that hold at any moment. */
  private inspect(): void {
    const { session, now } = this;
    must(isDeepStrictEqual(carried(session), session), 'a session is JSON');
    must(session.phases.length <= 100 && Object.keys(session.early).length <= 32, 'what is remembered is bounded');
    must(
      new Set(session.accepted.map(({ seq }) => seq)).size === session.accepted.length,
      'one submission under one number',
    );
    must(
      session.accepted.length <=
        this.accepted.filter(({ at }) => at > (this.accepted.at(-1)?.at ?? 0) - 35 * MINUTE).length,
      'old submissions are forgotten',
    );
    for (const { seq, step, digest, at } of this.accepted)
      if (now - at < 30 * MINUTE)
        must(verdict(session, { seq, step, digest }).verdict === 'accepted', 'an accepted submission stays accepted');
    must(session.steps_taken <= session.graph.limits.steps + 1, 'the cap on steps holds');
    must(session.running.filter(({ phase }) => ASKING.has(phase)).length <= 1, 'the bank is asked one thing at a time');
    must(!this.isStuck(), 'a session never waits for nothing');
    must(session.ending !== undefined || this.ledger.undone.length === 0, 'nothing is undone before the end');
    if (isClosed(session.status) && session.status !== 'COMPLETED')
      must(
        session.undo.length === 0 && session.running.every(({ phase }) => phase === 'discard'),
        'an end that was no success is shown when nothing of the session can happen any more',
      );
    if (session.waiting.kind === 'closed') this.over();
    view(session);
    searchAttributes(session);
    details(session);
  }

  private isStuck(): boolean {
    const { waiting, running, status, step } = this.session;
    if (waiting.kind === 'closing') return running.length === 0;
    const needsBank =
      waiting.kind === 'call' || waiting.kind === 'bank' || (waiting.kind === 'redirect' && status === 'PROCESSING');
    return needsBank && !running.some((effect) => effect.step === step);
  }

  private over(): void {
    must(
      isDeepStrictEqual(this.ledger.undone, this.ledger.due(this.session)),
      'at the end exactly what is owed was undone, last first',
    );
    must(
      this.session.running.length === 0 && nextDeadline(this.session) === undefined,
      'a closed session awaits nothing',
    );
  }

  /** An event that comes twice is one event, but for the count of those that were dropped; only time may go on. */
  private repeat(event: Event): void {
    if (event.type === 'due' || event.type === 'time_skipped') return;
    const [{ dropped: _, ...session }, effects] = advance(this.session, event);
    const { dropped: __, ...before } = this.session;
    must(
      effects.length === 0 && isDeepStrictEqual(session, before),
      `a repeated event (${event.type}) changes nothing`,
    );
  }
}
