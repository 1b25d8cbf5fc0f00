import { setTimeout as delay } from 'node:timers/promises';
import { type OurChat, usArm } from '../arms/us';
import { addApi } from '../more-processes';
import { openPlace, type Place, unlessBroken } from '../place';
import type { Findings } from '../result';
import { several } from '../run';
import { quantile, sorted } from '../statistics';
import { ready } from './grid';
import type { Measure, Setting } from './measure';
import { type Kind, type Opened, openSubscription } from './subscriptions';

/** Subscriptions of one tenant's server, by what they follow. */
const OPEN: Record<Kind, number> = { session: 900, events: 50, graphql: 50 };
/** Changes a second, and for how many seconds they are timed after some that are not. */
const RATE = 20;
const SECONDS = 60;
const WARM = 5;
/** ms that the last changes may take: one that has not arrived by then is lost. */
const PATIENCE = 60_000;

/** How late a tenant's server with 1,000 subscriptions at two API processes hears of a change. */
export const REALTIME: Measure = {
  name: 'realtime',
  own: true,
  async run(_place, setting) {
    const place = await openPlace({ arms: ['us'], say: () => undefined });
    try {
      return await unlessBroken(place, onTwoProcesses(place, setting));
    } finally {
      await place.close();
    }
  },
};

async function onTwoProcesses(place: Place, setting: Setting): Promise<Partial<Findings>> {
  const { stack } = place;
  const api = await addApi(stack);
  const second = usArm(api.url, stack.demo);
  try {
    const arms = [
      { url: stack.demo.api_url, begin: () => ready(place.us, 'talk') },
      { url: api.url, begin: () => ready(second, 'talk') },
    ];
    return await measure(arms, place, setting);
  } finally {
    await second.close();
    await api.stop();
  }
}

type ApiProcess = { url: string; begin(): Promise<unknown> };

async function measure(apis: ApiProcess[], place: Place, { quick, say }: Setting): Promise<Partial<Findings>> {
  const scale = quick ? 10 : 1;
  const [seconds, sessions] = [SECONDS / scale, OPEN.session / scale];
  const apiOf = (index: number) => apis[index % apis.length] as ApiProcess;
  say(`realtime: starting ${sessions} sessions`);
  const chats = (await several(sessions, (index) => apiOf(index).begin(), 8)) as OurChat[];
  const kinds = (Object.keys(OPEN) as Kind[]).flatMap((kind) => Array<Kind>(OPEN[kind] / scale).fill(kind));
  const sentAt = new Map<string, number>();
  const late: Record<Kind, number[]> = { session: [], events: [], graphql: [] };
  say(`realtime: ${kinds.length} subscriptions at ${apis.length} API processes`);
  const open: Opened[] = await several(
    kinds.length,
    // Half of the sessions are followed at another process than the one that takes their submissions.
    (index) =>
      openSubscription(kinds[index] as Kind, apiOf(index >> 1).url, place.stack.demo, chats[index], (kind, id) => {
        const sent = sentAt.get(id);
        if (sent !== undefined) late[kind].push(performance.now() - sent);
      }),
    16,
  );
  const expected = (changes: number) => changes * (1 + (OPEN.events + OPEN.graphql) / scale);
  const change = async (chat: OurChat) => {
    sentAt.set(chat.id, performance.now());
    await chat.step?.();
  };
  try {
    say(`realtime: ${RATE} changes a second for ${seconds} s`);
    const warm = WARM * RATE;
    const all = await atRate(chats, warm + seconds * RATE, change);
    const heard = () => late.session.length + late.events.length + late.graphql.length;
    for (const end = Date.now() + PATIENCE; heard() < expected(all) && Date.now() < end; ) await delay(100);
    if (heard() !== expected(all)) throw new Error(`${expected(all)} messages were due, ${heard()} have come`);
    for (const { cut } of open) if (cut()) throw new Error('a subscription was cut off');
    const counted = { ...late, session: late.session.slice(warm) };
    for (const kind of ['events', 'graphql'] as const) counted[kind] = late[kind].slice((warm * OPEN[kind]) / scale);
    return { facts: Object.entries(counted).flatMap(([kind, times]) => facts(kind, times, seconds)) };
  } finally {
    for (const { leave } of open) leave();
  }
}

/** Changes one session after the other, at times that do not wait for the one before. Resolves with their number. */
async function atRate(chats: OurChat[], count: number, change: (chat: OurChat) => Promise<void>): Promise<number> {
  const begun = performance.now();
  const underWay: Promise<void>[] = [];
  for (let index = 0; index < count; index += 1) {
    await delay(Math.max(0, begun + (index * 1000) / RATE - performance.now()));
    const changing = change(chats[index % chats.length] as OurChat);
    // It fails the run once all are sent.
    changing.catch(() => undefined);
    underWay.push(changing);
  }
  await Promise.all(underWay);
  return count;
}

function facts(kind: string, times: readonly number[], seconds: number) {
  const all = sorted(times);
  const figure = (name: string, value: number, unit: string) => ({
    measure: 'realtime',
    name: `${kind}, ${name}`,
    value,
    unit,
  });
  return [
    figure('change to client, p50', quantile(all, 0.5), 'ms'),
    figure('change to client, p95', quantile(all, 0.95), 'ms'),
    figure('change to client, p99', quantile(all, 0.99), 'ms'),
    figure('change to client, most', all.at(-1) as number, 'ms'),
    figure('messages', times.length / seconds, '/s'),
  ];
}
