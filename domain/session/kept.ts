import type { EventOf } from './events';
import { FLAGS, hasFlag } from './flags';
import { stepOf } from './kinds';
import type { AnyKept, Session } from './session';
import { drop, type Transition, visitOf } from './transition';
import type { ReceivedUpload } from './views';
import { numberOf, visitAtHand } from './visit';

/** Messages that may come before the session asks for them: after a reset, when the engine applies signals again. */
type Kept = EventOf<'submitted' | 'uploaded' | 'upload_removed' | 'returned_from_bank'>;

/** Whether the session asks for a message now, may still come to ask for it, or never will. */
export type Timing = 'now' | 'early' | 'never';

/** How many messages are kept, and how many characters of JSON in all. */
const MOST = 500;
const MOST_CHARACTERS = 128 * 1024;

export function timingOf(s: Session, event: Kept): Timing {
  if (s.ending) return 'never';
  switch (event.type) {
    case 'submitted':
      return timingOfSubmission(s, event);
    case 'uploaded':
      return timingOfUpload(s, event);
    case 'upload_removed':
      return timingOfRemoval(s, event);
    case 'returned_from_bank':
      return timingOfReturn(s, event);
  }
}

/** A submission answers one visit. An older API names none: then its number and its step have to do. */
function timingOfSubmission(s: Session, { seq, step, visit }: EventOf<'submitted'>): Timing {
  const isShown = s.waiting.kind === 'form' && s.step === step && s.seq === seq;
  if (isShown && (visit === undefined || visit === visitAtHand(s))) return 'now';
  if (isReplacement(s, step, seq, visit)) return 'now';
  return visit !== undefined && seq >= s.seq && isToCome(s, visit) ? 'early' : 'never';
}

/** While files are awaited, the data that they belong to may be replaced, under the visit that asked for these. */
const isReplacement = (s: Session, step: string, seq: number, visit?: string): boolean =>
  hasFlag(s, FLAGS.replaceData) &&
  s.waiting.kind === 'upload' &&
  s.step === step &&
  s.seq === seq &&
  (visit === undefined || visit === s.last?.visit);

/** Files belong to the visit whose form is shown, or to that of the data which still lack them. */
function timingOfUpload(s: Session, { visit }: EventOf<'uploaded'>): Timing {
  const current = s.waiting.kind === 'upload' ? s.last?.visit : visitAtHand(s);
  if (visit === undefined || visit === current) return 'now';
  return isToCome(s, visit) ? 'early' : 'never';
}

/** A removal comes after its file, with what was sent in between: that may have been refused for want of room. */
const timingOfRemoval = (s: Session, { upload_id }: EventOf<'upload_removed'>): Timing =>
  keptOf(s).some((event) => event.type === 'uploaded' && hasFile(event, upload_id)) ? 'early' : 'now';

const hasFile = ({ uploads }: EventOf<'uploaded'>, id: string): boolean =>
  uploads.some(({ upload_id }) => upload_id === id);

const isToCome = ({ forms = 0 }: Session, visit: string): boolean => numberOf(visit) > forms;

/** A return is early until the bank has answered how the authorisation begins: that of a step, or of its resource. */
function timingOfReturn(s: Session, { step, visit }: EventOf<'returned_from_bank'>): Timing {
  if (visit > visitOf(s, step)) return stepOf(s, step) ? 'early' : 'never';
  const { kind } = s.waiting;
  const isBeginning = visit === visitOf(s, step) && (kind === 'call' || kind === 'bank');
  return isBeginning && s.step === step ? 'early' : 'now';
}

/** Keeps a message that is early. The first one under a visit counts, as it would have if it had come in time. */
export function keep(t: Transition, event: Kept): void {
  const { s } = t;
  if (!hasFlag(s, FLAGS.keepEarlyInput)) return;
  const kept = keptOf(s);
  if (kept.some((other) => isSame(other, event))) return;
  const rest = kept.filter((other) => !isSuperseded(other, event));
  const characters = JSON.stringify(rest).length + JSON.stringify(event).length;
  if (rest.length >= MOST || characters > MOST_CHARACTERS) return drop(s, 'too_many');
  s.kept = [...rest, event];
  // A file has to be discarded at the end, whether or not its step ever asks for it.
  if (event.type === 'uploaded') s.uploaded = true;
}

/** Whether two messages are for one and the same, so that the first of them counts. */
function isSame(one: Kept, other: Kept): boolean {
  if (one.type === 'submitted' && other.type === 'submitted') return one.seq === other.seq && one.visit === other.visit;
  if (one.type === 'uploaded' && other.type === 'uploaded')
    return one.visit === other.visit && filesOf(one) === filesOf(other);
  if (one.type === 'upload_removed' && other.type === 'upload_removed') return one.upload_id === other.upload_id;
  if (one.type === 'returned_from_bank' && other.type === 'returned_from_bank')
    return one.step === other.step && one.visit === other.visit && one.way === other.way;
  return false;
}

/** Of two submissions under one number, to two visits, the later one counts: the visit of the other was over. */
const isSuperseded = (one: Kept, by: Kept): boolean =>
  one.type === 'submitted' && by.type === 'submitted' && one.seq === by.seq && one.visit !== by.visit;

/** By their ids: the same content again may be what counts, where it was refused or taken back the first time. */
const filesOf = ({ uploads }: EventOf<'uploaded'>): string => uploads.map(({ upload_id }) => upload_id).join();

/** Takes kept messages for as long as the session asks for one of them, and drops those that it never will. */
export function takeKept(t: Transition, take: (event: Kept) => void): void {
  for (;;) {
    const kept = keptOf(t.s);
    const next = kept.find((event) => timingOf(t.s, event) === 'now');
    if (!next) break;
    t.s.kept = kept.filter((event) => event !== next);
    take({ ...next, at: t.now });
  }
  const kept = keptOf(t.s);
  const possible = kept.filter((event) => timingOf(t.s, event) === 'early');
  if (possible.length === kept.length) return;
  t.s.kept = [...possible];
  for (const event of kept) if (!possible.includes(event) && isMissed(event)) drop(t.s, 'never_asked');
}

/** A way back from the bank proves nothing, and a file that never counted is discarded anyway. */
const isMissed = ({ type }: Kept): boolean => type === 'submitted' || type === 'uploaded';

/** Whether a submission is kept; under its number there is one at most. */
export const isKept = (s: Session, seq: number, digest: string, visit?: string): boolean =>
  keptOf(s).some(
    (event) => event.type === 'submitted' && event.seq === seq && event.digest === digest && event.visit === visit,
  );

/** The kept files that nobody has taken back, with the submission and the visit that they belong to. */
export function keptUploads(s: Session): ReceivedUpload[] {
  const removed = keptRemovals(s);
  return keptOf(s)
    .filter((event) => event.type === 'uploaded')
    .flatMap(({ uploads, seq, visit = '' }) => uploads.map((upload) => ({ ...upload, seq, visit })))
    .filter(({ upload_id }) => !removed.includes(upload_id));
}

/** Ids of kept files that were taken back. */
export const keptRemovals = (s: Session): string[] =>
  keptOf(s).flatMap((event) => (event.type === 'upload_removed' ? [event.upload_id] : []));

const keptOf = ({ kept = [] }: Session): readonly Kept[] => kept as readonly AnyKept[] as readonly Kept[];
