import type { Json } from '../../domain/json';
import { advance, begin } from '../../domain/session/advance';
import { nextDeadline } from '../../domain/session/deadline';
import type { CallEffect, Effect, Event, EventOf, Untimed } from '../../domain/session/events';
import { NEWEST } from '../../domain/session/flags';
import type { TypedSession } from '../../domain/session/kinds';
import { stepAtHand } from '../../domain/session/kinds';
import type { Upload } from '../../domain/session/session';
import { verdict, view } from '../../domain/session/view';
import type { UploadProgress, Verdict } from '../../domain/session/views';
import type { Graph } from '../../domain/skill/graph';
import { freeze, start, upload } from './drive';

/** A message that somebody sent, and what they were told of it. */
interface Sent {
  message: Untimed;
  /** The step that it was sent for. */
  step: string;
  /** By which it is found again where it was taken. */
  mark: string;
  isAcknowledged: boolean;
  /** Whether its sender is told, by what the session shows now, that it was received. */
  isTold: () => boolean;
}

const SIGNALS: ReadonlySet<Event['type']> = new Set([
  'submitted',
  'uploaded',
  'upload_removed',
  'called_back',
  'returned_from_bank',
]);
/** Words that branches look for, so that each graph is walked in several ways. */
const WORDS = ['x', 'y', 'z'];

/**
 * One session in an engine that can reset it: a history, a bank that answers the same under the same key, a user and a
 * partner who remember what they were told.
 */
export class ResetWorld {
  session: TypedSession;
  private now: number;
  /** What is in the history of this run, after its begin. */
  private history: Event[] = [];
  private readonly calls = new Map<string, CallEffect>();
  readonly sent: Sent[] = [];
  /** Marks of what this run has taken, one an entry. */
  taken: string[] = [];
  /** Marks of what any run has taken. */
  readonly everTaken = new Set<string>();
  /** Marks of files whose removal was acknowledged. */
  readonly removed = new Set<string>();
  /** Nonces that the user was shown: seq, visit, step, and until when. */
  private readonly shown: { seq: number; visit: string; step: string; until: number }[] = [];
  private count = 0;

  constructor(private readonly graph: Graph) {
    const first = start(freeze(graph), NEWEST);
    this.now = first.at;
    this.session = first as never;
    this.restart();
  }

  private restart(): void {
    const [session, effects] = begin(start(this.graph, NEWEST));
    this.session = freeze(session);
    this.taken = [];
    this.history = [];
    this.started(effects);
    this.look();
  }

  private started(effects: Effect[]): void {
    for (const effect of effects) if (effect.do === 'call') this.calls.set(effect.id, effect);
  }

  private take(event: Event): void {
    const before = this.session;
    const [session, effects] = advance(before, freeze(event));
    this.session = freeze(session);
    this.history.push(event);
    this.started(effects);
    this.note(before);
    this.look();
  }

  /** Notes what was taken: submissions by their digest, files and reports by what the session keeps of them. */
  private note(before: TypedSession): void {
    const { accepted, seq } = this.session;
    this.taken.push(
      ...accepted.filter((entry) => entry.seq >= before.seq && entry.seq < seq).map(({ digest }) => digest),
    );
    for (const mark of marksIn(this.session)) if (!this.taken.includes(mark)) this.taken.push(mark);
    for (const mark of this.taken) this.everTaken.add(mark);
  }

  /** The user looks at the session and is given a nonce. */
  private look(): void {
    const { next, seq, visit } = view(this.session);
    if (next.kind !== 'form') return;
    if (!this.shown.some((nonce) => nonce.visit === visit && nonce.step === next.step))
      this.shown.push({
        seq,
        visit: String(visit),
        step: next.step,
        // Beside an event a form may be over at any time.
        until: next.for === undefined ? (next.expires_at ?? Number.POSITIVE_INFINITY) : 0,
      });
  }

  /** The user submits the form that was shown `back` forms ago: 0 for the last one. */
  submit(word: number, back: number): void {
    const nonce = this.shown.at(-1 - back);
    if (!nonce) return;
    const { seq, visit, step, until } = nonce;
    const digest = `digest-${this.count++}`;
    const told = () => verdict(this.session, { seq, step, visit, digest });
    // The API asks before it sends where the time of the visit is up.
    if (this.now > until && !isAsked(told(), step)) return;
    const answer = WORDS[word % WORDS.length] as string;
    const message = { type: 'submitted', seq, step, visit, data: { answer, action: 'accept' }, digest } as const;
    this.send(message, step, [digest], () => ['accepted', 'kept'].includes(told().verdict));
  }

  /** The user submits the data anew while files of theirs are awaited. */
  replace(word: number): void {
    const { next, seq } = view(this.session);
    if (next.kind !== 'upload') return;
    const { step, visit = '' } = next;
    const digest = `digest-${this.count++}`;
    const answer = WORDS[word % WORDS.length] as string;
    const told = () => verdict(this.session, { seq, step, visit, digest }).verdict === 'accepted';
    this.send({ type: 'submitted', seq, step, visit, data: { answer }, digest }, step, [digest], told);
  }

  /** The user sends files of one field in one request: not more than it takes, which the API has counted. */
  upload(count: number): void {
    const { next, seq } = view(this.session);
    if ((next.kind !== 'form' && next.kind !== 'upload') || !next.uploads?.length) return;
    const { field, max } = next.uploads[this.count % next.uploads.length] as UploadProgress;
    const marks = Array.from({ length: Math.min(count, max) }, () => `file-${this.count++}`);
    const message: Untimed<EventOf<'uploaded'>> = {
      type: 'uploaded',
      seq: next.seq ?? seq,
      visit: String(next.visit),
      uploads: marks.map((mark) => upload(field, mark)),
    };
    const received = () =>
      new Set([...view(this.session).uploads.map(({ sha256 }) => sha256), ...marksIn(this.session)]);
    this.send(message, next.step, marks, () => marks.every((mark) => received().has(mark)));
  }

  /** The user takes back a file of the step that is shown. */
  remove(which: number): void {
    const { next, uploads } = view(this.session);
    if (next.kind !== 'form' && next.kind !== 'upload') return;
    const removable = uploads.filter(({ visit }) => visit === next.visit);
    const file = removable[which % Math.max(removable.length, 1)];
    if (!file) return;
    const { seq, upload_id, sha256 } = file;
    this.take({ type: 'upload_removed', seq, upload_id, at: this.now });
    if (view(this.session).removed_uploads?.includes(upload_id)) this.removed.add(sha256);
  }

  /** A partner reports once for each visit: `ahead` 1 where the step has not been entered yet. */
  report(word: number, ahead: number): void {
    const steps = Object.entries(this.session.graph.nodes).filter(([, node]) => node.kind === 'await');
    const step = steps[word % Math.max(steps.length, 1)]?.[0];
    const visit = step === undefined ? 0 : (this.session.visits[step] ?? 0) + ahead;
    if (step === undefined || visit < 1 || this.session.ending) return;
    if (
      this.sent.some(
        ({ message }) => message.type === 'called_back' && message.step === step && message.visit === visit,
      )
    )
      return;
    const mark = `report-${this.count++}`;
    const payload = { decision: WORDS[word % WORDS.length] as string, mark };
    this.send({ type: 'called_back', step, visit, id: mark, payload }, step, [mark], () => true);
  }

  private send(message: Untimed, step: string, marks: string[], isTold: () => boolean): void {
    this.take({ ...message, at: this.now } as Event);
    const isAcknowledged = isTold();
    this.sent.push(...marks.map((mark) => ({ message, step, mark, isAcknowledged, isTold })));
  }

  /** The last message comes again, from a client that did not hear the answer. Each copy of a file has its own id. */
  repeat(): void {
    const last = this.sent.at(-1);
    if (!last) return;
    const { message, isTold, isAcknowledged } = last;
    // Nobody sends files again that the step has no room for.
    if (message.type === 'uploaded' && !isAcknowledged) return;
    const copies = message.type === 'uploaded' ? { uploads: message.uploads.map((file) => this.copyOf(file)) } : {};
    this.take({ ...message, ...copies, at: this.now } as Event);
    for (const one of this.sent.filter((other) => other.message === message)) {
      one.isAcknowledged ||= isTold();
      if (isTold()) this.removed.delete(one.mark);
    }
  }

  private copyOf = (file: Upload): Upload => ({ ...file, upload_id: `copy-${this.count++}` });

  /** The other side answers the n-th call that is awaited. */
  answer(which: number): void {
    const { running } = this.session;
    const call = this.calls.get(running[which % Math.max(running.length, 1)]?.id ?? '');
    if (call) this.take({ type: 'returned', effect: call.id, result: resultOf(call), at: this.now });
  }

  /** Time goes on until the form that is shown is over; never while a call runs, which would then be another course. */
  wait(): void {
    const deadline = nextDeadline(this.session);
    if (deadline?.why !== 'within' || stepAtHand(this.session).node.kind !== 'ask') return;
    this.now = Math.max(this.now, deadline.at) + 1;
    this.take({ type: 'due', at: this.now });
  }

  /**
   * An operator resets the session to a point of its history. What was taken in up to there is replayed; the signals
   * after it are applied again, all at once, before anything else happens.
   */
  reset(point: number): void {
    const { history } = this;
    const kept = history.slice(0, point % (history.length + 1));
    const rest = history.slice(kept.length);
    this.now += 1_000;
    this.restart();
    for (const event of kept) this.take(event);
    for (const event of rest) if (SIGNALS.has(event.type)) this.take({ ...event, at: this.now } as Event);
  }

  /** The other side answers everything, and forms whose answer is kept for a later visit run out. */
  settle(): void {
    for (let rounds = 0; rounds < 400; rounds++) {
      if (this.session.running.length > 0) this.answer(0);
      else if (this.session.kept?.length && nextDeadline(this.session)?.why === 'within') this.wait();
      else return;
    }
    throw new Error('broken: a session settles');
  }
}

const isAsked = (told: Verdict, step: string): boolean => told.verdict === 'step_not_current' && told.current === step;

/** Marks of files and reports that a session has, in its results or its wait. */
export function marksIn({ results, waiting }: TypedSession): string[] {
  const text = JSON.stringify([results, 'uploads' in waiting ? waiting.uploads : []]);
  return [...text.matchAll(/"(?:sha256|mark)":"([^"]+)"/g)].map(([, mark]) => mark as string);
}

/** What the other side answers, under the same key always the same. */
function resultOf({ phase, step, visit }: CallEffect): Json {
  const word = WORDS[(step.length + visit) % WORDS.length] as string;
  if (phase === 'begin' && visit % 2) return { state: 'challenge', kind: 'otp', show: {}, handle: { step } };
  if (phase === 'begin' || phase === 'answer' || phase === 'status') return { state: 'done', result: { signed: word } };
  return { rate: word, hold_id: word, id: word, credentials_id: word };
}
