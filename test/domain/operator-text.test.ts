import type { Json } from '../../domain/json';
import type { Step } from '../../domain/session/kinds';
import { details, facts, listedAfter, searchAttributes, summary } from '../../domain/session/operator-text';
import { Drive } from './drive';
import { ask, DAY, graphOf, MINUTE, START } from './fixture';

const sign: Step = { sca: { call: 'toy.sign' }, next: 'done' };
const said = (drive: Drive) => details(drive.session);
const signing = (state: Json) => new Drive(graphOf({ sign })).yields(state);
const hold: Step = { call: 'toy.hold', with: { amount: '1' }, compensate: { call: 'toy.release' }, next: 'form' };
const upload = {
  ask: { type: 'object', additionalProperties: false, properties: { scan: { 'x-upload': {} } } },
  next: 'done',
} as never;

describe('An operator', () => {
  test('reads in one line what a session is', () => {
    expect(summary({ title: 'Open a term deposit', tenant: 'demo-shop', graph: graphOf({ form: ask('done') }) })).toBe(
      'Open a term deposit · toy · demo-shop',
    );
    expect(
      summary({ title: 'x'.repeat(300), tenant: 'demo-shop', graph: graphOf({ form: ask('done') }) }),
    ).toHaveLength(180);
  });

  test('reads which definition it runs, and how it is ended without leaving anything behind', () => {
    const text = facts({ tenant: 'demo-shop', graph: graphOf({ form: ask('done') }) });
    expect(text).toContain('tenant `demo-shop`');
    expect(text).toContain('**Request Cancellation**');
    expect(text).toContain('Terminate does not');
  });

  test('reads what it waits for, since when and until when', () => {
    const drive = new Drive(
      graphOf({ form: ask('', { within: 'PT1H', next: [{ when: {}, to: 'form' }, { to: 'done' }] }) }),
    );
    expect(said(drive)).toBe(
      '**SESSION_CREATED** at step `form`\n\nWaits for the user to submit this step, since 2026-01-05 09:00:00 UTC.\n\nThe time for this step ends at 2026-01-05 10:00:00 UTC.',
    );
    expect(said(drive.submit())).toContain(
      'Waits for the user to submit this step, since 2026-01-05 09:00:00 UTC (visit 2).',
    );
  });

  test.each([
    ['uploads', () => new Drive(graphOf({ upload })).submit(), 'Waits for the user’s uploads; the data are there'],
    ['a call', () => new Drive(graphOf({ hold, form: ask('done') })), 'Waits for the bank: `hold` (call), since'],
    [
      'a review',
      () => new Drive(graphOf({ wait: { await: 'toy.decision', next: 'done' } })),
      'Waits for the review, since',
    ],
    [
      'a page',
      () => signing({ state: 'redirect', url: '', handle: 1 }),
      'Waits for the user, who is at the bank’s own pages, since',
    ],
    [
      'a bank after it',
      () => signing({ state: 'redirect', url: '', handle: 1 }).back('ok'),
      'Waits for the bank: `sign` (status), since',
    ],
    [
      'an app',
      () => signing({ state: 'decoupled', message: '', handle: 1 }),
      'Waits for the user to approve in the bank’s app, since',
    ],
    [
      'a code',
      () => signing({ state: 'challenge', kind: 'otp', show: {}, handle: 1 }),
      'to answer the bank’s challenge (otp), since',
    ],
    ['the bank’s begin', () => new Drive(graphOf({ sign })), 'Waits for the bank: `sign` (begin), since'],
    ['delivery', () => new Drive(graphOf({ form: ask('done') })).submit(), 'Storing the credentials.'],
    [
      'undo',
      () => new Drive(graphOf({ hold, form: ask('done') })).yields().cancel(),
      'Over: CANCELLED. What was begun is being undone: `toy.release` for `hold`, since 2026-01-05 09:00:00 UTC.',
    ],
    ['nothing', () => new Drive(graphOf({ form: ask('done') })).cancel(), 'Over: CANCELLED.'],
  ])('reads that it waits for %s', (_what, drive, sentence) => {
    expect(said(drive()).replaceAll("'", '’')).toContain(sentence);
  });

  test('reads which of its deadlines comes first', () => {
    const graph = graphOf({ form: ask('done') }, { limits: { expires: 'P14D', idle: 'P2D' } });
    expect(said(new Drive(graph))).toContain('It expires for want of an answer at 2026-01-07 09:00:00 UTC.');
    expect(said(new Drive(graph).cancel())).not.toContain('UTC.');
  });

  test('reads what is owed, what is deferred and what could not be undone', () => {
    const open: Step = { call: 'toy.open', commit: true, next: 'done' };
    const drive = new Drive(graphOf({ hold: { ...hold, next: 'open' } as Step, open })).yields();
    expect(said(drive)).toContain('Owed unless it succeeds: `toy.release`.');
    expect(said(drive.cancel())).toContain(
      "It was cancelled, and will end so unless the call that can't be taken back succeeds.",
    );
    expect(said(drive.fails().fails())).toContain('**Not undone: hold. Somebody has to look at the other side.**');
  });
});

describe('The search attributes of a session', () => {
  const graph = graphOf({ form: ask('wait'), wait: { await: 'toy.decision', next: 'done' } });

  test('say where it stands and whom it waits for', () => {
    const drive = new Drive(graph);
    const common = { Tenant: 'demo-shop', Skill: 'toy_sbx_#1.0' };
    expect(searchAttributes(drive.session)).toEqual({
      ...common,
      Step: 'form',
      SessionStatus: 'SESSION_CREATED',
      WaitingFor: 'user',
      WaitingUntil: START + 14 * DAY,
    });
    expect(searchAttributes(drive.submit().session)).toMatchObject({
      Step: 'wait',
      SessionStatus: 'PROCESSING',
      WaitingFor: 'review',
    });
    expect(searchAttributes(drive.callback('wait', {}).session)).toMatchObject({
      Step: 'done',
      WaitingFor: 'bank',
      WaitingUntil: 0,
    });
    expect(searchAttributes(drive.settle().session)).toMatchObject({
      SessionStatus: 'COMPLETED',
      WaitingFor: 'nobody',
      WaitingUntil: 0,
    });
  });

  test('are listed at once where somebody else takes days or it is over, and else once the wait has lasted', () => {
    const [tenSeconds, fiveMinutes] = [10_000, 5 * MINUTE];
    const drive = new Drive(graph, {}, {});
    expect(listedAfter(drive.session)).toBe(fiveMinutes);
    expect(listedAfter(drive.submit().session)).toBe(0);
    expect(listedAfter(drive.callback('wait', {}).session)).toBe(tenSeconds);
    expect(listedAfter(drive.settle().session)).toBe(0);
    expect(listedAfter(new Drive(graphOf({ hold, form: ask('done') }), {}, {}).session)).toBe(tenSeconds);
    expect(listedAfter(new Drive(graphOf({ hold, form: ask('done') })).session)).toBe(fiveMinutes);
    expect(listedAfter(new Drive(graphOf({ hold, form: ask('done') })).yields().cancel().yields().session)).toBe(0);
  });

  test('and its words hold nothing of the user', () => {
    const drive = new Drive(graph, { input: { reference: 'Ana Pop' } })
      .pass(MINUTE)
      .submit({ answer: 'Ana Pop' }, { psu: 'Ana Pop' });
    expect(
      JSON.stringify([searchAttributes(drive.session), details(drive.session), summary(drive.session)]),
    ).not.toContain('Ana');
  });
});
