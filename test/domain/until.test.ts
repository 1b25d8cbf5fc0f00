import { nextDeadline } from '../../domain/session/deadline';
import { readUntil } from '../../domain/session/step-time';
import type { NodeCommon } from '../../domain/skill/graph';
import { timeOf } from '../../domain/skill/time';
import { Drive } from './drive';
import { ask, DAY, graphOf, HOUR, MINUTE, START } from './fixture';

/** An offer that the user may accept for an hour, or until the bank says, whichever comes first. */
const offered = (more: object = {}) =>
  graphOf({
    quote: { call: 'toy.quote', on: { 'toy.no_terms': 'rejected' }, next: 'confirm' },
    confirm: ask('done', {
      within: 'PT1H',
      until: { $: '/steps/quote/valid_until' },
      on: { timeout: 'late' },
      ...more,
    }),
    late: ask('done'),
  });

const offer = (valid_until: string) => new Drive(offered()).yields({ rate: '3', valid_until });
const MORNING = '2026-01-05T09:20:00Z';

describe('A step with a time from data', () => {
  test('is over at that time where it comes before the end of within, and shows it', () => {
    const drive = offer(MORNING);
    expect(drive.view().next).toMatchObject({ kind: 'form', expires_at: START + 20 * MINUTE });
    expect(drive.pass(20 * MINUTE - 1).session.step).toBe('confirm');
    expect(drive.pass(1).session).toMatchObject({ step: 'late', reason: { code: 'timeout' } });
  });

  test('is over at the end of within where that comes first', () => {
    expect(nextDeadline(offer('2026-03-01').session)).toEqual({ at: START + HOUR, why: 'within' });
  });

  test.each(['soon', '', '2026-02-30', '2026-01-05T09:20:00', '1767600000'])(
    'has only its within where the data say %p',
    (value) => {
      expect(nextDeadline(offer(value).session)).toEqual({ at: START + HOUR, why: 'within' });
    },
  );

  test('has only its within where the data say nothing', () => {
    const drive = new Drive(offered()).yields({ rate: '3' });
    expect(nextDeadline(drive.session)).toEqual({ at: START + HOUR, why: 'within' });
  });

  test('is left at once where that time has passed, and starts nothing', () => {
    const graph = graphOf({
      quote: { call: 'toy.quote', on: { 'toy.no_terms': 'rejected' }, next: 'hold' },
      hold: {
        call: 'toy.hold',
        with: { amount: '1' },
        within: 'PT5M',
        until: { $: '/steps/quote/valid_until' },
        compensate: { call: 'toy.release' },
        on: { timeout: 'late' },
        next: 'done',
      },
      late: ask('done'),
    });
    const drive = new Drive(graph).yields({ valid_until: '2026-01-05T08:59:59+00:00' });
    expect(drive.session).toMatchObject({ step: 'late', undo: [], reason: { code: 'timeout' }, visits: { hold: 1 } });
    expect(drive.log()).toEqual(['quote:call']);
  });

  test('is read anew at each entry, and no other step has it', () => {
    const graph = graphOf({
      quote: { call: 'toy.quote', on: { 'toy.no_terms': 'rejected' }, next: 'confirm' },
      confirm: ask('', {
        within: 'PT1H',
        until: { $: '/steps/quote/valid_until' },
        on: { timeout: 'late' },
        next: [{ when: { '/steps/confirm/answer': { const: 'again' } }, to: 'quote' }, { to: 'late' }],
      }),
      late: ask('done', { within: 'P1D', on: { timeout: 'rejected' } }),
    });
    const drive = new Drive(graph).yields({ valid_until: MORNING }).submit({ answer: 'again' });
    expect(nextDeadline(drive.yields({ valid_until: '2026-01-05T09:40:00Z' }).session)?.at).toBe(START + 40 * MINUTE);
    expect(nextDeadline(drive.submit({ answer: 'no' }).session)).toEqual({ at: START + DAY, why: 'within' });
  });

  test('gives a call no longer than that, and owes its undo', () => {
    const graph = graphOf({
      quote: { call: 'toy.quote', on: { 'toy.no_terms': 'rejected' }, next: 'hold' },
      hold: {
        call: 'toy.hold',
        with: { amount: '1' },
        within: 'PT1H',
        until: { $: '/steps/quote/valid_until' },
        compensate: { call: 'toy.release' },
        on: { timeout: 'late' },
        next: 'done',
      },
      late: ask('done'),
    });
    const drive = new Drive(graph).yields({ valid_until: MORNING });
    expect(drive.running().deadline).toBe(START + 20 * MINUTE);
    expect(drive.pass(20 * MINUTE).session).toMatchObject({ step: 'late', undo: [{ step: 'hold' }] });
  });

  test('has the bank polled no longer than that, and a last time then', () => {
    const graph = graphOf({
      quote: { call: 'toy.quote', on: { 'toy.no_terms': 'rejected' }, next: 'sign' },
      sign: {
        sca: { call: 'toy.sign' },
        until: { $: '/steps/quote/valid_until' },
        on: { timeout: 'late' },
        next: 'done',
      },
      late: ask('done'),
    });
    const drive = new Drive(graph)
      .yields({ valid_until: '2026-01-05T09:05:00Z' })
      .yields({ state: 'decoupled', message: 'Look.', handle: {} });
    expect(drive.running('status').deadline).toBe(START + 5 * MINUTE);
    expect(drive.pass(5 * MINUTE).running('status')).toMatchObject({ once: true });
    expect(drive.yields({ state: 'decoupled', message: 'Look.', handle: {} }).session.step).toBe('late');
  });
});

describe('A time among data', () => {
  test.each([
    ['2026-01-31', '2026-02-01T00:00:00.000Z', 'a day counts in, to its end in UTC'],
    ['2026-01-31T10:00:00Z', '2026-01-31T10:00:00.000Z', 'UTC'],
    ['2026-01-31t10:00:00.25z', '2026-01-31T10:00:00.250Z', 'small letters, a fraction'],
    ['2026-01-31T10:00:00+02:00', '2026-01-31T08:00:00.000Z', 'ahead of UTC'],
    ['2026-01-31T20:00:00-05:30', '2026-02-01T01:30:00.000Z', 'behind UTC'],
    ['2026-12-31T23:59:60Z', '2027-01-01T00:00:00.000Z', 'a leap second'],
  ])('%s is %s (%s)', (text, at) => {
    expect(new Date(timeOf(text) as number).toISOString()).toBe(at);
  });

  test.each([
    null,
    undefined,
    1_767_600_000_000,
    { $sealed: 'v1.x' },
    ['2026-01-31'],
    '2026-13-01',
    '2026-02-29',
    '0001-01-01',
    '2026-01-31T24:00:00Z',
    '2026-01-31T10:60:00Z',
    '2026-01-31T10:00:61Z',
    '2026-01-31T10:00:00',
    '2026-01-31T10:00Z',
    '2026-01-31T10:00:00+24:00',
    '2026-01-31T10:00:00+02:60',
    ' 2026-01-31',
  ])('%j is none', (value) => {
    expect(timeOf(value)).toBeUndefined();
  });
});

test('A sandbox session that was made older by an hour reaches its `until` an hour sooner', () => {
  const { session } = new Drive(graphOf({ wait: { await: 'toy.decision', next: 'done' } }));
  const older = { ...session, skipped: HOUR };
  readUntil(older, { until: '2026-01-05T12:00:00Z' } as unknown as NodeCommon);
  expect(older.until).toBe(Date.UTC(2026, 0, 5, 11));
});
