import { VestibuleError } from '../../domain/errors';
import { idempotentRequest, type KeptAnswer, performOnce } from '../../service/idempotency';
import { createServices } from '../../service/services';
import { testDeps } from './support/test-deps';

const services = createServices(testDeps().deps);
const created: KeptAnswer = { status: 201, headers: { Location: '/x' }, body: { secret: 'v' } };
const request = (key: string, body = 'a') => idempotentRequest(services, 'sessions', 'vci_x', key, body);
const once = (key: string, perform: () => Promise<KeptAnswer>, body?: string) =>
  performOnce(services, request(key, body), perform);

describe('A request under an idempotency key', () => {
  test('is performed once, and its first answer replayed', async () => {
    const perform = jest.fn(async () => created);
    expect(await once('k1', perform)).toEqual({ ...created, replayed: false });
    expect(await once('k1', perform)).toEqual({ ...created, replayed: true });
    expect(perform).toHaveBeenCalledTimes(1);
  });

  test('is refused with another body, and while the first is at work', async () => {
    let finish: (answer: KeptAnswer) => void = () => undefined;
    const first = once('k2', () => new Promise((resolve) => (finish = resolve)));
    await new Promise(setImmediate);
    await expect(once('k2', async () => created)).rejects.toMatchObject({ code: 'idempotency_in_flight' });
    finish(created);
    await first;
    await expect(once('k2', async () => created, 'b')).rejects.toMatchObject({ code: 'idempotency_key_reused' });
  });

  test('does not replay a refusal: its cause may be gone, and the key is free, also for a corrected body', async () => {
    const perform = () => Promise.reject(new VestibuleError('skill_not_found', 'None.'));
    await expect(once('k3', perform)).rejects.toMatchObject({ code: 'skill_not_found' });
    await expect(once('k3', perform)).rejects.toMatchObject({ code: 'skill_not_found' });
    expect(await once('k3', async () => created, 'b')).toMatchObject({ ...created, replayed: false });
  });

  test.each([
    new VestibuleError('engine_unavailable', 'Away.'),
    new VestibuleError('rate_limited', 'Slow down.'),
    new Error('a fault of ours'),
  ])('may be tried again after %s', async (error) => {
    await expect(once(`k4 ${error.message}`, () => Promise.reject(error))).rejects.toBe(error);
    expect(await once(`k4 ${error.message}`, async () => created)).toMatchObject({ replayed: false });
  });

  test('of one operation or tenant is none of another', async () => {
    await once('k5', async () => created);
    const others = [
      idempotentRequest(services, 'token', 'vci_x', 'k5', 'a'),
      idempotentRequest(services, 'sessions', 'vci_y', 'k5', 'a'),
    ];
    for (const other of others)
      expect(await performOnce(services, other, async () => created)).toMatchObject({
        replayed: false,
      });
  });
});
