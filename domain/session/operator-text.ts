import { nextDeadline } from './deadline';
import type { Session } from './session';
import { isUserAwaited, visitOf } from './turn';
import { waitedFor } from './view';

/**
 * The search attributes of a session: for lists and counts in visibility. No personal data: all comes from the
 * definition.
 */
export interface Marks {
  Tenant: string;
  Skill: string;
  Step: string;
  SessionStatus: string;
  WaitingFor: string;
  /** ms since the epoch; 0 where time alone changes nothing. */
  WaitingUntil: number;
}

export function marks(s: Session): Marks {
  return {
    Tenant: s.tenant,
    Skill: s.graph.skill,
    Step: s.step,
    SessionStatus: s.status,
    WaitingFor: isClosed(s) ? 'nobody' : isUserAwaited(s) ? 'user' : waitedFor(s),
    WaitingUntil: nextDeadline(s)?.at ?? 0,
  };
}

/** ms. */
const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/**
 * How long a wait has to last until lists tell of it, ms. A call that a bank answers at once, and a form that the user
 * is filling in, are nothing that an operator could act on, and each entry is a write. A review lasts, and an end
 * stays: these are told at once. So is a call that tells itself that it lasts; what is said here is for the bank's
 * other waits, and should nobody have been there to tell.
 */
export function listedAfter(s: Session): number {
  if (isClosed(s) || s.waiting.kind === 'event') return 0;
  return isUserAwaited(s) || s.calls_tell ? 5 * MINUTE : 10 * SECOND;
}

const isClosed = (s: Session) => s.ending !== undefined && s.status !== 'PROCESSING';

/** One line for lists: 'Open a term deposit · xyz · demo-shop'. */
export const summary = (s: Pick<Session, 'title' | 'tenant' | 'graph'>): string =>
  `${s.title} · ${s.graph.skill.split('_')[0]} · ${s.tenant}`.slice(0, 180);

/** What stays true of a session all along, as Markdown: which definition it runs, and how an operator may end it. */
export const facts = ({ graph, tenant }: Pick<Session, 'tenant' | 'graph'>): string =>
  [
    `Skill \`${graph.skill}\`, definition \`${graph.digest.slice(0, 12)}\`, tenant \`${tenant}\`.`,
    '',
    'To end it: **Request Cancellation**, or the signal `cancel`. Both undo what it has begun. Terminate does not.',
  ].join('\n');

const time = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z').slice(0, 19).replace('T', ' ');

/** In words, as Markdown: what the session waits for, since when, until when, and what an operator can do about it. */
export function details(s: Session): string {
  const deadline = nextDeadline(s);
  const lines = [`**${s.status}** at step \`${s.step}\``, '', sentence(s)];
  if (deadline) lines.push('', `${UNTIL[deadline.why]} at ${time(deadline.at)} UTC.`);
  if (s.deferred)
    lines.push('', `It was ${s.deferred}, and will end so unless the call that can't be taken back succeeds.`);
  if (s.undo.length > 0)
    lines.push('', `Owed unless it succeeds: ${s.undo.map(({ call }) => `\`${call.operation}\``).join(', ')}.`);
  if (s.undo_failed.length > 0)
    lines.push('', `**Not undone: ${s.undo_failed.join(', ')}. Somebody has to look at the other side.**`);
  return lines.join('\n');
}

const UNTIL = {
  expires: 'The session expires',
  idle: 'It expires for want of an answer',
  within: 'The time for this step ends',
} as const;

function sentence(s: Session): string {
  const since = `since ${time(s.entered_at)} UTC`;
  const visit = visitOf(s, s.step);
  const again = visit > 1 ? ` (visit ${visit})` : '';
  const { waiting } = s;
  if (s.ending && waiting.kind === 'closed') return `Over: ${s.ending.as}.`;
  if (waiting.kind === 'closing')
    return s.status === 'PROCESSING' ? 'Storing the credentials.' : 'Over; what was begun is being undone.';
  if (waiting.kind === 'form' && waiting.form === 'challenge')
    return `Waits for the user to answer the bank's challenge (${waiting.sca.kind}), ${since}${again}.`;
  if (waiting.kind === 'form') return `Waits for the user to submit this step, ${since}${again}.`;
  if (waiting.kind === 'upload') return `Waits for the user's uploads; the data are there, ${since}${again}.`;
  if (waiting.kind === 'redirect' && isUserAwaited(s))
    return `Waits for the user, who is at the bank's own pages, ${since}${again}.`;
  if (waiting.kind === 'decoupled') return `Waits for the user to approve in the bank's app, ${since}${again}.`;
  const operations = s.running.map(({ step, phase }) => `\`${step}\` (${phase})`).join(', ');
  return `Waits for the ${waitedFor(s)}${operations ? `: ${operations}` : ''}, ${since}${again}.`;
}
