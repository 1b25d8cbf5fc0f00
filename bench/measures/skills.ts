import { App } from '../../cli/tour/app';
import { consent, deposit, pay } from '../../cli/tour/journeys';
import { workflowId } from '../../workflows/messages';
import { difference, settledRequests } from '../engine-metrics';
import type { Place } from '../place';
import type { Fact } from '../result';
import type { Measure } from './measure';
import { writesOf } from './writes';

const JOURNEYS: Record<string, (app: App) => Promise<{ id: string }>> = {
  'consent, one-time password': (app) => consent(app, 'user_embedded'),
  'payment, one-time password': (app) => pay(app, 'user_embedded'),
  'deposit, one-time password, two files': (app) => deposit(app, 'user_embedded', 'Ana Pop'),
};

/** What one whole session of each bundled skill costs the engine: the arithmetic of any sizing begins here. */
export const SKILLS: Measure = {
  name: 'skills',
  async run(place, { say }) {
    const { metricsUrl, stack } = place;
    if (!metricsUrl)
      return { notes: ['What a whole session writes was not counted: TEMPORAL_METRICS_URL is not set.'] };
    const namespace = String(stack.env.TEMPORAL_NAMESPACE);
    const app = new App(stack.demo);
    const facts: Fact[] = [];
    for (const [name, journey] of Object.entries(JOURNEYS)) {
      say(`skills: ${name}`);
      const before = await settledRequests(metricsUrl, namespace);
      const { id } = await journey(app);
      const { events, bytes } = await historyOf(place, id);
      const { writes, visibility } = writesOf(difference(await settledRequests(metricsUrl, namespace), before));
      const measure = `a whole session: ${name}`;
      facts.push({ measure, name: 'engine writes', value: writes, unit: '' });
      facts.push({ measure, name: 'entries in the list of sessions', value: visibility, unit: '' });
      facts.push({ measure, name: 'events', value: events, unit: '' });
      facts.push({ measure, name: 'history', value: bytes / 1e3, unit: 'kB' });
    }
    return { facts };
  },
};

async function historyOf({ client, stack }: Place, sessionId: string): Promise<{ events: number; bytes: number }> {
  const handle = client.workflow.getHandle(workflowId(stack.demo.client_id, sessionId));
  await handle.result();
  const { historyLength, historySize } = await handle.describe();
  return { events: historyLength, bytes: historySize ?? 0 };
}
