import type { TenantEvent } from '../../domain/tenant-event';
import { createEventRecorder } from '../../runtime/event-recorder';

const event = (id: string): TenantEvent => ({ id, type: 'session.created', at: '2026-11-28T00:00:00.000Z', data: {} });
const settled = () => new Promise(setImmediate);

/** A log whose writes end when the test says so. */
function slowLog() {
  const writes: { of: string; ids: string[]; end(error?: Error): void }[] = [];
  const append = (client_id: string, events: readonly TenantEvent[]) =>
    new Promise<void>((resolve, reject) => {
      const ids = events.map(({ id }) => id);
      writes.push({ of: client_id, ids, end: (error) => (error ? reject(error) : resolve()) });
    });
  return { writes, append };
}

describe('What records the events of this process', () => {
  test('has one write at a time for each tenant; what comes meanwhile goes with the next, in its order', async () => {
    const log = slowLog();
    const recorder = createEventRecorder(log);
    const recorded = ['1', '2', '3'].map((id) => recorder.record('a', [event(id), event(`${id}+`)]));
    void recorder.record('b', [event('other')]);
    await settled();
    expect(log.writes.map(({ of, ids }) => [of, ids])).toEqual([
      ['a', ['1', '1+']],
      ['b', ['other']],
    ]);
    log.writes[0]?.end();
    await recorded[0];
    await settled();
    expect(log.writes[2]).toMatchObject({ of: 'a', ids: ['2', '2+', '3', '3+'] });
    const late = recorder.record('a', [event('4')]);
    log.writes[2]?.end();
    await Promise.all(recorded);
    await settled();
    log.writes[3]?.end();
    await late;
    expect(log.writes[3]?.ids).toEqual(['4']);
    expect(log.writes).toHaveLength(4);
  });

  test('says to each whose write has failed that it has, and to no other', async () => {
    const log = slowLog();
    const recorder = createEventRecorder(log);
    const heard: string[] = [];
    recorder.onRecorded(async (client_id) => void heard.push(client_id));
    const first = recorder.record('a', [event('1')]);
    const grouped = ['2', '3'].map((id) => recorder.record('a', [event(id)]));
    log.writes[0]?.end(new Error('away'));
    await expect(first).rejects.toThrow('away');
    await settled();
    log.writes[1]?.end();
    await Promise.all(grouped);
    expect(heard).toEqual(['a']);
  });
});
