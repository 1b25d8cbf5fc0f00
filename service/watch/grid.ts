/*
 * Checks of credentials lie on a grid: times that follow from what is known of them, and from nothing else. So whoever
 * plans the next check, and however often, plans the same one.
 */

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The first of these times that is later; in ms since the epoch, as all times here. */
export const firstAfter = (times: readonly number[], time: number): number | undefined =>
  times.find((each) => each > time);

/** The first time that is later and a whole number of `every` after `start`. */
export const nextStep = (start: number, every: number, time: number): number =>
  start + (Math.floor(Math.max(time - start, 0) / every) + 1) * every;
