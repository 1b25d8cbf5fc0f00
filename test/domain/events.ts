import fc from 'fast-check';
import type { Json, JsonObject } from '../../domain/json';
import { nextAlarm } from '../../domain/session/deadline';
import type { CallEffect, Untimed } from '../../domain/session/events';
import type { TypedSession } from '../../domain/session/kinds';
import { isEventAwaited } from '../../domain/session/waiting';
import { upload } from './drive';

/**
 * A generated action that can be applied to any session: most fit, some are late, repeated or foreign.
 */
export type Act =
  /** The action that the session waits for. */
  | { act: 'go'; choice: number }
  | { act: 'submit'; data: number; off: number; lost: boolean }
  /** `more`: files beside the first, in the same request. */
  | { act: 'upload'; field: number; sha: number; off: number; more: number }
  /** Takes back a file: the first that is there, or one that isn't. */
  | { act: 'remove'; sha: number; off: number }
  /** Submits the data anew while files are awaited. */
  | { act: 'replace'; data: number; off: number }
  | { act: 'return'; which: number; result: number }
  | { act: 'fail'; which: number; code: number; uncertain: boolean }
  | { act: 'callback'; step: number; visit: number; decision: number }
  | { act: 'back'; way: 'ok' | 'nok'; off: number; brings?: number }
  | { act: 'ask' }
  | { act: 'cancel' }
  /** A sandbox session is made older, by so many minutes. */
  | { act: 'skip'; minutes: number }
  | { act: 'due' }
  | { act: 'repeat'; which: number };

/** An action, and the time since the one before: ms, or `deadline` for the session's next alarm. */
export type Move = Act & { after: number | 'deadline' };

const after = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom(0, 1, 1_000) },
  { weight: 1, arbitrary: fc.constantFrom(5 * 60_000, 40 * 60_000, 26 * 3_600_000) },
);
const off = fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constantFrom(-1, 1) });
const small = fc.nat(7);
const rarely = fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) });
const one = <A extends string>(act: A, rest: object) =>
  fc.record({ act: fc.constant(act), after, ...rest }) as fc.Arbitrary<Move>;

export const moves: fc.Arbitrary<Move[]> = fc.array(
  fc.oneof(
    { weight: 60, arbitrary: one('go', { choice: small }) },
    { weight: 4, arbitrary: one('submit', { data: small, off, lost: rarely }) },
    { weight: 6, arbitrary: one('upload', { field: fc.nat(2), sha: fc.nat(2), off, more: fc.nat(2) }) },
    { weight: 4, arbitrary: one('remove', { sha: fc.nat(3), off }) },
    { weight: 3, arbitrary: one('replace', { data: small, off }) },
    { weight: 6, arbitrary: one('return', { which: small, result: small }) },
    { weight: 3, arbitrary: one('fail', { which: small, code: fc.nat(2), uncertain: fc.boolean() }) },
    { weight: 5, arbitrary: one('callback', { step: small, visit: fc.constantFrom(-1, 0, 1, 1, 2), decision: small }) },
    { weight: 3, arbitrary: one('back', { way: fc.constantFrom('ok', 'nok'), off, brings: fc.nat(3) }) },
    { weight: 3, arbitrary: one('ask', {}) },
    { weight: 1, arbitrary: one('cancel', {}) },
    { weight: 1, arbitrary: one('skip', { minutes: fc.constantFrom(1, 30, 1_500) }) },
    { weight: 4, arbitrary: fc.record({ act: fc.constant('due' as const), after: fc.constant('deadline' as const) }) },
    { weight: 3, arbitrary: one('repeat', { which: small }) },
  ),
  { minLength: 1, maxLength: 60, size: 'max' },
);

const WORDS = ['x', 'y', 'x', 'z'];
const DATA: JsonObject[] = [
  ...WORDS.map((answer) => ({ answer })),
  { action: 'accept' },
  { action: 'change' },
  { action: 'sign' },
  { otp: '1' },
];
const DECISIONS = ['x', 'y', 'approved', 'retake', 'declined'];
/** Times of offers: in an hour, in a week, long past, none at all. The others name no time. */
const TIMES = ['2026-01-05T10:00:00Z', '2026-01-12', '2020-01-01', 'soon'];
const RESULTS: JsonObject[] = ['x', 'y', 'x', 'z', 'x', 'y', 'x', 'x'].map((word, index) => ({
  rate: word,
  hold_id: word,
  id: word,
  credentials_id: word,
  ...(TIMES[index] === undefined ? {} : { valid_until: TIMES[index] }),
}));
const SCA: Json[] = [
  { state: 'done', result: { signed: 'x' } },
  { state: 'redirect', url: 'https://bank.example', handle: { r: 1 } },
  { state: 'decoupled', message: 'Look.', handle: { d: 1 } },
  { state: 'challenge', kind: 'otp', show: {}, handle: { o: 1 } },
  { state: 'challenge', kind: 'method', show: {}, choices: [{ id: 'a', title: 'A' }], handle: { m: 1 } },
  { state: 'failed', message: 'No.' },
  { state: 'done', result: { signed: 'y' } },
  { state: 'redirect', url: 'https://bank.example', handle: { r: 2 } },
];
const CODES = ['error', 'toy.no_terms', 'deposit.declined'];
const isOfSca = ({ phase }: CallEffect) => phase === 'begin' || phase === 'answer' || phase === 'status';

const pick = <T>(list: readonly T[], index: number): T | undefined => list[index % Math.max(list.length, 1)];

/** A file that is like no other by its id: two visits, or two fields, never share one. */
function fileOf({ forms = 0 }: TypedSession, field: string, sha: number) {
  const given = upload(field, `sha-${sha}`);
  return { ...given, upload_id: `${given.upload_id}-${field}-${forms}` };
}

/** The event that a move stands for in this session; `undefined` where it can stand for none. */
export function eventOf(move: Move, s: TypedSession, calls: CallEffect[], past: Untimed[]): Untimed | undefined {
  const steps = Object.keys(s.graph.nodes);
  // Half of all picks go to effects that are awaited, the others to any that were ever started.
  const effect = (which: number) =>
    which % 2 ? pick(calls, which) : (calls.find(({ id }) => id === pick(s.running, which)?.id) ?? pick(calls, which));
  switch (move.act) {
    case 'go':
      return eventOf({ ...fitting(s, move.choice), after: 0 }, s, calls, past);
    case 'submit': {
      const step = move.lost ? (pick(steps, move.data) as string) : s.step;
      const data = DATA[move.data] as JsonObject;
      return {
        type: 'submitted',
        seq: s.seq + move.off,
        step,
        data,
        digest: JSON.stringify(data),
        ...(move.data % 3 ? {} : { psu: 'p' }),
      };
    }
    case 'upload': {
      const node = s.graph.nodes[s.step];
      const field = node?.kind === 'ask' ? pick(node.uploads, move.field)?.field : undefined;
      const seq = s.waiting.kind === 'upload' ? s.waiting.seq : s.seq;
      const uploads = Array.from({ length: 1 + move.more }, (_, n) => fileOf(s, field ?? 'scan', move.sha + n));
      return { type: 'uploaded', seq: seq + move.off, uploads };
    }
    case 'skip':
      return { type: 'time_skipped', by: move.minutes * 60_000 };
    case 'remove': {
      const seq = s.waiting.kind === 'upload' ? s.waiting.seq : s.seq;
      const present = 'uploads' in s.waiting ? s.waiting.uploads[0]?.upload_id : undefined;
      return { type: 'upload_removed', seq: seq + move.off, upload_id: present ?? `up-sha-${move.sha}` };
    }
    case 'replace': {
      if (s.waiting.kind !== 'upload') return undefined;
      const data = { name: `replaced ${move.data}` };
      return { type: 'submitted', seq: s.seq + move.off, step: s.step, data, digest: JSON.stringify(data) };
    }
    case 'return': {
      const call = effect(move.which);
      return (
        call && { type: 'returned', effect: call.id, result: (isOfSca(call) ? SCA : RESULTS)[move.result] as Json }
      );
    }
    case 'fail': {
      const call = effect(move.which);
      const code = CODES[move.code] as string;
      return (
        call && { type: 'failed', effect: call.id, code, message: `sentence of ${code}`, uncertain: move.uncertain }
      );
    }
    case 'callback': {
      const awaiting = steps.filter((name) => s.graph.nodes[name]?.kind === 'await');
      const step = isEventAwaited(s) ? s.step : (pick(awaiting, move.step) ?? s.step);
      const visit = (s.visits[step] ?? 0) + move.visit;
      return {
        type: 'called_back',
        step,
        visit,
        id: `m${visit}`,
        payload: { decision: pick(DECISIONS, move.decision) as string },
      };
    }
    case 'back':
      return {
        type: 'returned_from_bank',
        step: s.step,
        visit: (s.visits[s.step] ?? 0) + move.off,
        way: move.way,
        ...(move.brings ? { query: `sealed ${move.brings}`, digest: `d${move.brings}` } : {}),
      };
    case 'ask':
      return { type: 'asked_after', step: s.step };
    case 'cancel':
      return { type: 'cancelled' };
    case 'due':
      return { type: 'due' };
    case 'repeat':
      return pick(past, move.which);
  }
}

/** The action that the session waits for. */
function fitting(s: TypedSession, choice: number): Act {
  const { waiting, running } = s;
  if (isEventAwaited(s) && choice % 2) return { act: 'callback', step: 0, visit: 0, decision: choice };
  if (waiting.kind === 'form') return { act: 'submit', data: choice, off: 0, lost: false };
  if (waiting.kind === 'upload') return { act: 'upload', field: choice, sha: choice, off: 0, more: 0 };
  if (waiting.kind === 'event') return { act: 'callback', step: 0, visit: 0, decision: choice };
  if (waiting.kind === 'redirect' && running.length === 0)
    return { act: 'back', way: choice % 3 ? 'ok' : 'nok', off: 0 };
  return { act: 'return', which: 2 * choice, result: choice };
}

/** The time of a move, ms since the epoch; `now` is the time of the last one. */
export const timeOf = ({ after: wait }: Move, s: TypedSession, now: number): number =>
  wait === 'deadline' ? Math.max(now, nextAlarm(s)?.at ?? now) : now + wait;
