import { isObject, type Json, type JsonObject } from '../../domain/json';
import { references } from '../../domain/pointer';
import { type Deadline, nextDeadline } from '../../domain/session/deadline';
import type { CallEffect, Untimed } from '../../domain/session/events';
import type { TypedSession } from '../../domain/session/kinds';
import type { CallNode } from '../../domain/session/kinds/call';
import type { Running } from '../../domain/session/session';
import { view } from '../../domain/session/view';
import type { Graph } from '../../domain/skill/graph';
import { upload } from './drive';
import { InvariantChecker, must } from './invariants';
import { CATALOG } from './toy-catalog';

/** Events that a session may run through without its user until it is closed. */
const ALONE = 3_000;

const words = ['x', 'y'];
/** Most of what is asked of the other side goes well. */
const LIKELY = Array.from({ length: 12 }, (_, index) => (index % 3 ? 'y' : 'x'));
/** A whole answer of an operation: every member that its schema has. */
export const answerOf = (operation: string, word: string): JsonObject => {
  const schema = CATALOG.operations[operation]?.output.properties;
  return isObject(schema)
    ? Object.fromEntries(
        Object.entries(schema).map(([name, inner]) => {
          const { type } = inner as JsonObject;
          return [name, type === 'array' ? [{ name: word }] : type === 'object' ? { a: word } : word];
        }),
      )
    : {};
};

const SCA: Json[] = [
  { state: 'redirect', url: 'https://bank.example', handle: 1 },
  { state: 'decoupled', message: '', handle: 1 },
  { state: 'challenge', kind: 'otp', show: {}, handle: 1 },
  { state: 'failed', message: 'No.' },
];

/** What the other side may answer to an effect. */
function answers({ graph }: TypedSession, { id, phase, step }: Running): Untimed[] {
  const returned = (result: Json): Untimed => ({ type: 'returned', effect: id, result });
  const failed = (code: string, uncertain: boolean): Untimed => ({
    type: 'failed',
    effect: id,
    code,
    message: code,
    uncertain,
  });
  if (phase === 'begin' || phase === 'answer' || phase === 'status')
    return [
      ...LIKELY.map((signed) => returned({ state: 'done', result: { signed } })),
      ...SCA.map(returned),
      failed('error', false),
    ];
  if (phase !== 'call') return [returned({ credentials_id: 'c' })];
  const { operation } = (graph.nodes[step] as CallNode).call;
  const codes = Object.keys(CATALOG.operations[operation]?.codes ?? {});
  return [
    ...LIKELY.map((word) => returned(answerOf(operation, word))),
    ...codes.map((code) => failed(code, false)),
    failed('error', false),
    failed('error', true),
  ];
}

/** What the user, or a partner, may do. */
function deeds(s: TypedSession): Untimed[] {
  const { waiting, seq, step } = s;
  const visit = s.visits[step] ?? 0;
  const submitted = (data: JsonObject): Untimed => ({
    type: 'submitted',
    seq,
    step,
    data,
    digest: JSON.stringify(data),
  });
  const cancelled: Untimed[] = s.steps_taken % 5 === 4 ? [{ type: 'cancelled' }] : [];
  if (waiting.kind === 'form')
    return [
      ...words.map((word) => submitted(waiting.form === 'data' ? { answer: word } : { otp: word })),
      ...cancelled,
    ];
  if (waiting.kind === 'upload') return [{ type: 'uploaded', seq: waiting.seq, uploads: [upload('scan')] }];
  if (waiting.kind === 'event') {
    const node = s.graph.nodes[step];
    const mayAct = node?.kind === 'await' && node.form !== undefined;
    return [
      ...words.map(
        (decision): Untimed => ({
          type: 'called_back',
          step,
          visit,
          id: `m${visit}`,
          payload: { decision },
        }),
      ),
      ...(mayAct ? words.map((answer) => submitted({ answer })) : []),
    ];
  }
  if (waiting.kind === 'redirect')
    return (['ok', 'nok'] as const).map((way) => ({ type: 'returned_from_bank', step, visit, way }));
  return cancelled;
}

/** Whether time passes now. A user who is there does not often let the whole session expire. */
const isTime = (choice: number, { why }: Deadline, withUser: boolean): boolean =>
  !withUser || choice % (why === 'within' ? 4 : 40) === 0;

/** A number that is the same whenever a session is in the same place. */
const madeOf = ({ step, running }: TypedSession): number =>
  [...`${step}${running.map(({ phase }) => phase)}`].reduce((sum, letter) => sum + letter.charCodeAt(0), 0);

/** Lives a session of a sound document by random choices, then without its user; throws where a promise is broken. */
export function live(graph: Graph, choices: readonly number[]): InvariantChecker {
  const checker = new InvariantChecker(graph);
  const witness = new Witness(checker);
  witness.look();
  // A bank that always says the same sends a session round, where it can.
  const isStubborn = (choices[0] as number) % 2 === 0;
  const act = (choice: number, withUser: boolean) => {
    const s = checker.session;
    const deadline = nextDeadline(s);
    const events = [
      ...s.running.flatMap((running) => answers(s, running)),
      ...(withUser ? deeds(s) : []),
      ...(deadline && isTime(choice, deadline, withUser) ? [{ type: 'due' } as const] : []),
    ];
    const event = events[choice % Math.max(events.length, 1)];
    must(event !== undefined || withUser, 'something can always happen, or time passes');
    if (!event) return;
    checker.now = event.type === 'due' ? Math.max(checker.now, deadline?.at ?? 0) : checker.now + 1_000;
    witness.hear(event);
    checker.send(event);
    witness.look();
  };
  for (const choice of choices) if (checker.session.waiting.kind !== 'closed') act(choice, true);
  for (let index = 0; checker.session.waiting.kind !== 'closed'; index++) {
    must(index < ALONE, 'without its user a session comes to its close');
    const choice = choices[index % choices.length] as number;
    act(isStubborn ? (choices[0] as number) + madeOf(checker.session) : choice + index, false);
  }
  return checker;
}

/** Watches what no session of a sound document does. */
class Witness {
  private commits = 0;
  private seen = 0;
  private readonly given = new Set<string>();

  constructor(private readonly checker: InvariantChecker) {}

  /** Counts what is committed. */
  hear(event: Untimed): void {
    const { running, graph } = this.checker.session;
    if (event.type !== 'returned') return;
    const call = running.find(({ id, phase }) => id === event.effect && phase === 'call');
    if (call && (graph.nodes[call.step] as CallNode).commit) this.commits += 1;
    must(this.commits <= 1, 'a session commits once');
  }

  look(): void {
    const { session, calls } = this.checker;
    for (const call of calls.slice(this.seen)) this.started(call);
    this.seen = calls.length;
    const { waiting, step, visits, committed, reason, ending, graph } = session;
    const at = graph.nodes[step];
    // Where the user has acted, the address of the visit before stays good.
    const isHanded = (visit: number): boolean =>
      this.given.has(`${step}/${visit}`) ||
      (at?.kind === 'await' && at.form !== undefined && visit > 1 && isHanded(visit - 1));
    if (waiting.kind === 'event')
      must(isHanded(visits[step] ?? 0), 'an event is awaited of somebody who has its address');
    if (waiting.kind === 'form' || waiting.kind === 'redirect') must(!committed, 'no user is awaited behind a commit');
    const settles = Object.values(graph.nodes).some((one) => one.kind === 'call' && one.settle === true);
    const good = settles ? ['COMPLETED', 'EXPIRED', 'FAILED'] : ['COMPLETED', 'EXPIRED'];
    if (committed && ending) must(good.includes(ending.as), 'what is committed ends well');
    must(reason?.code !== 'steps_exhausted', 'no safety net has to end a session');
    if (waiting.kind === 'form' && at?.kind === 'ask') {
      const { next } = view(session);
      const shown = next.kind === 'form' ? Object.keys(next.show ?? {}) : [];
      must(shown.length === Object.keys(at.show).length, 'what is shown is there');
    }
  }

  private started({ phase, step, args }: CallEffect): void {
    const text = JSON.stringify(args);
    for (const [, awaiting, visit] of text.matchAll(/"\$callback":\{"step":"(\w+)","visit":(\d+)\}/g))
      this.given.add(`${awaiting}/${visit}`);
    const node = this.checker.session.graph.nodes[step];
    if (phase !== 'call' && phase !== 'begin') return;
    const templates = node && 'with' in node ? node.with : {};
    must(references(templates, '').length === 0 || sameMembers(args, templates), 'what is read is there');
  }
}

const sameMembers = (args: JsonObject, templates: JsonObject): boolean =>
  Object.keys(templates).every((name) => Object.hasOwn(args, name));
