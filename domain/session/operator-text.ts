import { nextDeadline } from './deadline';
import { FLAGS, hasFlag } from './flags';
import { stepAtHand } from './kinds';
import type { ClosedStatus, Dropped, Session } from './session';
import { visitOf } from './transition';
import { isUserAwaited, waitedFor } from './waiting';

/** The search attributes of a session, for lists and counts. No personal data: all comes from the definition. */
export interface SearchAttributes {
  Tenant: string;
  Skill: string;
  Step: string;
  SessionStatus: string;
  WaitingFor: string;
  /** ms since the epoch; 0 where time alone changes nothing. */
  WaitingUntil: number;
}

export function searchAttributes(s: Session): SearchAttributes {
  return {
    Tenant: s.tenant,
    Skill: s.graph.skill,
    Step: s.step,
    SessionStatus: s.status,
    WaitingFor: isOver(s) ? 'nobody' : isUserAwaited(s) ? 'user' : waitedFor(s),
    WaitingUntil: nextDeadline(s)?.at ?? 0,
  };
}

/** ms. */
const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/**
 * The debounce of lists, ms: how long a wait has to last until it is written to them. Each entry is a write, and a call
 * that a bank answers at once, or a form that the user is filling in, is nothing that an operator could act on. A
 * review lasts and an end stays, so these are written at once. A call that lasts says so itself, where the session has
 * that flag; the time here is then for other waits, and for a call that could not say so.
 */
export function listedAfter(s: Session): number {
  if (isOver(s) || (!s.ending && stepAtHand(s).kind.isListedAtOnce)) return 0;
  return isUserAwaited(s) || hasFlag(s, FLAGS.callReportsDuration) ? 5 * MINUTE : 10 * SECOND;
}

/** Whether an end has been shown, though its undo may still run. */
const isOver = (s: Session) => s.ending !== undefined && s.status !== 'PROCESSING';

/** One line for lists: 'Open a term deposit · xyz · demo-shop'. */
export const summary = (s: Pick<Session, 'title' | 'tenant' | 'graph'>): string =>
  `${s.title} · ${s.graph.skill.split('_')[0]} · ${s.tenant}`.slice(0, 180);

/** The facts that never change, as Markdown: which definition the session runs, and how an operator may end it. */
export const facts = ({ graph, tenant }: Pick<Session, 'tenant' | 'graph'>): string =>
  [
    `Skill \`${graph.skill}\`, definition \`${graph.digest.slice(0, 12)}\`, tenant \`${tenant}\`.`,
    '',
    'To end it: **Request Cancellation**, or the signal `cancel`. Both undo what it has begun. Terminate does not.',
  ].join('\n');

const time = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z').slice(0, 19).replace('T', ' ');

/** The session's wait in words, as Markdown: since when, until when, and what an operator can do about it. */
export function details(s: Session): string {
  const deadline = nextDeadline(s);
  const lines = [`**${s.status}** at step \`${s.step}\``, '', sentence(s)];
  if (deadline) lines.push('', `${UNTIL[deadline.why]} at ${time(deadline.at)} UTC.`);
  if (s.deferred)
    lines.push('', `It was ${s.deferred}, and will end so unless the call that can't be taken back succeeds.`);
  if (s.undo.length > 0)
    lines.push('', `Owed unless it succeeds: ${s.undo.map(({ call }) => `\`${call.operation}\``).join(', ')}.`);
  if (s.unsettled !== undefined)
    lines.push('', `**Committed, but not settled: ${s.unsettled}. Somebody has to look at the other side.**`);
  if (s.committed && s.ending && s.ending.as !== 'COMPLETED')
    lines.push('', '**What it has committed stands, though it has not ended well. Somebody has to tell its user.**');
  if (s.undo_failed.length > 0)
    lines.push('', `**Not undone: ${s.undo_failed.join(', ')}. Somebody has to look at the other side.**`);
  if (s.not_undone)
    lines.push('', `**The undo came too late for ${s.not_undone.steps.join(', ')}.** ${s.not_undone.message}`);
  for (const [why, count] of Object.entries(s.dropped ?? {}))
    lines.push('', `${count === 1 ? '1 message was' : `${count} messages were`} dropped: ${DROPPED[why as Dropped]}.`);
  return lines.join('\n');
}

function closingSentence(s: Session, as: ClosedStatus): string {
  if (as === 'COMPLETED' && !isOver(s)) return 'Storing the credentials.';
  const undone = s.running.flatMap(({ undo, since }) =>
    undo ? [`\`${undo.call.operation}\` for \`${undo.step}\`, since ${time(since)} UTC`] : [],
  );
  return `Over: ${as}. What was begun is being undone${undone.length > 0 ? `: ${undone.join('; ')}` : ''}.`;
}

/** The details of a run that continues another: a summary and facts of a first run don't travel with it. */
export const detailsOfContinued = (s: Session): string => [`${summary(s)}`, facts(s), details(s)].join('\n\n');

const DROPPED: Readonly<Record<Dropped, string>> = {
  malformed: 'they had not the shape of a message of the API',
  unfit: 'they were not what the catalog says of such a report',
  too_many: 'too many had come before they were asked for',
  late: 'they were reports of a partner, and their step had been left',
  never_asked: 'they had come before they were asked for, and then the session took another way',
};

const UNTIL = {
  expires: 'The session expires',
  idle: 'It expires for want of an answer',
  within: 'The time for this step ends',
} as const;

function sentence(s: Session): string {
  if (s.ending && s.waiting.kind === 'closed') return `Over: ${s.ending.as}.`;
  if (s.ending) return closingSentence(s, s.ending.as);
  const visit = visitOf(s, s.step);
  const again = visit > 1 ? ` (visit ${visit})` : '';
  return `${stepAtHand(s).kind.sentence(s, s.waiting)}, since ${time(s.entered_at)} UTC${again}.`;
}
