import type { Arm, Operation } from '../arms/arm';
import { difference, isWrite, type Requests, settledRequests } from '../engine-metrics';
import type { ArmName, Place } from '../place';
import type { Fact } from '../result';
import type { Kind } from '../skills';
import { ready } from './grid';
import type { Measure } from './measure';

/** Requests to the engine's database for one operation, averaged over `count` of them in one conversation. */
export async function requestsFor(
  place: Place,
  arm: Arm,
  kind: Kind,
  operation: Operation,
  count: number,
): Promise<Requests> {
  if (!place.metricsUrl) throw new Error('The engine does not say where its metrics are: set TEMPORAL_METRICS_URL');
  const namespace = String(place.stack.env.TEMPORAL_NAMESPACE);
  const chat = await ready(arm, kind);
  // The first one of a conversation may set a timer; what is asked for is what each further one costs.
  await chat[operation]?.();
  const before = await settledRequests(place.metricsUrl, namespace);
  for (let i = 0; i < count; i += 1) await chat[operation]?.();
  const spent = difference(await settledRequests(place.metricsUrl, namespace), before);
  return new Map([...spent].map(([name, requests]) => [name, requests / count]));
}

/** Writes to histories and tasks; the list of sessions is another store, and counted apart. */
export function writesOf(requests: Requests): { writes: number; visibility: number } {
  let [writes, visibility] = [0, 0];
  for (const [operation, count] of requests) {
    if (operation.endsWith('(visibility)')) visibility += isWrite(operation) ? count : 0;
    else if (isWrite(operation)) writes += count;
  }
  return { writes, visibility };
}

const CASES: readonly { operation: Operation; kind: Kind; arms: readonly ArmName[] }[] = [
  { operation: 'step', kind: 'talk', arms: ['us', 'floor', 'update floor'] },
  { operation: 'call', kind: 'quote', arms: ['us', 'floor', 'update floor'] },
  { operation: 'read', kind: 'talk', arms: ['us', 'floor'] },
  { operation: 'refused', kind: 'talk', arms: ['us'] },
];

/** What the engine writes: the same on any machine. */
export const WRITES: Measure = {
  name: 'writes',
  async run(place, { quick, say }) {
    if (!place.metricsUrl) return { notes: ['Engine writes were not counted: TEMPORAL_METRICS_URL is not set.'] };
    const facts: Fact[] = [];
    for (const { operation, kind, arms } of CASES) {
      for (const name of arms) {
        const arm = place.arms.get(name);
        if (!arm) continue;
        say(`writes: ${operation}, ${name}`);
        const requests = await requestsFor(place, arm, kind, operation, quick ? 10 : 40);
        const { writes, visibility } = writesOf(requests);
        const measure = `engine writes per ${operation}`;
        facts.push({ measure, name, value: writes, unit: 'writes' });
        facts.push({ measure, name: `${name}, list of sessions`, value: visibility, unit: 'writes' });
        for (const [request, value] of requests)
          facts.push({ measure: `${measure}, by request`, name: `${name}: ${request}`, value, unit: '' });
      }
    }
    return { facts };
  },
};
