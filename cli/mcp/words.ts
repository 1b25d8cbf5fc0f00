import { NetworkError, VestibuleError } from '../../sdk/src/server';
import { TenantAccessError } from '../tenant-access';

/** Something that a tool can't do, in words that say what to do instead. */
export class ToolError extends Error {
  override readonly name = 'ToolError';
}

/** What an assistant can do about a refusal, beyond what its detail says. */
const ADVICE: Record<string, string> = {
  client_unauthorized: 'Check VESTIBULE_CLIENT_ID, VESTIBULE_CLIENT_SECRET and VESTIBULE_APP_KEY in the configuration.',
  skill_not_found: 'list_skills says which skills this tenant has.',
  session_not_found: 'Sessions of other tenants are not seen. list_events shows ids of this tenant’s sessions.',
  session_closed: 'It is over. explain_session says how it ended.',
  session_expired: 'It is over. explain_session says what happened.',
  step_changed: 'The step was shown anew meanwhile. explain_session says what it asks now.',
  step_not_current: 'explain_session says which step it waits for.',
  uploads_missing: 'upload_sample sends a sample file.',
  not_found: 'This API may be older than this tool.',
};

/** A failure in words, without a stack and without secrets. */
export function inWords(error: unknown): string {
  if (error instanceof ToolError || error instanceof TenantAccessError) return error.message;
  if (VestibuleError.isInstance(error)) return refusal(error);
  if (error instanceof NetworkError) return `${error.message} See whether it runs, and where: VESTIBULE_API_URL.`;
  return `This tool has a fault of its own: ${error instanceof Error ? error.message : 'unknown'}. Please report it.`;
}

function refusal({ code, detail, errors, requestId, retryAfter }: VestibuleError): string {
  const faults = errors.slice(0, 20).map(({ pointer, message }) => `- ${pointer || 'the whole'}: ${message}`);
  const more = errors.length > 20 ? [`- and ${errors.length - 20} more`] : [];
  const later = retryAfter === undefined ? [] : [`Try again in ${Math.ceil(retryAfter)} s.`];
  const advice = ADVICE[code] === undefined ? [] : [ADVICE[code]];
  const id = requestId === undefined ? [] : [`(request ${requestId})`];
  return [`${code}: ${detail}`, ...faults, ...more, ...advice, ...later, ...id].join('\n');
}
