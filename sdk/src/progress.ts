import type { SessionState } from './types.js';

/** A state without its nonce, of which each answer has another one. */
export const essence = (state: SessionState): string =>
  JSON.stringify({ ...state, nonce: undefined, nonce_expires_at: undefined });

/** How two states of a session lie in time, as far as their phases tell: negative where the first is older. */
export function compareStates(one: SessionState, other: SessionState): number {
  const [mine, theirs] = [one.phases, other.phases];
  const later = Date.parse(mine.at(-1)?.at ?? '') - Date.parse(theirs.at(-1)?.at ?? '');
  return later || mine.length - theirs.length;
}
