import type { OpenSessions, StuckSession } from '../../../service/engine/open-sessions';
import { tellStuck } from '../../../service/watch/stuck';
import { MINUTE, openWatch } from './fixture';

/** A watch over sessions, of which those in `stuck` are. */
function openStuck() {
  const stuck = new Map<string, StuckSession>();
  const pages: (string | undefined)[] = [];
  const sessions: OpenSessions = {
    async stuck(list, from) {
      if (list === 'calls') return { found: [] };
      pages.push(from);
      return from === undefined ? { found: [], next: 'second' } : { found: [...stuck.values()] };
    },
    isStuck: async ({ session_id }) => stuck.has(session_id),
  };
  const watch = openWatch({ sessions });
  const of = { client_id: watch.client_id, session_id: 's-1', skill: 'xyz_sbx_#3.0', status: 'AWAITING_STEP' };
  const session: StuckSession = { ...of, cause: 'task_failing', attempts: 5 };
  return { ...watch, session, stuck, pages };
}

describe('A session that is stuck', () => {
  test('is told once for each time, however long it lasts', async () => {
    const { session, stuck, events, look, time } = openStuck();
    stuck.set('s-1', session);
    for (let n = 0; n < 6; n += 1) await look();
    expect(await events()).toMatchObject([
      {
        type: 'session.stuck',
        data: { session_id: 's-1', skill: 'xyz_sbx_#3.0', status: 'AWAITING_STEP', cause: 'task_failing' },
      },
    ]);
    stuck.clear();
    await look();
    time.now += MINUTE;
    stuck.set('s-1', session);
    for (let n = 0; n < 4; n += 1) await look();
    expect(await events()).toHaveLength(2);
  });

  test('is one event, whether the API meets it or the watch finds it', async () => {
    const { session, stuck, events, look, services, time } = openStuck();
    stuck.set('s-1', session);
    expect(await tellStuck(services, session)).toBe(true);
    time.now += MINUTE;
    expect(await tellStuck(services, session)).toBe(false);
    for (let n = 0; n < 4; n += 1) await look();
    expect(await events()).toHaveLength(1);
  });

  test('is told though whoever found it died before it was told', async () => {
    const { session, stuck, events, look, services } = openStuck();
    stuck.set('s-1', session);
    const dies = { ...services, events: { record: () => Promise.reject(new Error('killed')) } };
    await expect(tellStuck(dies, session)).rejects.toThrow('killed');
    for (let n = 0; n < 4; n += 1) await look();
    expect(await events()).toHaveLength(1);
  });

  test('is found page by page, from the beginning again where the engine doesn’t know the place any more', async () => {
    const { pages, look, services } = openStuck();
    for (let n = 0; n < 4; n += 1) await look();
    expect(pages).toEqual([undefined, 'second', undefined, 'second']);
    await look();
    const { stuck } = services.sessions;
    services.sessions.stuck = () => Promise.reject(new Error('no such place'));
    await look();
    services.sessions.stuck = stuck;
    await look();
    expect(pages.slice(4)).toEqual([undefined, undefined]);
  });
});
