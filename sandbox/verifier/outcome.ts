import type { Check, Decision, VerifierLedger } from './books';

const MESSAGES: Record<Decision, string | undefined> = {
  approved: undefined,
  retake: 'The picture of the document is blurred. Please take it again.',
  declined: 'The document could not be accepted.',
};

export const messageFor = (decision: Decision): { message?: string } => {
  const message = MESSAGES[decision];
  return message ? { message } : {};
};

/** Characters of base64url that a handle's first 16 bytes fill wholly: the session that it belongs to. */
const SESSION_PART = 21;

/**
 * What the checks of one onboarding have in common. A caller's reply address is new for each check, but where its last
 * part is a JWT that names a session (`sid`), or a handle that begins with one, the checks of that session belong
 * together: read unverified, and used for nothing but this play.
 */
export function onboardingOf(reply_to: string): string {
  const handle = reply_to.split('/').at(-1) ?? '';
  if (/^[\w-]{60,}$/.test(handle)) return handle.slice(0, SESSION_PART);
  const payload = handle.split('.')[1] ?? '';
  try {
    const { sid } = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as { sid?: unknown };
    return typeof sid === 'string' ? sid : reply_to;
  } catch {
    return reply_to;
  }
}

/**
 * The holder's name says what happens: retake (once, then approved), declined, review (a person decides), else
 * approved.
 */
export function outcomeOf(
  ledger: VerifierLedger,
  { holder, reply_to }: Pick<Check, 'holder' | 'reply_to'>,
): Decision | undefined {
  const name = holder.toLowerCase();
  if (name.includes('review')) return undefined;
  if (name.includes('declined')) return 'declined';
  if (!name.includes('retake')) return 'approved';
  const onboarding = onboardingOf(reply_to);
  const isSecond = ledger
    .all('checks')
    .some((check) => check.holder === holder && onboardingOf(check.reply_to) === onboarding);
  return isSecond ? 'approved' : 'retake';
}
