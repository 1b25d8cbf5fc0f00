import { randomUUID } from 'node:crypto';
import { Mongoose } from 'mongoose';
import { idempotencyPort } from '../../store/idempotency';
import { defineModels } from '../../store/models';
import type { IdempotencyPort } from '../../store/store';
import { type Fixture, openFixture } from './fixture';

const RESPONSE = { status: 201, headers: { Location: '/sessions/1' }, body: { $sealed: 'v1.x' } };
const HOUR = 3_600_000;
let fixture: Fixture;
let port: IdempotencyPort;
let now = Date.now();
const mongoose = new Mongoose({ sanitizeFilter: true });

beforeAll(async () => {
  fixture = await openFixture();
  const connection = await mongoose.createConnection(fixture.uri).asPromise();
  port = idempotencyPort(defineModels(connection), () => now);
});
afterAll(async () => {
  await mongoose.disconnect();
  await fixture.dispose();
});

async function begun(key: string) {
  const answer = await port.begin(key, 'body');
  if (answer.state !== 'new') throw new Error(answer.state);
  return answer.lease;
}

describe('an idempotency key', () => {
  test('is carried out by one of all who ask at once', async () => {
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 20 }, () => port.begin(key, 'body')));
    expect(answers.filter(({ state }) => state === 'new')).toHaveLength(1);
    expect(answers.filter(({ state }) => state === 'in_flight')).toHaveLength(19);
  });

  test('replays the first answer, and refuses another body', async () => {
    const key = randomUUID();
    await port.complete(key, await begun(key), RESPONSE);
    expect(await port.begin(key, 'body')).toEqual({ state: 'replay', response: RESPONSE });
    expect(await port.begin(key, 'another')).toEqual({ state: 'mismatch' });
  });

  test('refuses another body while the first is at work, too', async () => {
    const key = randomUUID();
    await begun(key);
    expect(await port.begin(key, 'another')).toEqual({ state: 'mismatch' });
  });

  test('is free again once its call was abandoned', async () => {
    const key = randomUUID();
    await port.abandon(key, await begun(key));
    expect((await port.begin(key, 'another')).state).toBe('new');
  });

  test('goes to the next who asks when its first owner died', async () => {
    const key = randomUUID();
    const first = await begun(key);
    now += 61_000;
    const second = await begun(key);
    await port.complete(key, first, { ...RESPONSE, status: 500 });
    await port.abandon(key, first);
    expect(await port.begin(key, 'body')).toEqual({ state: 'in_flight' });
    await port.complete(key, second, RESPONSE);
    expect(await port.begin(key, 'body')).toEqual({ state: 'replay', response: RESPONSE });
  });

  test('that its first owner left goes to one of all who ask at once', async () => {
    const key = randomUUID();
    await begun(key);
    now += 61_000;
    const answers = await Promise.all(Array.from({ length: 20 }, () => port.begin(key, 'body')));
    expect(answers.filter(({ state }) => state === 'new')).toHaveLength(1);
    expect(answers.filter(({ state }) => state === 'in_flight')).toHaveLength(19);
  });

  test('is not abandoned once it has an answer', async () => {
    const key = randomUUID();
    const lease = await begun(key);
    await port.complete(key, lease, RESPONSE);
    await port.abandon(key, lease);
    expect((await port.begin(key, 'body')).state).toBe('replay');
  });

  test('is kept for 24 hours, and free for anything after them', async () => {
    const key = randomUUID();
    await port.complete(key, await begun(key), RESPONSE);
    now += 24 * HOUR - 1000;
    expect((await port.begin(key, 'body')).state).toBe('replay');
    now += 2000;
    expect((await port.begin(key, 'another')).state).toBe('new');
    expect(await port.begin(key, 'another')).toEqual({ state: 'in_flight' });
  });

  test('is stored as a hash only', async () => {
    await port.begin('the-caller’s-own-key', 'body');
    const stored = await fixture.database.collection('idempotency').find().toArray();
    expect(JSON.stringify(stored)).not.toContain('caller');
  });
});

describe('a sweep', () => {
  test('removes what has expired and nothing else', async () => {
    await fixture.store.sweep(new Date(now + 25 * HOUR));
    const lease = await fixture.store.idempotency.begin('kept', 'body');
    expect(lease.state).toBe('new');
    await fixture.store.sweep(new Date(Date.now() + 23 * HOUR));
    expect((await fixture.store.idempotency.begin('kept', 'body')).state).toBe('in_flight');
    expect(await fixture.store.sweep(new Date(Date.now() + 25 * HOUR))).toBe(1);
    expect(await fixture.database.collection('idempotency').countDocuments()).toBe(0);
  });
});
