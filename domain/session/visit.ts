import type { EventOf } from './events';
import type { AnyWaiting, Session, Status } from './session';
import { show, type Transition } from './transition';

/**
 * The id of one visit to a form: `<number>.<lineage>`. The number counts the forms that the session has shown. The
 * lineage tells which submissions led there, so that after a reset a form behind other answers is another visit.
 */
export type VisitId = string;

const FIRST_LINEAGE = '0';
const idOf = (number: number, lineage = FIRST_LINEAGE): VisitId => `${number}.${lineage}`;

/** The visit that a session shows, or has shown last. */
export const visitAtHand = ({ forms = 0, lineage }: Session): VisitId => idOf(forms, lineage);

/** The visit that the next submission answers: the one that is shown, or else the next to come. */
export const visitAsked = (s: Session): VisitId =>
  s.waiting.kind === 'form' ? visitAtHand(s) : idOf((s.forms ?? 0) + 1, s.lineage);

/** Whether a submission is kept that answers the visit at hand. */
export const isAnswerKept = (s: Session): boolean =>
  (s.kept ?? []).some((event) => event.type === 'submitted' && 'visit' in event && event.visit === visitAtHand(s));

/** The number of a visit; `NaN` for what is none. */
export const numberOf = (visit: VisitId): number => Number.parseInt(visit, 10);

/** Shows a form, which is a visit of its own. */
export function showForm<W extends AnyWaiting & { kind: 'form' }>(t: Transition, status: Status, waiting: W): void {
  t.s.forms = (t.s.forms ?? 0) + 1;
  show(t, status, waiting);
}

/** Continues the lineage by a submission that was accepted. */
export function continueLineage(s: Session, { step, digest }: EventOf<'submitted'>): void {
  s.lineage = hash(`${s.lineage ?? FIRST_LINEAGE}/${step}/${digest}`);
}

/**
 * A hash of 53 bits (cyrb53, public domain), base 36. It only has to tell branches of one session apart; what goes into
 * it are keyed digests, which nobody outside can choose.
 */
function hash(text: string): string {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    high = Math.imul(high ^ code, 2_654_435_761);
    low = Math.imul(low ^ code, 1_597_334_677);
  }
  high = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
  low = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
  return (4_294_967_296 * (2_097_151 & low) + (high >>> 0)).toString(36);
}
