import fc from 'fast-check';
import { MOST_SKIPPED } from '../../domain/session/clock';
import { nextAlarm, nextDeadline } from '../../domain/session/deadline';
import type { TypedSession } from '../../domain/session/kinds';
import type { Graph } from '../../domain/skill/graph';
import { Drive, start } from './drive';
import { eventOf, type Move, moves, timeOf } from './events';
import { ask, DAY, graphOf, HOUR, MINUTE } from './fixture';
import { graphs } from './graphs';

const skip = (drive: Drive, by: number) => drive.send({ type: 'time_skipped', by });
const limits = { expires: 'P14D', idle: 'P2D', steps: 500 };

describe('Time that is skipped for a sandbox session', () => {
  test('leaves everybody’s clock as it is, and makes the session older', () => {
    const drive = skip(new Drive(graphOf({ form: ask('done') }, { limits })), DAY);
    expect(drive.session).toMatchObject({ started_at: drive.now - DAY, expires_at: drive.now + 13 * DAY });
    expect(drive.session.phases).toEqual([{ status: 'SESSION_CREATED', step: 'form', at: drive.now - DAY }]);
    expect(nextDeadline(drive.session)).toEqual({ at: drive.now + DAY, why: 'idle' });
    expect(drive.view()).toMatchObject({ skipped: DAY, expires_at: drive.now + 13 * DAY });
    expect(drive.view()).not.toHaveProperty('skipping');
  });

  test('ends it where its time runs out on the way', () => {
    const drive = skip(new Drive(graphOf({ form: ask('done') }, { limits })), 30 * DAY);
    expect(drive.session).toMatchObject({ status: 'EXPIRED', skipped: 2 * DAY });
    expect(drive.session).not.toHaveProperty('to_skip');
  });

  test('passes the limits of its steps in their order', () => {
    const within = { within: 'PT1H', on: { timeout: 'second' } };
    const graph = graphOf({ first: ask('done', within), second: ask('done') }, { limits });
    expect(skip(new Drive(graph), HOUR - 1).session.step).toBe('first');
    const drive = skip(new Drive(graph), HOUR + MINUTE);
    expect(drive.session).toMatchObject({ step: 'second', entered_at: drive.now - MINUTE });
  });

  test('waits for a call that a limit starts, and then goes on', () => {
    const graph = graphOf(
      {
        form: ask('done', { within: 'PT15M', on: { timeout: 'quote' } }),
        quote: { call: 'toy.quote', on: { 'toy.no_terms': 'form' }, next: 'wait' },
        wait: { await: 'toy.decision', within: 'P5D', on: { timeout: 'rejected' }, next: 'done' },
      },
      { limits },
    );
    const drive = skip(new Drive(graph), 6 * DAY);
    expect(drive.session).toMatchObject({ step: 'quote', to_skip: 6 * DAY - 15 * MINUTE });
    expect(drive.view()).toMatchObject({ skipping: true });
    expect(drive.yields().session).toMatchObject({ status: 'REJECTED', skipped: 5 * DAY + 15 * MINUTE });
  });

  test('is bounded, and adds up', () => {
    const graph = graphOf({ quote: { call: 'toy.quote', on: { 'toy.no_terms': 'done' }, next: 'done' } });
    const drive = skip(skip(new Drive(graph), HOUR), HOUR);
    expect(drive.session.to_skip).toBe(2 * HOUR);
    expect(skip(drive, 2 * MOST_SKIPPED).session.to_skip).toBe(MOST_SKIPPED);
  });

  test('is nothing to a session in production, but for a count that operators read', () => {
    const drive = skip(new Drive(graphOf({ form: ask('done') }, { skill: 'toy_#1.0' })), DAY);
    expect(drive.session).toMatchObject({ started_at: drive.now, dropped: { unfit: 1 } });
  });

  test('is nothing to a session whose end is decided', () => {
    const drive = new Drive(graphOf({ form: ask('done') })).cancel();
    const before = drive.session;
    expect(skip(drive, DAY).session).toEqual(before);
  });
});

/** Times of a session, by how far off they are. */
function relative({ skipped: _skipped, to_skip: _left, ...session }: TypedSession, now: number) {
  const { accepted: _accepted, kept: _kept, ...rest } = session;
  return JSON.parse(JSON.stringify(rest), (key, value) =>
    ['started_at', 'expires_at', 'active_at', 'entered_at', 'at', 'since', 'refused_until', 'until'].includes(key)
      ? value - now
      : value,
  );
}

/** A session after some moves, with nothing under way but polls. */
function settled(graph: Graph, plan: Move[]): Drive {
  const sandbox = { ...graph, flavour: 'sandbox' as const };
  const drive = new Drive(sandbox, start(sandbox));
  for (const move of plan) {
    drive.now = timeOf(move, drive.session, drive.now);
    const event = eventOf(move, drive.session, drive.calls(), []);
    if (event) drive.send(event);
  }
  return answered(drive);
}

const isAwaited = ({ phase, once }: TypedSession['running'][number]) => phase !== 'status' || once === true;
/** Every call under way returns, as a bank that takes no time would have it. */
function answered(drive: Drive): Drive {
  for (let next = drive.session.running.find(isAwaited); next; next = drive.session.running.find(isAwaited))
    drive.send({ type: 'returned', effect: next.id, result: RESULT });
  return drive;
}
const RESULT = { state: 'failed', rate: 'x', hold_id: 'x', credentials_id: 'x' };

test('Whatever a session stands at, skipped time is like time that has passed', () => {
  fc.assert(
    fc.property(graphs, moves, fc.constantFrom(MINUTE, 20 * MINUTE, DAY, 15 * DAY), (graph, plan, ms) => {
      const skipped = answered(skip(settled(graph, plan), ms));
      const passed = settled(graph, plan);
      const until = passed.now + ms;
      for (let due = nextAlarm(passed.session); due && due.at <= until; due = nextAlarm(passed.session)) {
        passed.now = Math.max(passed.now, due.at);
        answered(passed.send({ type: 'due' }));
      }
      passed.now = until;
      // Idle time is summed up at each event.
      passed.send({ type: 'due' });
      // A session that has ended has no time to pass, and stays as old as it was then.
      if (passed.session.ending) {
        expect(skipped.session.ending).toEqual(passed.session.ending);
        return expect(skipped.session.results).toEqual(passed.session.results);
      }
      expect(relative(skipped.session, skipped.now)).toEqual(relative(passed.session, passed.now));
    }),
    { numRuns: 300 },
  );
});
