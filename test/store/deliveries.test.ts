import { newDelivery } from '../../domain/delivery/delivery';
import { DELIVERIES_KEPT_FOR } from '../../store/deliveries';
import type { DeliveryRecord } from '../../store/store';
import { anEndpoint } from '../support/an-endpoint';
import { type Fixture, openFixture } from './fixture';

let fixture: Fixture;
beforeEach(async () => {
  fixture = await openFixture();
});
afterEach(() => fixture.dispose());

const place = (number: number): string => String(number).padStart(16, '0');
const record = (number: number, more: Partial<DeliveryRecord> = {}): DeliveryRecord => ({
  endpoint_id: 'we_1',
  position: place(number),
  event_id: `evt_${number}`,
  type: 'session.completed',
  session_id: 's',
  state: 'delivered',
  attempts: [{ at: '2026-11-28T10:00:00.000Z', ms: 7, status: 204 }],
  made: 1,
  ...more,
});
const positions = (records: DeliveryRecord[]) => records.map(({ position }) => Number(position));

describe('The store of deliveries', () => {
  test('keeps how a delivery stands, and says until when it is awake', async () => {
    const { deliveryStates } = fixture.store;
    expect(await deliveryStates.find('we_1')).toBeUndefined();
    expect(await deliveryStates.awakeUntil('we_1')).toBeUndefined();
    const state = { delivery: { ...newDelivery(place(3)), url: 'https://shop.example' }, awake_until: new Date(5_000) };
    await deliveryStates.put('we_1', { ...state, delivery: newDelivery('') });
    await deliveryStates.put('we_1', state);
    expect(await deliveryStates.find('we_1')).toEqual(state);
    expect(await deliveryStates.awakeUntil('we_1')).toEqual(new Date(5_000));
    await deliveryStates.remove('we_1');
    expect(await deliveryStates.find('we_1')).toBeUndefined();
  });

  test('lists what became of events, the newest first, by state and from a place on', async () => {
    const { deliveries } = fixture.store;
    for (const number of [2, 1, 3]) await deliveries.put(record(number));
    await deliveries.put(record(4, { state: 'pending', due: new Date(9_000) }));
    await deliveries.put(record(4, { endpoint_id: 'we_12' }));
    expect(positions(await deliveries.list('we_1', { limit: 10 }))).toEqual([4, 3, 2, 1]);
    expect(positions(await deliveries.list('we_1', { limit: 2, before: place(3) }))).toEqual([2, 1]);
    expect(positions(await deliveries.list('we_1', { limit: 10, state: 'pending' }))).toEqual([4]);
    expect(await deliveries.find('we_1', place(4))).toEqual(record(4, { state: 'pending', due: new Date(9_000) }));
    await deliveries.put(record(4));
    expect(await deliveries.find('we_1', place(4))).toEqual(record(4));
    await deliveries.removeAll('we_1');
    expect(await deliveries.list('we_1', { limit: 10 })).toEqual([]);
    expect(await deliveries.list('we_12', { limit: 10 })).toHaveLength(1);
  });

  test('drops them 30 days after their last attempt', async () => {
    const { deliveries } = fixture.store;
    await deliveries.put(record(1));
    await fixture.store.sweep(new Date(Date.now() + DELIVERIES_KEPT_FOR - 60_000));
    expect(await deliveries.find('we_1', place(1))).toBeDefined();
    await fixture.store.sweep(new Date(Date.now() + DELIVERIES_KEPT_FOR + 60_000));
    expect(await deliveries.find('we_1', place(1))).toBeUndefined();
  });

  test('keeps wishes for replays in the order in which they came, until they are taken up', async () => {
    const { replays } = fixture.store;
    const wishes = [{ failed: true }, { after: place(1) }, { position: place(2) }] as const;
    for (const [index, wish] of wishes.entries()) {
      const before = Date.now();
      await replays.add('we_1', wish);
      while (index < 2 && Date.now() === before) await Promise.resolve();
    }
    await replays.add('we_2', { failed: true });
    const found = await replays.list('we_1');
    expect(found.map(({ replay }) => replay)).toEqual(wishes);
    await replays.remove(String(found[0]?.id));
    expect(await replays.list('we_1')).toHaveLength(2);
    await replays.removeAll('we_1');
    expect([await replays.list('we_1'), (await replays.list('we_2')).length]).toEqual([[], 1]);
  });

  test('finds an event by its place, and endpoints of all tenants page by page', async () => {
    const { events, endpoints } = fixture.store;
    const event = { id: 'evt_1', type: 'session.created' as const, at: '2026-11-28T10:00:00.000Z', data: {} };
    await events.append('vci_1', [event]);
    const position = await events.end('vci_1');
    expect(await events.at('vci_1', position)).toEqual({ ...event, position });
    expect(await events.at('vci_2', position)).toBeUndefined();
    for (const endpoint_id of ['we_b', 'we_a', 'we_c'])
      await endpoints.create(anEndpoint({ endpoint_id, client_id: endpoint_id }), { $sealed: 's' });
    const ids = async (after: string) => (await endpoints.page(after, 2)).map(({ endpoint_id }) => endpoint_id);
    expect([await ids(''), await ids('we_b')]).toEqual([['we_a', 'we_b'], ['we_c']]);
  });
});
