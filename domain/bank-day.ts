/** A bank's calendar: its day begins at midnight in its own time zone. Instants are ms since the epoch. */

const HOUR = 3600 * 1000;

function partsIn(zone: string, at: number): { day: string; clock: number } {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const clock = Number(part.hour) * HOUR + Number(part.minute) * 60_000 + Number(part.second) * 1000;
  return { day: `${part.year}-${part.month}-${part.day}`, clock };
}

/** The day (`YYYY-MM-DD`) in an IANA time zone. */
export const dayIn = (zone: string, at: number): string => partsIn(zone, at).day;

/** When the next day begins in an IANA time zone; days of 23 and 25 hours are minded. */
export function nextMidnight(zone: string, at: number): number {
  const { day, clock } = partsIn(zone, at);
  const whole = Math.floor(at / 1000) * 1000;
  // Past the next midnight for certain, also on a day of 25 hours; then back by what its own clock shows.
  const next = whole - clock + 26 * HOUR;
  const midnight = next - partsIn(zone, next).clock;
  const isNext = (one: number) => dayIn(zone, one - 1) === day && dayIn(zone, one) !== day;
  // Where the clock was changed between midnight and then, it shows an hour too many or too few.
  const found = [midnight, midnight + HOUR, midnight - HOUR].find(isNext);
  return found ?? whole - clock + 24 * HOUR;
}
