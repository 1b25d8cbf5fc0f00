import type { SessionState, WebhookEvent } from '../../sdk/src/server';
import { eventLine } from '../listen/event-line';

type Next = SessionState['next'];

/** What each status means to who looks on. */
const STATUS: Record<SessionState['status'], string> = {
  SESSION_CREATED: 'It has begun, and its user has submitted nothing yet.',
  AWAITING_STEP: 'It waits for its user to fill in a form.',
  AWAITING_UPLOAD: 'It waits for files of its user.',
  AWAITING_USER: 'It waits for its user at the bank.',
  PROCESSING: 'A bank, a partner or a review is at work, or what was begun is being undone.',
  COMPLETED: 'It has ended well.',
  REJECTED: 'A bank, a partner or a review has declined.',
  CANCELLED: 'It was cancelled, and nothing of it can happen any more.',
  EXPIRED: 'It has run out of time.',
  FAILED: 'It has failed.',
};

/** Phases and events that are told: the last ones. */
const TOLD = 60;

/**
 * Where a session stands, what it waits for, and what has happened, in words. Only names of fields are told, never
 * what a user or a bank has said: the session may be a real user's.
 */
export function explained(state: SessionState, events: readonly WebhookEvent[] | undefined): string {
  const { session_id, skill, status, next, expires_at, reason, phases, reminders = [] } = state;
  return [
    `Session ${session_id} of ${skill}: ${status}. ${STATUS[status]}`,
    ...(reason ? [`Reason: ${reason.code}: ${reason.message}`] : []),
    `Next: ${waiting(next)}`,
    ...(next.expires_at ? [`The time for this step is up at ${next.expires_at}.`] : []),
    ...(expires_at ? [`It ends at ${expires_at} at the latest.`] : []),
    ...(state.temp_token ? ['It has a temp token, which the tenant’s server exchanges at POST /token.'] : []),
    '',
    'Phases:',
    ...last(phases.map(({ at, status: was, step }) => `- ${at} ${was} at ${step}`)),
    ...(reminders.length > 0 ? ['', 'Reminders:'] : []),
    ...reminders.map(({ at, step, event, number }) => `- ${at} ${event} (number ${number}) at ${step}`),
    '',
    ...told(events),
  ].join('\n');
}

/** What a session waits for. */
export function waiting(next: Next): string {
  const at = next.step === undefined ? '' : ` at \`${next.step}\``;
  switch (next.kind) {
    case 'form':
      return `the user fills in the form${at}${fieldsOf(next)}${next.uploads ? `, with ${filesOf(next)}` : ''}.`;
    case 'upload':
      return `the user sends files${at}: ${filesOf(next)}.`;
    case 'redirect':
      return `the user approves at the bank's own page${at}, and is sent back.`;
    case 'decoupled':
      return `the user approves in the bank's app${at}.`;
    case 'wait':
      return next.for === 'review' ? `a review reports${at}.` : `a bank or a partner answers${at}.`;
    case 'none':
      return 'nothing: the session is over.';
  }
}

function fieldsOf({ schema = {} }: Next): string {
  const { properties = {}, required = [] } = schema as { properties?: object; required?: string[] };
  const names = Object.keys(properties).map((name) => (required.includes(name) ? name : `${name} (optional)`));
  return names.length > 0 ? `, with ${names.join(', ')}` : '';
}

const filesOf = ({ uploads = [] }: Next): string =>
  uploads
    .map(({ field, received, min, max, media_types }) => {
      const many = min === max ? String(min) : `${min} to ${max}`;
      return `${field} (${received} of ${many} received; ${media_types.join(', ')})`;
    })
    .join('; ');

function told(events: readonly WebhookEvent[] | undefined): string[] {
  if (events === undefined) return ['Its events can’t be read here.'];
  if (events.length === 0) return ['No events are kept of it: they are for 30 days.'];
  return ['Events:', ...last(events.map((event) => `- ${eventLine(event, ['session_id', 'skill'])}`))];
}

const last = (lines: string[]): string[] =>
  lines.length > TOLD ? [`- … ${lines.length - TOLD} before`, ...lines.slice(-TOLD)] : lines;
