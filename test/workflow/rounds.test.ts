import { CATALOGS } from '../../connectors/catalogs';
import type { Step } from '../../domain/session/kinds';
import { build } from '../../domain/skill/compile';
import type { SkillDefinition } from '../../domain/skill/definition';
import type { Graph } from '../../domain/skill/graph';
import type { OperationCatalog } from '../../domain/skill/operation-catalog';
import { skippingTime } from './harness';

/** Calls in a ring; a step of it may be entered 50 times with nothing heard from outside. */
const RING = 18;
const ROUNDS = 50;
const name = (index: number) => `s${index % RING}`;
const quote = (index: number): [string, Step] => [
  name(index),
  {
    call: 'deposit.quote',
    with: { value: '1000', currency: 'EUR', period: '12' },
    next: [{ when: { [`/steps/${name(index)}/rate`]: { const: 'none' } }, to: 'done' }, { to: name(index + 1) }],
  } as Step,
];

/** A document that the check refuses today: nobody ends its loop. */
const ring: SkillDefinition = {
  skill: 'xyz_sbx_#9.0',
  title: 'Ask for ever',
  catalog: 'xyz',
  limits: { expires: 'P1D', steps: 100_000 },
  start: name(0),
  on: { error: 'failed' },
  steps: {
    ...Object.fromEntries(Array.from({ length: RING }, (_, index) => quote(index))),
    done: { end: 'succeeded' },
    failed: { end: 'failed' },
  },
};

describe('A session that goes from call to call', () => {
  const place = skippingTime();

  test('is continued as new though one is always under way, loses none, makes none twice, and ends', async () => {
    const { harness, env } = place;
    const graph = build({ definition: ring, catalog: CATALOGS.xyz as OperationCatalog }, 'd') as Graph;
    const session = await harness.open(graph);
    const { runId } = await session.handle.describe();
    const result = await session.handle.result();
    expect(result).toMatchObject({ status: 'FAILED', reason: { code: 'steps_exhausted' } });
    const keys = harness.calls.map(({ key }) => key);
    expect(keys).toHaveLength(RING * ROUNDS);
    expect(new Set(keys).size).toBe(keys.length);
    const first = await env.client.workflow.getHandle(session.handle.workflowId, runId).describe();
    expect(first.status.name).toBe('CONTINUED_AS_NEW');
    expect(first.historyLength).toBeLessThan(5_000);
  }, 240_000);
});
