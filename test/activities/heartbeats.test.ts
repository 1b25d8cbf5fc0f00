import type { Context } from '@temporalio/activity';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { attemptNotes, noteForNextAttempt, noteForSure } from '../../activities/attempt-notes';
import { heartbeating } from '../../activities/heartbeats';

type Info = ConstructorParameters<typeof MockActivityEnvironment>[0];

/** An attempt, with what it tells the engine. `heartbeat` is how the engine takes a note. */
function attempt(info: Info = {}, heartbeat = async (): Promise<void> => undefined) {
  const told: unknown[] = [];
  const noted: unknown[] = [];
  const client = {
    withAbortSignal: (_signal: unknown, call: () => unknown) => call(),
    withDeadline: (_deadline: number, call: () => Promise<unknown>) => call(),
    workflowService: { resetStickyTaskQueue: async (request: unknown) => void told.push(request) },
    activity: {
      heartbeat: async (_token: Uint8Array, details: unknown) => {
        await heartbeat();
        noted.push(details);
      },
    },
  };
  const env = new MockActivityEnvironment(
    { heartbeatTimeoutMs: 2_000, ...info },
    { client: client as never, logger: new DefaultLogger('ERROR', () => undefined) },
  );
  const beats: unknown[] = [];
  env.on('heartbeat', (details: unknown) => beats.push(details));
  const context: Context = env.context;
  return { run: <T>(work: () => Promise<T>) => env.run(work), beats, told, noted, context };
}

/** Work that lasts until so many heartbeats were sent. */
const until = (beats: unknown[], count: number) => async () => {
  while (beats.length < count) await new Promise((resolve) => setTimeout(resolve, 2));
};

describe('An attempt at a call', () => {
  test('heartbeats while it lasts, and not at all where it is answered at once or its session began before', async () => {
    const lasting = attempt();
    await lasting.run(() => heartbeating(until(lasting.beats, 3), 5));
    expect(lasting.beats.length).toBeGreaterThanOrEqual(3);
    const quick = attempt();
    await quick.run(() => heartbeating(async () => undefined, 5));
    expect(quick.beats).toEqual([]);
    const old = attempt({ heartbeatTimeoutMs: 0 });
    await old.run(() => heartbeating(() => new Promise((resolve) => setTimeout(resolve, 30)), 5));
    expect(old.beats).toEqual([]);
  });

  test('keeps in every heartbeat what was noted before: a payment that was begun stays noted', async () => {
    const first = attempt();
    await first.run(() =>
      heartbeating(async () => {
        await noteForSure({ sent: true });
        await until(first.beats, 2)();
      }, 5),
    );
    expect(first.noted).toEqual([{ sent: true }]);
    for (const beat of first.beats) expect(beat).toMatchObject({ sent: true });
    const second = attempt({ attempt: 2, heartbeatDetails: first.beats.at(-1) });
    await second.run(async () => expect(attemptNotes().sent).toBe(true));
  });

  test('replaces a heartbeat that the SDK may hold back, before a note that must not be lost', async () => {
    const { run, beats, noted } = attempt();
    await run(async () => {
      noteForNextAttempt({ reported: true });
      await noteForSure({ sent: true });
    });
    expect([beats.at(-1), noted.at(-1)]).toEqual([
      { reported: true, sent: true },
      { reported: true, sent: true },
    ]);
  });

  test('does not go on where the engine has not taken a note that must not be lost', async () => {
    const { run } = attempt({}, () => Promise.reject(new Error('away')));
    await expect(run(() => noteForSure({ sent: true }))).rejects.toThrow('away');
  });

  test('after one whose worker is gone has the session’s next task given to any worker', async () => {
    const lost = attempt();
    await lost.run(() => heartbeating(until(lost.beats, 1), 5));
    const [details] = lost.beats as [object];
    const after = attempt({ attempt: 2, heartbeatDetails: { ...details, by: 'another process' } });
    await after.run(() => heartbeating(async () => undefined));
    expect(after.told).toHaveLength(1);
    const unheard = attempt({ attempt: 2, scheduledTimestampMs: 0, currentAttemptScheduledTimestampMs: 2_500 });
    await unheard.run(() => heartbeating(async () => undefined));
    expect(unheard.told).toHaveLength(1);
  });

  test('after one that failed in its own time does not', async () => {
    const own = attempt();
    await own.run(() => heartbeating(until(own.beats, 1), 5));
    const same = attempt({ attempt: 2, heartbeatDetails: own.beats[0] });
    await same.run(() => heartbeating(async () => undefined));
    const quick = attempt({ attempt: 2, scheduledTimestampMs: 0, currentAttemptScheduledTimestampMs: 600 });
    await quick.run(() => heartbeating(async () => undefined));
    expect([same.told, quick.told]).toEqual([[], []]);
  });
});
