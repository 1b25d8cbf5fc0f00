import type { Json } from '../../../domain/json';
import type { SessionState } from '../../../service/session-state';
import { choicesOf, type Question } from './fields';

/** A session's state as lines of a terminal: what the step says, what is awaited, until when. */
export function drawn({ status, next, reason, output, temp_token }: SessionState, description?: string): string[] {
  if (next.kind === 'none')
    return [
      `■ ${status}`,
      ...(reason ? [`  ${reason.code}: ${reason.message}`] : []),
      ...Object.entries(output ?? {}).map(([name, value]) => `  ${name}: ${shown(value)}`),
      ...(temp_token === undefined ? [] : ['  Credentials were issued.']),
    ];
  const { step, title, expires_at } = next;
  const message = 'message' in next ? next.message : undefined;
  return [
    `── ${title ?? step ?? 'at work'}${title !== undefined && step !== undefined ? ` (${step})` : ''}`,
    ...(description === undefined ? [] : [`  ${description}`]),
    ...(message === undefined ? [] : [`  » ${message}`]),
    ...('show' in next ? Object.entries(next.show ?? {}).map(([name, value]) => `  ${name}: ${shown(value)}`) : []),
    ...awaited(next),
    ...(expires_at === undefined ? [] : [`  until ${expires_at}`]),
  ];
}

function awaited(next: SessionState['next']): string[] {
  switch (next.kind) {
    case 'redirect':
      return [`  The user goes to ${next.url}`, '  :back ok or :back nok plays a mocked bank; else open the address.'];
    case 'decoupled':
      return ['  The user decides on another device.'];
    case 'wait':
      return [
        `  waits for the ${next.for ?? 'bank'}${next.for === 'review' ? ': :event {…} reports what it decides' : ''}`,
      ];
    case 'form':
      return next.for === undefined ? [] : [`  or waits for the ${next.for}: :event {…} reports what it decides`];
    default:
      return [];
  }
}

const shown = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** A question, with its choices. */
export const asked = ({ name, title, hint, schema }: Question): string[] => [
  `? ${title === name ? name : `${title} (${name})`}: ${hint}`,
  ...choicesOf(schema).map(({ value, label }, index) =>
    label === String(value) ? `    ${index + 1}) ${label}` : `    ${index + 1}) ${label} (${String(value)})`,
  ),
];

export const HELP = [
  ':time P1D       time passes for the session: an ISO 8601 duration of weeks to seconds',
  ':event {json}   reports the event that the step awaits',
  ':back ok|nok    the user comes back from a mocked bank',
  ':form {json}    gives all fields of a form at once',
  ':cancel         cancels the session',
  ':restart        begins a fresh one',
  ':state          prints the session as the API tells it',
  ':quit           ends the preview',
].join('\n');
