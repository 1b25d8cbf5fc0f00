import { TRIED_FOR } from '../../../domain/delivery/attempted';
import { WAITING_AT_MOST } from '../../../domain/delivery/delivery';
import type { TenantEvent } from '../../../domain/tenant-event';
import { HOUR, MINUTE, openDeliveries, SECOND } from './fixture';

const ids = (events: { id: string }[]) => events.map(({ id }) => id);
const many = (count: number) => Array.from({ length: count }, (_, index) => `s${index % 50}`);

describe('An endpoint', () => {
  test('is sent what happens from its creation on, of the types that it has chosen, and then left alone', async () => {
    const shop = openDeliveries();
    await shop.happen('before');
    const all = await shop.endpoint();
    const none = await shop.endpoint({ events: ['payment.*'] });
    const events = await shop.happen('a', 'b');
    await shop.run(all);
    await shop.run(none);
    expect(ids(shop.got(all))).toEqual(ids(events));
    expect(shop.got(none)).toEqual([]);
    expect(await shop.turn(all)).toEqual({ pause: null });
  });

  test('that was away for an hour under 2,000 events gets each of them once, those of a session in order', async () => {
    const shop = openDeliveries();
    const id = await shop.endpoint({ ordered: true });
    const until = shop.time.now + HOUR;
    shop.answer(id, () => shop.time.now >= until);
    const events: TenantEvent[] = [];
    for (let minute = 0; minute < 60; minute += 1) {
      events.push(...(await shop.happen(...many(minute === 0 ? 230 : 30))));
      await shop.run(id, shop.time.now + MINUTE);
    }
    await shop.run(id);
    expect(new Set(ids(shop.got(id)))).toEqual(new Set(ids(events)));
    expect(shop.got(id)).toHaveLength(events.length);
    for (const session of many(50)) {
      const of = (list: TenantEvent[]) => ids(list.filter(({ data }) => data.session_id === session));
      expect(of(shop.got(id))).toEqual(of(events));
    }
    expect(await shop.told()).toEqual(['failing', 'recovered']);
  });

  test('is not told of itself, and the tenant’s other endpoints are', async () => {
    const shop = openDeliveries();
    const [id, other] = [await shop.endpoint(), await shop.endpoint()];
    shop.answer(id, () => false);
    await shop.happen(...many(6));
    await shop.run(id, shop.time.now + 10 * MINUTE);
    await shop.run(other);
    shop.answer(id, () => true);
    await shop.run(id);
    expect(shop.got(other).filter(({ type }) => type === 'webhook.failing')).toMatchObject([
      { data: { endpoint_id: id, error: 'rejected', failing_since: '2026-11-28T10:00:00.000Z' } },
    ]);
    expect(shop.got(id).filter(({ type }) => type.startsWith('webhook.'))).toEqual([]);
  });

  test('that restarts within a minute is not told of', async () => {
    const shop = openDeliveries();
    const id = await shop.endpoint();
    const until = shop.time.now + 40 * SECOND;
    shop.answer(id, () => shop.time.now >= until);
    await shop.happen(...many(20));
    await shop.run(id);
    expect([shop.got(id).length, await shop.told()]).toEqual([20, []]);
  });

  test('that refuses one event takes all others, and is told when that one is given up after 72 hours', async () => {
    const shop = openDeliveries();
    const id = await shop.endpoint();
    const [bad] = await shop.happen('bad');
    const from = shop.time.now;
    shop.answer(id, ({ id: event_id }) => event_id !== bad?.id);
    for (let hour = 0; hour < 80; hour += 1) {
      await shop.happen('good');
      await shop.run(id, from + (hour + 1) * HOUR);
      shop.time.now = from + (hour + 1) * HOUR;
    }
    expect(shop.got(id)).toHaveLength(80);
    // For half an hour it was sent nothing else: five failures in a row.
    expect(await shop.told()).toEqual(['failing', 'recovered', 'exhausted']);
    const [record] = await shop.store.deliveries.list(id, { state: 'failed', limit: 10 });
    expect(record).toMatchObject({ event_id: bad?.id, state: 'failed' });
    const last = record?.attempts.at(-1)?.at ?? '';
    expect(Date.parse(last) - from).toBeGreaterThanOrEqual(TRIED_FOR);
    expect(record?.attempts.length).toBe(20);
    expect(record?.made).toBeGreaterThan(20);
  });

  test('that says when it wants to be called again is left alone until then', async () => {
    const shop = openDeliveries();
    const id = await shop.endpoint();
    await shop.happen('a');
    shop.answer(id, () => ({ status: 429, error: 'too_many_requests', retry_after: 2 * MINUTE }));
    expect(await shop.turn(id)).toEqual({ pause: 2 * MINUTE });
  });

  test('that its tenant pauses is sent nothing, is woken by nobody, and gets what it has missed once it is enabled', async () => {
    const shop = openDeliveries();
    const id = await shop.endpoint();
    await shop.store.endpoints.change(id, { enabled: false });
    expect(await shop.turn(id)).toEqual({ pause: null });
    const events = await shop.happen('a', 'b');
    shop.waker.recorded('tenant');
    await shop.turn(id);
    expect([shop.got(id), shop.woken]).toEqual([[], []]);
    await shop.store.endpoints.change(id, { enabled: true });
    await shop.run(id);
    expect(ids(shop.got(id))).toEqual(ids(events));
  });

  test('that gets another address is tried there at once, however long the old one had failed', async () => {
    const shop = openDeliveries();
    const id = await shop.endpoint();
    shop.answer(id, () => false);
    await shop.happen(...many(6));
    await shop.run(id, shop.time.now + HOUR);
    expect(await shop.turn(id)).not.toEqual({ pause: 0 });
    shop.answer(id, () => true);
    await shop.store.endpoints.change(id, { url: 'https://shop.example/new' });
    await shop.turn(id);
    expect(shop.got(id)).toHaveLength(6);
  });

  test('that is removed ends its delivery, and nothing of it stays', async () => {
    const shop = openDeliveries();
    const id = await shop.endpoint();
    await shop.happen('a');
    await shop.run(id);
    await shop.store.replays.add(id, { failed: true });
    await shop.store.endpoints.remove(id);
    expect(await shop.turn(id)).toEqual({ pause: null, isOver: true });
    expect(await shop.store.deliveries.list(id, { limit: 10 })).toEqual([]);
    expect(await shop.store.replays.list(id)).toEqual([]);
    expect(await shop.store.deliveryStates.find(id)).toBeUndefined();
  });

  test('that is new looks for itself for some seconds: other processes may not know of it yet', async () => {
    const shop = openDeliveries();
    const id = await shop.endpoint({ created_at: new Date(shop.time.now) });
    expect(await shop.turn(id)).toEqual({ pause: 5 * SECOND });
  });
});

describe('A turn', () => {
  test('that is cut off has noted what was taken, and what it gave up is sent by the next one', async () => {
    const shop = openDeliveries();
    const id = await shop.endpoint();
    const events = await shop.happen(...many(30));
    const cut = new AbortController();
    let sent = 0;
    shop.answer(id, () => {
      sent += 1;
      if (sent > 10) cut.abort();
      return sent <= 10 || { error: 'stopped' };
    });
    await expect(shop.turn(id, cut.signal)).rejects.toThrow();
    expect(shop.got(id)).toHaveLength(10);
    shop.answer(id, () => true);
    await shop.run(id);
    expect(ids(shop.got(id)).sort()).toEqual(ids(events).sort());
  });

  test('whose notes are lost is made again: events come twice, and none is left out', async () => {
    const shop = openDeliveries();
    const id = await shop.endpoint();
    const events = await shop.happen('a', 'b', 'c');
    const { put } = shop.store.deliveryStates;
    shop.store.deliveryStates.put = async () => {
      throw new Error('away');
    };
    await expect(shop.turn(id)).rejects.toThrow('away');
    shop.store.deliveryStates.put = put;
    await shop.run(id);
    expect(new Set(ids(shop.got(id)))).toEqual(new Set(ids(events)));
  });

  test('of many events reads the log a few times, and not for each of them', async () => {
    const shop = openDeliveries();
    const id = await shop.endpoint();
    await shop.happen(...many(100));
    const { after } = shop.store.events;
    const { list } = shop.store.replays;
    let reads = 0;
    shop.store.events.after = (...of) => {
      reads += 1;
      return after(...of);
    };
    shop.store.replays.list = (...of) => {
      reads += 1;
      return list(...of);
    };
    // Each is answered on its own, with no pause in between.
    shop.services.pause = () => new Promise(() => undefined);
    await shop.turn(id);
    expect(shop.got(id)).toHaveLength(100);
    expect(reads).toBeLessThan(10);
  });

  test('begins no attempt after some seconds, so that other endpoints have theirs', async () => {
    const shop = openDeliveries();
    const id = await shop.endpoint();
    await shop.happen(...many(100));
    shop.answer(id, () => {
      shop.time.now += SECOND;
      return true;
    });
    expect(await shop.turn(id)).toEqual({ pause: 0 });
    expect(shop.got(id).length).toBeLessThan(40);
    await shop.run(id);
    expect(shop.got(id)).toHaveLength(100);
  });
});

describe('A replay', () => {
  test('of one event sends it again, whether or not its type is chosen', async () => {
    const shop = openDeliveries();
    const id = await shop.endpoint({ events: ['payment.*'] });
    const [event] = await shop.happen('a');
    await shop.run(id);
    await shop.store.replays.add(id, { position: await shop.store.events.end('tenant') });
    await shop.run(id);
    expect(ids(shop.got(id))).toEqual(ids([event as { id: string }]));
    expect(await shop.store.replays.list(id)).toEqual([]);
  });

  test('of all since a place sends all of them again, in one log entry each', async () => {
    const shop = openDeliveries();
    const id = await shop.endpoint();
    const first = await shop.happen('a');
    const place = await shop.store.events.end('tenant');
    const rest = await shop.happen('b', 'c');
    await shop.run(id);
    await shop.store.replays.add(id, { after: place });
    await shop.run(id);
    expect(ids(shop.got(id))).toEqual(ids([...first, ...rest, ...rest]));
    expect((await shop.store.deliveries.list(id, { limit: 10 })).map(({ made }) => made)).toEqual([2, 2, 1]);
  });

  test('of all that were given up sends those, and no others', async () => {
    const shop = openDeliveries();
    const id = await shop.endpoint();
    const bad = await shop.happen('a', 'b', 'c');
    shop.answer(id, (event) => !ids(bad).includes(event.id));
    const from = shop.time.now;
    for (let hour = 0; hour < 78; hour += 1) {
      await shop.happen('good');
      await shop.run(id, from + (hour + 1) * HOUR);
      shop.time.now = from + (hour + 1) * HOUR;
    }
    expect(await shop.store.deliveries.list(id, { state: 'failed', limit: 10 })).toHaveLength(3);
    const before = shop.got(id).length;
    shop.answer(id, () => true);
    await shop.store.replays.add(id, { failed: true });
    await shop.run(id);
    expect(ids(shop.got(id).slice(before)).sort()).toEqual(ids(bad).sort());
    expect(await shop.store.deliveries.list(id, { state: 'failed', limit: 10 })).toEqual([]);
  });

  test('of what has gone from the log sends nothing, and an event that goes while it waits is given up', async () => {
    const shop = openDeliveries();
    const id = await shop.endpoint();
    shop.answer(id, () => false);
    await shop.happen('a');
    await shop.turn(id);
    shop.store.events.at = async () => undefined;
    await shop.run(id);
    expect(await shop.store.deliveries.list(id, { limit: 10 })).toMatchObject([{ state: 'failed', made: 1 }]);
    await shop.store.replays.add(id, { failed: true });
    await shop.run(id);
    expect(await shop.store.deliveries.list(id, { limit: 10 })).toMatchObject([{ state: 'failed', made: 1 }]);
    expect(await shop.store.replays.list(id)).toEqual([]);
  });

  test('that waits for room has nothing tried before its time', async () => {
    const shop = openDeliveries();
    const id = await shop.endpoint();
    const due = shop.time.now + HOUR;
    const waiting = Array.from({ length: WAITING_AT_MOST }, (_, index) => ({
      place: `0${index}`,
      event_id: `evt_${index}`,
      type: 'session.waiting' as const,
      subject: `s${index}`,
      failures: 1,
      due,
    }));
    const delivery = { ...(await shop.state(id)), waiting };
    await shop.store.deliveryStates.put(id, { delivery, awake_until: new Date(0) });
    const gone = { endpoint_id: id, position: '1', event_id: 'evt', type: 'session.waiting' as const };
    await shop.store.deliveries.put({ ...gone, state: 'failed', attempts: [], made: 1 });
    await shop.store.replays.add(id, { failed: true });
    expect(await shop.turn(id)).toEqual({ pause: HOUR });
    expect(await shop.store.replays.list(id)).toHaveLength(1);
  });

  test('tries an endpoint that is down at once', async () => {
    const shop = openDeliveries();
    const id = await shop.endpoint();
    shop.answer(id, () => false);
    await shop.happen(...many(6));
    await shop.run(id, shop.time.now + HOUR);
    shop.answer(id, () => true);
    await shop.store.replays.add(id, { failed: true });
    await shop.turn(id);
    expect(shop.got(id)).toHaveLength(6);
  });
});

describe('Events that are recorded while a delivery falls asleep', () => {
  test('are sent: each moment at which one can come is tried', async () => {
    for (let moment = 0; moment < 25; moment += 1) {
      const shop = openDeliveries();
      const id = await shop.endpoint();
      await shop.happen('a');
      // Between any two reads and writes of the turn, another process records an event and wakes who seems to sleep.
      let calls = 0;
      const interrupt = async () => {
        calls += 1;
        if (calls !== moment) return;
        await shop.happen('late');
        const awake = await awakeUntil(id);
        if ((awake?.getTime() ?? 0) <= shop.time.now) shop.woken.push(id);
      };
      const { awakeUntil, put } = shop.store.deliveryStates;
      const { after } = shop.store.events;
      shop.store.deliveryStates.put = async (...of) => {
        await interrupt();
        await put(...of);
        await interrupt();
      };
      shop.store.events.after = async (...of) => {
        await interrupt();
        const found = await after(...of);
        await interrupt();
        return found;
      };
      await shop.run(id);
      if (shop.woken.length > 0) await shop.run(id);
      expect([moment, shop.got(id).length]).toEqual([moment, moment > 0 && moment <= calls ? 2 : 1]);
    }
  });
});

describe('An attempt that takes its time', () => {
  test('keeps no other event of its endpoint from being sent meanwhile, up to sixteen', async () => {
    const shop = openDeliveries();
    const id = await shop.endpoint();
    const open: (() => void)[] = [];
    shop.answer(id, () => new Promise((resolve) => open.push(() => resolve(true))));
    await shop.happen('a');
    const turn = shop.turn(id);
    const until = async (count: number) => {
      while (open.length < count) await new Promise((resolve) => setImmediate(resolve));
    };
    await until(1);
    await shop.happen(...many(30));
    await until(16);
    for (let answered = 0; answered < 31; answered += 1) {
      await until(answered + 1);
      open[answered]?.();
    }
    await turn;
    expect(shop.got(id)).toHaveLength(31);
  });
});
