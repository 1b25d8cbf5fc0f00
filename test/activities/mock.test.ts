import { Readable } from 'node:stream';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createActivities } from '../../activities';
import type { ActivityDeps } from '../../activities/dependencies';
import { WRONG_CODE } from '../../activities/mock';
import type { Json, JsonObject } from '../../domain/json';
import { deriveKeys, newSecret } from '../../security/keys';
import { createSealer } from '../../security/seal';
import { createTokens } from '../../security/tokens';
import { type ActivityRequest, MOCK } from '../../workflows/activity-request';

const SESSION = '0b7d1c1e-0000-4000-8000-000000000001';
const keys = deriveKeys(newSecret());
const sealer = createSealer(keys);

const deps = {
  connectors: { catalogs: {}, connector: () => undefined },
  files: { open: async () => Readable.from([]), remove: async () => {}, removeSession: async () => {} },
  credentials: { issue: async () => {} },
  sealer,
  callbacks: createTokens(keys).callback,
  credentialsId: () => 'crd',
  publicUrl: 'https://api.test',
} as unknown as ActivityDeps;

const OUTPUT = {
  type: 'object',
  properties: { rate: { type: 'string' }, iban: { type: 'string', 'x-sensitive': 'pii' } },
};
const GOOD = { result: { rate: '3.10', iban: 'RO49AAAA1B31007593840000' }, output: OUTPUT };

function answer(more: Partial<ActivityRequest>): Promise<Json> {
  const { [MOCK]: activity } = createActivities(deps);
  const env = new MockActivityEnvironment({ attempt: 1 }, { logger: new DefaultLogger('ERROR') });
  const session = { session_id: SESSION, client_id: 'c', skill: 's', digest: 'd', catalog: 'none' };
  return env.run(
    activity as never,
    {
      session: { ...session, flavour: 'sandbox' },
      step: 'quote',
      visit: 1,
      phase: 'call',
      key: 'k',
      args: {},
      ...more,
    } as ActivityRequest,
  ) as Promise<Json>;
}

describe('An operation that is mocked', () => {
  test('answers as its author said, with personal data sealed', async () => {
    const result = (await answer({ mock: GOOD })) as JsonObject;
    expect(result.rate).toBe('3.10');
    expect(result.iban).toEqual({ $sealed: expect.any(String) });
    expect(sealer.unsealDeep(result, SESSION)).toEqual(GOOD.result);
  });

  test('fails with the code that its author gave', async () => {
    const mock = { code: 'travel.uninsurable', message: 'Nobody insures this.' };
    await expect(answer({ mock })).rejects.toMatchObject({
      type: mock.code,
      message: mock.message,
      nonRetryable: true,
    });
  });

  test('is undone, and its authorisation aborted, without a word', async () => {
    const mock = { code: 'travel.uninsurable', message: 'Nobody insures this.' };
    expect(await answer({ mock, phase: 'undo' })).toEqual({});
    expect(await answer({ mock, phase: 'abort' })).toBeNull();
  });

  test('never stands in for one in production', async () => {
    const session = { session_id: SESSION, client_id: 'c', skill: 's', digest: 'd', catalog: 'none' };
    const production = { ...session, flavour: 'production' as const };
    await expect(answer({ mock: GOOD, session: production })).rejects.toMatchObject({ type: 'error' });
    await expect(answer({})).rejects.toMatchObject({ type: 'error' });
  });

  test('plays an authorisation by a code: one is wrong, all others are right', async () => {
    const mock = { ...GOOD, method: 'otp' as const };
    const challenge = (await answer({ mock, phase: 'begin' })) as JsonObject;
    expect(challenge).toMatchObject({ state: 'challenge', kind: 'otp' });
    const reply = (otp: string) => answer({ mock, phase: 'answer', handle: challenge.handle as Json, answer: { otp } });
    expect(await reply(WRONG_CODE)).toMatchObject({ state: 'challenge', error: 'The code is wrong.' });
    expect(await reply('123456')).toMatchObject({ state: 'done', result: { rate: '3.10' } });
  });

  test('plays one that sends the user away, and has them come straight back', async () => {
    const mock = { ...GOOD, method: 'redirect' as const };
    const state = await answer({ mock, phase: 'begin' });
    expect(state).toMatchObject({
      state: 'redirect',
      url: expect.stringMatching(/^https:\/\/api\.test\/callbacks\/.+\/ok$/),
    });
    expect(await answer({ mock, phase: 'status', once: true })).toMatchObject({ state: 'done' });
  });

  test('plays one that the bank does not grant', async () => {
    const mock = { code: 'sca.failed', message: 'No.', method: 'decoupled' as const };
    expect(await answer({ mock, phase: 'begin' })).toEqual({ state: 'failed', message: 'No.' });
  });
});
