import { NEVER } from '../../../service/delivery/turn';
import type { WebhookEndpoint } from '../../../store/store';
import { anEndpoint } from '../../support/an-endpoint';
import { MINUTE, openWatch } from './fixture';

/** A watch over one endpoint, and its tenant's log. */
async function openEndpoint(more: Partial<WebhookEndpoint> = {}) {
  const watch = openWatch();
  const { endpoints, events, deliveryStates } = watch.deps.store;
  const endpoint_id = 'we_1';
  const own = anEndpoint({ endpoint_id, client_id: watch.client_id, created_at: new Date(watch.time.now), ...more });
  await endpoints.create(own, { $sealed: '' });
  const happen = () =>
    events.append(watch.client_id, [
      { id: 'evt_1', type: 'session.created', at: new Date(watch.time.now).toISOString(), data: {} },
    ]);
  /** It stands so, and is awake for so many ms. */
  const stands = async (awake: number, more: object = {}) => {
    const place = await events.end(watch.client_id);
    const delivery = { place, furthest: place, waiting: [], failures: 0, bouts: 0, ...more };
    await deliveryStates.put(endpoint_id, { delivery, awake_until: new Date(watch.time.now + awake) });
  };
  return { ...watch, endpoint_id, happen, stands };
}

describe('A delivery', () => {
  test('that nobody has woken, for the process that recorded an event was killed, is woken by the watch', async () => {
    const { happen, stands, look, memory, endpoint_id, time } = await openEndpoint();
    await stands(0);
    await happen();
    time.now += MINUTE;
    await look();
    expect(memory.woken).toEqual([endpoint_id]);
  });

  test('that never began is begun by the watch', async () => {
    const { happen, look, memory, endpoint_id } = await openEndpoint();
    await look();
    expect(memory.woken).toEqual([]);
    await happen();
    await look();
    expect(memory.woken).toEqual([endpoint_id]);
  });

  test('whose workflow somebody has terminated is begun anew once something is overdue', async () => {
    const { stands, look, memory, endpoint_id, time } = await openEndpoint();
    const event_id = 'evt_1';
    const waiting = {
      place: '1',
      event_id,
      type: 'session.created',
      subject: 's',
      failures: 1,
      due: time.now + MINUTE,
    };
    await stands(0, { waiting: [waiting] });
    await look();
    expect(memory.woken).toEqual([]);
    time.now += 2 * MINUTE;
    await look();
    expect(memory.woken).toEqual([endpoint_id]);
  });

  test('that has a wish for a replay is woken', async () => {
    const { stands, look, memory, endpoint_id, deps, time } = await openEndpoint();
    await stands(0);
    time.now += MINUTE;
    await deps.store.replays.add(endpoint_id, { failed: true });
    await look();
    expect(memory.woken).toEqual([endpoint_id]);
  });

  test('that was paused, and has not heard that it is enabled again, is woken', async () => {
    const { deps, endpoint_id, stands, look, memory, time } = await openEndpoint({ enabled: false });
    await stands(NEVER - time.now);
    await look();
    expect(memory.woken).toEqual([]);
    await deps.store.endpoints.change(endpoint_id, { enabled: true });
    await look();
    expect(memory.woken).toEqual([endpoint_id]);
  });

  test('that is at work, has nothing to do, or whose endpoint is paused is left alone', async () => {
    const awake = await openEndpoint();
    await awake.stands(MINUTE);
    await awake.happen();
    await awake.look();
    const idle = await openEndpoint();
    await idle.happen();
    await idle.stands(0);
    idle.time.now += MINUTE;
    await idle.look();
    const paused = await openEndpoint({ enabled: false });
    await paused.happen();
    await paused.look();
    expect([awake, idle, paused].map(({ memory }) => memory.woken)).toEqual([[], [], []]);
  });
});
