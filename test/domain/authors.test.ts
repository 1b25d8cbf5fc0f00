import { NEWEST, type RecordedFlags } from '../../domain/session/flags';
import type { Step } from '../../domain/session/kinds';
import { details } from '../../domain/session/operator-text';
import { compile } from '../../domain/skill/compile';
import type { Graph } from '../../domain/skill/graph';
import { Drive } from './drive';
import { ask, define, graphOf } from './fixture';
import { CATALOG } from './toy-catalog';

/**
 * The documents by which authors lost money, or stopped the platform: what the check says of each today, and what a
 * session does that carries one, for what is published never changes.
 */
const done: Step = { end: 'succeeded', credentials: { id: { $: '/steps/open/id' } } };
const held: Step = { end: 'succeeded', credentials: { id: { $: '/steps/hold/hold_id' } } };
const again = (word: string, to: string, otherwise: string) => [
  { when: { [`/steps/${word}/answer`]: { const: 'again' } }, to },
  { to: otherwise },
];

const DOCUMENTS = {
  /** A failed authorisation makes the hold anew. */
  held_twice: {
    hold: {
      call: 'toy.hold',
      with: { amount: '1' },
      compensate: { call: 'toy.release', with: { hold_id: { $: '/steps/hold/hold_id' } } },
      next: 'sign',
    },
    sign: { sca: { call: 'toy.sign' }, on: { 'sca.failed': 'hold' }, visits: 3, next: 'done' },
    done: held,
  },
  /** A commit in a loop. */
  committed_thrice: {
    open: { call: 'toy.open', commit: true, next: 'more' },
    more: ask('', { next: again('more', 'open', 'done') }),
    done,
  },
  /** A form behind a commit, and another end than success. */
  left_after_commit: {
    open: { call: 'toy.open', commit: true, next: 'thanks' },
    thanks: ask('', { next: again('thanks', 'rejected', 'done') }),
    done,
  },
  /** An undo that is none. */
  paid_by_cancelling: {
    hold: { call: 'toy.hold', with: { amount: '1' }, compensate: { call: 'toy.quote' }, next: 'form' },
    form: ask('done'),
    done: held,
  },
  /** Calls that send the session round. */
  called_for_ever: {
    form: ask('quote'),
    quote: { call: 'toy.quote', on: { 'toy.no_terms': 'quote' }, next: 'done' },
    done: { end: 'succeeded' },
  },
  /** A partner who is asked again whenever their time is over. */
  partner_for_ever: {
    form: ask('check'),
    check: { call: 'toy.check', with: { reply_to: { $: '/callbacks/wait' } }, next: 'wait' },
    wait: { await: 'toy.decision', within: 'PT1H', on: { timeout: 'check' }, next: 'done' },
    done: { end: 'succeeded' },
  },
} as const;
type Name = keyof typeof DOCUMENTS;

const LIMITS = { expires: 'P300D', steps: 100_000 };
const steps = (name: Name) => DOCUMENTS[name] as unknown as Record<string, Step>;
const graph = (name: Name): Graph => graphOf(steps(name), { limits: LIMITS });
const drive = (name: Name, flags: RecordedFlags = NEWEST) => new Drive(graph(name), {}, flags);

function codes(name: Name): string[] {
  const compiled = compile(define(steps(name)), CATALOG, '');
  return (compiled.ok ? compiled.warnings : compiled.faults).map(({ code }) => code);
}

describe('A hold that a failed authorisation makes anew', () => {
  test('is warned of', () => {
    expect(codes('held_twice')).toEqual(['effect_repeated']);
  });

  test('stands twice until the end, where the first is released behind the success', () => {
    const session = drive('held_twice').yields({ hold_id: 'h-1' }).yields({ state: 'failed', message: 'No.' });
    session.yields({ hold_id: 'h-2' }).yields({ state: 'done', result: {} }).yields({ credentials_id: 'c-1' });
    expect(session.session).toMatchObject({ status: 'COMPLETED' });
    expect(session.running()).toMatchObject({ phase: 'undo', args: { hold_id: 'h-1' } });
    expect(
      session
        .settle()
        .log()
        .filter((entry) => entry === 'hold:undo'),
    ).toHaveLength(1);
  });
});

describe('A commit in a loop', () => {
  const twice = (flags?: RecordedFlags) =>
    drive('committed_thrice', flags).yields({ id: 'd-1' }).submit({ answer: 'again' });

  test('is a fault', () => {
    expect(codes('committed_thrice')).toContain('commit_repeated');
  });

  test('commits once: the session ends, and says that what was concluded stands', () => {
    const session = twice().settle();
    expect(session.log()).toEqual(['open:call']);
    expect(session.view()).toMatchObject({ status: 'FAILED', reason: { code: 'concluded' } });
    expect(details(session.session)).toContain('What it has committed stands');
  });

  test('commits again in a session that began before the kernel refused it', () => {
    expect(twice({}).log()).toEqual(['open:call', 'open:call']);
  });

  test('whose outcome nobody knows is made again under the same key, so that it happens once', () => {
    const retried = graphOf({
      open: { call: 'toy.open', commit: true, on: { error: 'form' }, next: 'done' },
      form: ask('open'),
      done,
    });
    const keys = (flags?: RecordedFlags) => {
      const session = new Drive(retried, {}, flags).fails('error', { uncertain: true }).submit();
      session.fails('error', { uncertain: true }).submit().yields({ id: 'd-1' }).settle();
      return session.calls().flatMap(({ phase, key }) => (phase === 'call' ? [key] : []));
    };
    expect(keys()).toEqual(['ses/open/1', 'ses/open/1', 'ses/open/1']);
    expect(keys({})).toEqual(['ses/open/1', 'ses/open/2', 'ses/open/3']);
  });

  test('that was refused for certain is another one the next time', () => {
    const retried = graphOf({
      open: { call: 'toy.open', commit: true, on: { error: 'form' }, next: 'done' },
      form: ask('open'),
      done,
    });
    const session = new Drive(retried).fails('error').submit().yields({ id: 'd-1' });
    expect(
      session
        .calls()
        .map(({ key }) => key)
        .slice(0, 2),
    ).toEqual(['ses/open/1', 'ses/open/2']);
  });
});

describe('An end other than success behind a commit', () => {
  test('is a fault, and so is the form there', () => {
    expect(codes('left_after_commit')).toEqual(['wait_after_commit', 'end_after_commit']);
  });

  test.each([
    ['rejected', (session: Drive) => session.submit({ answer: 'again' }), 'REJECTED'],
    ['expired', (session: Drive) => session.pass(301 * 86_400_000), 'EXPIRED'],
  ])('that is %s says that what was concluded stands', (_how, end, status) => {
    const session = end(drive('left_after_commit').yields({ id: 'd-1' })).settle();
    expect(session.view()).toMatchObject({ status, reason: { code: 'concluded' } });
  });

  test('said nothing of it in a session of before', () => {
    const session = drive('left_after_commit', {}).yields({ id: 'd-1' }).submit({ answer: 'again' }).settle();
    expect(session.view()).toMatchObject({ status: 'REJECTED', reason: { code: 'rejected' } });
  });
});

describe('Calls that send the session round', () => {
  const round = (flags?: RecordedFlags) => {
    const session = drive('called_for_ever', flags).submit();
    for (let calls = 0; calls < 200 && session.session.waiting.kind !== 'closed'; calls++)
      session.fails('toy.no_terms');
    return session;
  };

  test('are a fault', () => {
    expect(codes('called_for_ever')).toContain('loop_unattended');
  });

  test('end the session as failed after 50 of them, with a reason', () => {
    const session = round();
    expect(session.calls()).toHaveLength(50);
    expect(session.view()).toMatchObject({ status: 'FAILED', reason: { code: 'steps_exhausted' } });
  });

  test('went on for as long as there were steps, in a session of before', () => {
    expect(round({}).calls()).toHaveLength(201);
  });
});

describe('A partner who is asked again whenever their time is over', () => {
  test('is a fault', () => {
    expect(codes('partner_for_ever')).toContain('loop_unattended');
  });

  test('is asked 50 times for one submission, and anew once they have answered', () => {
    const session = drive('partner_for_ever').submit();
    while (session.session.waiting.kind !== 'closed') session.yields().pass(3_600_000);
    expect(session.calls()).toHaveLength(50);
    expect(session.view()).toMatchObject({ status: 'FAILED', reason: { code: 'steps_exhausted' } });
  });
});
