import { isOver, type Session, type SessionState } from '../../sdk/src/client';
import { type Act, answer, lost, peer, refusal, STATE, state, stream } from './peer';

let open: Awaited<ReturnType<typeof peer>> | undefined;
afterEach(() => open?.close());

/** A session at an API that answers each kind of call by its own acts, in their order; the last one stays. */
async function watched(acts: { events?: Act[]; reads?: Act[] }): Promise<{ session: Session; urls: () => string[] }> {
  const counts = { events: 0, reads: 0 };
  open = await peer(answer(201, STATE), (res, call, req) => {
    const kind = call.url.includes('/events') ? 'events' : 'reads';
    const mine = acts[kind] ?? [answer(200, STATE)];
    (mine[counts[kind]++] ?? mine.at(-1))?.(res, call, req);
  });
  const session = await open.client.start('a#1');
  return { session, urls: () => (open?.calls ?? []).slice(1).map(({ url }) => url) };
}
const statuses = async (session: Session, signal?: AbortSignal) => {
  const seen: SessionState['status'][] = [];
  for await (const { status } of session.watch({ signal })) seen.push(status);
  return seen;
};
const WORKING = state({ status: 'PROCESSING', nonce: undefined });
const DONE = state({ status: 'COMPLETED', nonce: undefined, temp_token: 't' });

describe('Who watches a session', () => {
  test('sees each state once, and the end', async () => {
    const { session } = await watched({ events: [stream([STATE, WORKING, WORKING, DONE], 'stays')] });
    expect(await statuses(session)).toEqual(['AWAITING_STEP', 'PROCESSING', 'COMPLETED']);
    expect(session.state.temp_token).toBe('t');
  });

  test('goes on after the last event where the stream breaks in the middle of one', async () => {
    const { session, urls } = await watched({
      events: [stream([STATE], 'breaks'), stream([WORKING, DONE], 'stays', 7)],
    });
    expect(await statuses(session)).toEqual(['AWAITING_STEP', 'PROCESSING', 'COMPLETED']);
    expect(urls()).toEqual(['/sessions/s-1/events', '/sessions/s-1/events?lastEventId=0']);
  });

  test('reads the session where a stream has ended, and comes back', async () => {
    const { session } = await watched({
      events: [stream([STATE], 'ends'), stream([DONE], 'stays')],
      reads: [answer(200, WORKING)],
    });
    expect(await statuses(session)).toEqual(['AWAITING_STEP', 'PROCESSING', 'COMPLETED']);
  });

  test('polls by held reads where no stream comes through', async () => {
    const { session, urls } = await watched({
      events: [answer(200, 'a portal')],
      reads: [answer(200, STATE), answer(200, WORKING), answer(200, DONE)],
    });
    expect(await statuses(session)).toEqual(['AWAITING_STEP', 'PROCESSING', 'COMPLETED']);
    expect(urls().slice(2)).toEqual(['/sessions/s-1?wait=0', '/sessions/s-1?wait=25', '/sessions/s-1?wait=25']);
  });

  test('waits for an API that is away', async () => {
    const { session } = await watched({
      events: [lost, refusal(503, 'engine_unavailable', true, { 'retry-after': '0' })],
      reads: [lost, answer(200, DONE)],
    });
    expect(await statuses(session)).toEqual(['COMPLETED']);
  });

  test('is told what can’t get better', async () => {
    const { session, urls } = await watched({ events: [refusal(401, 'nonce_invalid', false)] });
    await expect(statuses(session)).rejects.toMatchObject({ code: 'nonce_invalid' });
    expect(urls()).toHaveLength(1);
  });

  test('may leave at any time, and the stream is closed', async () => {
    const closed = { stream: 0 };
    const { session } = await watched({
      events: [
        (res, call, req) => {
          res.once('close', () => (closed.stream += 1));
          stream([STATE], 'stays')(res, call, req);
        },
      ],
    });
    for await (const _state of session.watch()) break;
    while (closed.stream === 0) await new Promise(setImmediate);
    expect(closed.stream).toBe(1);
  });

  test('leaves by a signal, while nothing happens', async () => {
    const controller = new AbortController();
    const { session } = await watched({ events: [stream([STATE], 'stays')] });
    const watching = (async () => {
      for await (const _state of session.watch({ signal: controller.signal })) controller.abort(new Error('enough'));
    })();
    await expect(watching).rejects.toThrow('enough');
  });

  test('waits until the session needs its user', async () => {
    const { session } = await watched({ events: [stream([WORKING, STATE], 'stays')] });
    expect((await session.untilSettled()).status).toBe('AWAITING_STEP');
  });
});

describe('Who submits while the session is watched', () => {
  const phase = (step: string, second: number) => ({
    status: 'AWAITING_STEP',
    step,
    at: `2026-11-28T10:00:0${second}Z`,
  });
  const BEFORE = state({ phases: [phase('who', 1)] });
  const AFTER = state({ phases: [phase('who', 1), phase('what', 2)], next: { kind: 'form', step: 'what' } });

  /** The states that a watch shows where these come over the stream once a submission was answered. */
  async function shown(answered: object, late: object[], read: object): Promise<{ seen: object[]; session: Session }> {
    let tell: (states: object[]) => void = () => undefined;
    const { session } = await watched({
      events: [
        (res, call, req) => {
          stream([BEFORE], 'stays')(res, call, req);
          tell = (states) => stream(states, 'stays', 1)(Object.assign(res, { writeHead: () => res }), call, req);
        },
      ],
      reads: [answer(200, answered), answer(200, read)],
    });
    const seen: object[] = [];
    for await (const one of session.watch()) {
      seen.push(one);
      if (seen.length > 1) continue;
      await session.submit({});
      tell([...late, DONE_AFTER]);
    }
    return { seen, session };
  }
  const DONE_AFTER = state({
    status: 'COMPLETED',
    nonce: undefined,
    phases: [...AFTER.phases, { status: 'COMPLETED', step: 'what', at: '2026-11-28T10:00:03Z' }],
  });

  test('is shown no older state that was on its way when the submission was answered', async () => {
    const { seen, session } = await shown(AFTER, [state({ ...BEFORE, reason: { code: 'a', message: 'late' } })], AFTER);
    expect(seen).toEqual([BEFORE, AFTER, DONE_AFTER]);
    expect(session.state).toEqual(DONE_AFTER);
  });

  test('is shown what is true where phases don’t tell which state is the later one', async () => {
    const received = (count: number) => state({ ...AFTER, next: { kind: 'upload', uploads: [{ received: count }] } });
    const { seen } = await shown(received(1), [received(0)], received(2));
    expect(seen).toMatchObject([{}, { next: { uploads: [{ received: 2 }] } }, { status: 'COMPLETED' }]);
  });

  test('follows a session that an operator has set back', async () => {
    const { seen } = await shown(AFTER, [AFTER, BEFORE], BEFORE);
    expect(seen).toEqual([BEFORE, AFTER, BEFORE, DONE_AFTER]);
  });
});

describe('Who holds a plain state', () => {
  test.each([
    ['AWAITING_STEP', false],
    ['PROCESSING', false],
    ['COMPLETED', true],
    ['REJECTED', true],
    ['CANCELLED', true],
    ['EXPIRED', true],
    ['FAILED', true],
  ] as const)('learns whether it is over: %s', (status, over) => {
    expect(isOver({ status })).toBe(over);
  });
});

describe('Who cancels', () => {
  test('learns the end of the undo', async () => {
    const { session } = await watched({
      reads: [answer(202, WORKING)],
      events: [stream([WORKING, state({ status: 'CANCELLED' })], 'stays')],
    });
    expect((await session.cancel()).status).toBe('CANCELLED');
  });
});
