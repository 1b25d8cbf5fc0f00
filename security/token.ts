/** A token, and when it expires (ms since the epoch). */
export type Issued = { token: string; expires_at: number };

/**
 * The outcome of a token's check; `expires_at` in ms since the epoch, whole seconds. An expired token keeps its claims:
 * its signature is good, so an old nonce still proves that its bearer was given it.
 */
export type Checked<C> =
  | { ok: true; claims: C & { expires_at: number } }
  | { ok: false; reason: 'expired'; claims: C & { expires_at: number } }
  | { ok: false; reason: 'invalid' };

export interface Token<C> {
  /** `now`, `expires_at`: ms since the epoch. Without `expires_at` the token lives as long as its kind does. */
  issue(claims: C, times?: { now?: number; expires_at?: number }): Issued;
  check(token: string, now?: number): Checked<C>;
}
