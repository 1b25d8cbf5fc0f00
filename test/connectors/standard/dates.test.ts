import fc from 'fast-check';
import {
  addTo,
  type Day,
  daysBetween,
  dayText,
  parseDay,
  today,
  yearsBetween,
} from '../../../connectors/standard/dates';

const day = (text: string): Day => parseDay(text) as Day;
const anyDay = fc
  .date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const MS_A_DAY = 24 * 3600 * 1000;

describe('A day', () => {
  test('is read and written alike, for every day that the calendar has', () => {
    fc.assert(fc.property(anyDay, (text) => dayText(day(text)) === text));
    fc.assert(fc.property(anyDay, (text) => daysBetween(day('1970-01-01'), day(text)) === Date.parse(text) / MS_A_DAY));
  });

  test.each([
    '2026-02-29',
    '2026-02-30',
    '1900-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-04-31',
    '0000-01-01',
    '2026-1-1',
    'x',
  ])('%s is none', (text) => {
    expect(parseDay(text)).toBeUndefined();
  });

  test.each(['2024-02-29', '2000-02-29', '0001-01-01', '9999-12-31'])('%s is one', (text) => {
    expect(parseDay(text)).toBeDefined();
  });

  test('that is later by days is as many days after', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -40_000, max: 40_000 }), (text, days) => {
        const later = addTo(day(text), 0, days);
        expect(daysBetween(day(text), later)).toBe(days);
      }),
    );
  });

  test.each([
    ['2026-01-31', 1, 0, '2026-02-28'],
    ['2024-01-31', 1, 0, '2024-02-29'],
    ['2024-02-29', 12, 0, '2025-02-28'],
    ['2024-02-29', 48, 0, '2028-02-29'],
    ['2026-01-15', -1, 0, '2025-12-15'],
    ['2026-12-15', 1, 0, '2027-01-15'],
    ['2026-03-31', -13, 0, '2025-02-28'],
    ['2026-01-31', 1, 1, '2026-03-01'],
  ])('%s and %i months and %i days is %s', (from, months, days, expected) => {
    expect(dayText(addTo(day(from), months, days))).toBe(expected);
  });

  test('outside of the years that can be written is not written', () => {
    expect(dayText(addTo(day('9999-12-31'), 0, 1))).toBeUndefined();
    expect(dayText(addTo(day('0001-01-01'), -1, 0))).toBeUndefined();
  });

  test('begins at midnight of its own zone', () => {
    const now = Date.UTC(2026, 2, 1, 23, 30);
    expect(dayText(today('UTC', now) as Day)).toBe('2026-03-01');
    expect(dayText(today('Europe/Bucharest', now) as Day)).toBe('2026-03-02');
    expect(dayText(today('America/New_York', now) as Day)).toBe('2026-03-01');
    expect(dayText(today('Pacific/Kiritimati', now) as Day)).toBe('2026-03-02');
    expect(today('Mars/Olympus', now)).toBeUndefined();
  });
});

describe('An age', () => {
  test.each([
    ['2008-06-15', '2026-06-14', 17],
    ['2008-06-15', '2026-06-15', 18],
    ['2008-02-29', '2026-02-28', 17],
    ['2008-02-29', '2026-03-01', 18],
    ['2008-02-29', '2028-02-28', 19],
    ['2008-02-29', '2028-02-29', 20],
    ['2007-03-01', '2008-02-29', 0],
    ['2026-01-01', '2026-01-01', 0],
    ['2026-01-02', '2026-01-01', -1],
  ])('of who was born on %s is on %s %i', (birth, on, years) => {
    expect(yearsBetween(day(birth), day(on))).toBe(years);
  });

  test('is the number of birthdays since', () => {
    const between = fc.date({
      min: new Date('1900-01-01T00:00:00Z'),
      max: new Date('2100-12-31T00:00:00Z'),
      noInvalidDate: true,
    });
    const dates = fc.tuple(between, between).map((pair) => pair.map((date) => date.toISOString().slice(0, 10)).sort());
    fc.assert(
      fc.property(dates, ([birth = '', on = '']) => {
        // A day that a year doesn't have is read by Date as the next: 29 February as 1 March.
        const birthdays = Array.from({ length: 202 }, (_, years) => {
          const [year = 0, month = 0, date = 0] = birth.split('-').map(Number);
          return new Date(Date.UTC(year + years + 1, month - 1, date)).toISOString().slice(0, 10);
        });
        expect(yearsBetween(day(birth), day(on))).toBe(birthdays.filter((birthday) => birthday <= on).length);
      }),
    );
  });
});
