/** The longest wait, in ms, that an endpoint can ask for. */
const LONGEST = 24 * 60 * 60_000;

/**
 * The ms that a `Retry-After` asks to wait (RFC 9110, 10.2.3): seconds, or a date. A day at most; `undefined` where it is
 * neither, or past.
 */
export function retryAfter(header: string | string[] | undefined, now: number): number | undefined {
  const text = (Array.isArray(header) ? header[0] : header)?.trim() ?? '';
  const ms = /^[0-9]+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return ms > 0 ? Math.min(ms, LONGEST) : undefined;
}
