import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, type ClientRequest, get } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { OurChat } from '../arms/us';
import { readServiceRequests } from '../engine-metrics';
import { openPlace, type Place, unlessBroken } from '../place';
import type { Fact, Findings } from '../result';
import { several } from '../run';
import { ready } from './grid';
import type { Measure, Setting } from './measure';
import { collectable, heldMemory } from './memory';

const MANY = 1_000;
/** ms of silence in which the engine's calls are counted. */
const SILENCE = 20_000;
/** Changes whose way to a listener is timed. */
const CHANGES = 30;

/** A client that has opened a stream of events. */
interface Listener {
  request: ClientRequest;
  /** Resolves with the next piece that arrives. */
  heard(): Promise<void>;
}

/** What an event stream costs: memory of the API, calls of the engine while nothing happens; and how late it tells. */
export const LISTENERS: Measure = {
  name: 'listeners',
  own: true,
  async run(_place, setting) {
    const folder = mkdtempSync(path.join(tmpdir(), 'vestibule-bench-pids-'));
    const limits = { RATE_LIMIT: '0', PSU_LIMIT: '0', ...collectable(folder) };
    const place = await openPlace({ arms: ['us'], say: () => undefined, limits });
    try {
      return await unlessBroken(place, measure(place, setting, folder));
    } finally {
      await place.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function measure(place: Place, { quick, say }: Setting, folder: string): Promise<Partial<Findings>> {
  const many = quick ? 100 : MANY;
  say(`listeners: starting ${many} sessions`);
  const chats = (await several(many, () => ready(place.us, 'talk'), 8)) as OurChat[];
  // The API's heap has grown to what so many connections at once take before the first figure is read.
  say('listeners: a first round, uncounted');
  await leave(await several(many, (index) => listen(place, chats[index] as OurChat), 16));
  await several(many, (index) => (chats[index] as OurChat).read?.() as Promise<void>, 8);
  const before = await heldMemory(place, folder);
  const listeners = await several(many, (index) => listen(place, chats[index] as OurChat), 16);
  say(`listeners: ${many} listen`);
  const after = await heldMemory(place, folder);
  const facts: Fact[] = [
    {
      measure: 'listeners',
      name: `API memory held per listener, of ${many}`,
      value: (after.held - before.held) / many / 1e3,
      unit: 'kB',
    },
    {
      measure: 'listeners',
      name: `API memory resident per listener, of ${many}`,
      value: (after.resident - before.resident) / many / 1e3,
      unit: 'kB',
    },
  ];
  if (place.metricsUrl) {
    const seconds = (quick ? SILENCE / 4 : SILENCE) / 1000;
    const idle = await callsWithin(place.metricsUrl, seconds * 1000);
    facts.push({ measure: 'listeners', name: `engine queries, ${many} idle`, value: idle / seconds, unit: '/s' });
  }
  const late = await changeTimes(chats, listeners);
  facts.push({
    measure: 'listeners',
    name: 'change told after, p50',
    value: late[CHANGES / 2] as number,
    unit: 'ms',
  });
  facts.push({ measure: 'listeners', name: 'change told after, most', value: late.at(-1) as number, unit: 'ms' });
  await leave(listeners);
  return { facts };
}

function listen({ stack }: Place, chat: OurChat): Promise<Listener> {
  const url = `${stack.demo.api_url}/sessions/${chat.id}/events`;
  const headers = { authorization: `Bearer ${chat.proof()}` };
  return new Promise((resolve, reject) => {
    const request = get(url, { headers, agent: new Agent() }, (answer) => {
      if (answer.statusCode !== 200) return reject(new Error(`a listener was answered ${answer.statusCode}`));
      const heard = () => new Promise<void>((done) => answer.once('data', () => done()));
      answer.on('error', () => undefined);
      void heard().then(() => resolve({ request, heard }));
      answer.resume();
    });
    request.on('error', reject);
  });
}

async function leave(listeners: Listener[]): Promise<void> {
  await several(listeners.length, async (index) => {
    const { request } = listeners[index] as Listener;
    const closed = new Promise((resolve) => request.once('close', resolve));
    request.destroy();
    await closed;
  });
}

async function callsWithin(metricsUrl: string, ms: number): Promise<number> {
  const count = () => readServiceRequests(metricsUrl, 'QueryWorkflow');
  const before = await count();
  await new Promise((resolve) => setTimeout(resolve, ms));
  return (await count()) - before;
}

/** ms from a submission until its session's listener is told, one after the other, sorted. */
async function changeTimes(chats: OurChat[], listeners: Listener[]): Promise<number[]> {
  const times: number[] = [];
  for (let index = 0; index < CHANGES; index += 1) {
    const told = (listeners[index] as Listener).heard();
    const sent = performance.now();
    await (chats[index] as OurChat).step?.();
    await told;
    times.push(performance.now() - sent);
  }
  return times.sort((one, other) => one - other);
}
