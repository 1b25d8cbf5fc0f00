import { openDeliveries } from './fixture';

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('Who records an event', () => {
  test('wakes those deliveries of its tenant that sleep, and no others', async () => {
    const shop = openDeliveries();
    const [asleep, awake] = [await shop.endpoint(), await shop.endpoint()];
    await shop.endpoint({ client_id: 'another' });
    const state = { delivery: await shop.state(awake), awake_until: new Date(shop.time.now + 1_000) };
    await shop.store.deliveryStates.put(awake, state);
    shop.waker.recorded('tenant');
    await settled();
    expect(shop.woken).toEqual([asleep]);
  });

  test('a hundred times at once wakes twice: at once, and once more for what came meanwhile', async () => {
    const shop = openDeliveries();
    const id = await shop.endpoint();
    for (let times = 0; times < 100; times += 1) shop.waker.recorded('tenant');
    await settled();
    expect(shop.woken).toEqual([id, id]);
  });

  test('is not held up by an engine or a store that is away', async () => {
    const shop = openDeliveries();
    await shop.endpoint();
    shop.store.deliveryStates.awakeUntil = async () => {
      throw new Error('away');
    };
    shop.waker.recorded('tenant');
    await settled();
    expect(shop.woken).toEqual([]);
  });
});
