import fc from 'fast-check';
import { dayIn, nextMidnight } from '../../domain/bank-day';

test.each([
  ['UTC', '2026-03-02T10:00:00Z', '2026-03-03T00:00:00.000Z'],
  ['Europe/Bucharest', '2026-03-02T21:59:59Z', '2026-03-02T22:00:00.000Z'],
  ['Europe/Bucharest', '2026-03-02T22:00:00Z', '2026-03-03T22:00:00.000Z'],
  ['Europe/Berlin', '2026-03-28T23:30:00Z', '2026-03-29T22:00:00.000Z'],
  ['Europe/Berlin', '2026-10-24T22:30:00Z', '2026-10-25T23:00:00.000Z'],
])('in %s, after %s the day begins anew at %s', (zone, at, next) => {
  expect(new Date(nextMidnight(zone, Date.parse(at))).toISOString()).toBe(next);
});

test('the next midnight is ahead, at most 25 hours, and begins another day', () => {
  const times = fc.integer({ min: Date.parse('2020-01-01'), max: Date.parse('2040-01-01') });
  fc.assert(
    fc.property(fc.constantFrom('UTC', 'Europe/Bucharest', 'America/New_York', 'Asia/Kolkata'), times, (zone, at) => {
      const next = nextMidnight(zone, at);
      expect(next - at).toBeGreaterThan(0);
      expect(next - at).toBeLessThanOrEqual(25 * 3600 * 1000);
      expect(dayIn(zone, next - 1)).toBe(dayIn(zone, at));
      expect(dayIn(zone, next)).not.toBe(dayIn(zone, at));
    }),
  );
});

test('the midnight before a night in which the clock is put on or back is found, to the second', () => {
  const next = (zone: string, at: string) => new Date(nextMidnight(zone, Date.parse(at))).toISOString();
  expect(next('America/New_York', '2024-03-09T05:00:00Z')).toBe('2024-03-10T05:00:00.000Z');
  expect(next('America/New_York', '2024-11-02T04:00:00Z')).toBe('2024-11-03T04:00:00.000Z');
  expect(next('Europe/Bucharest', '2026-03-27T22:00:00Z')).toBe('2026-03-28T22:00:00.000Z');
});
