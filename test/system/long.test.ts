import { TestWorkflowEnvironment } from '@temporalio/testing';
import { CATALOGS } from '../../connectors/catalogs';
import { build } from '../../domain/skill/compile';
import type { SkillDefinition } from '../../domain/skill/definition';
import type { Graph } from '../../domain/skill/graph';
import type { OperationCatalog } from '../../domain/skill/operation-catalog';
import * as messages from '../../workflows/messages';
import { stack } from '../support/stack';
import { createHarness, type Harness, installRuntime } from '../workflow/harness';

const TURNS = 3_000;
/**
 * Some 3,300 signals and at least 600 tasks of three events each: more than the 4,096 at which Temporal suggests
 * another run.
 */
const EVENLY = 5;

/** A conversation that goes round until the user says stop. */
const endless: SkillDefinition = {
  skill: 'xyz_sbx_#9.0',
  title: 'Go on until the user says stop',
  catalog: 'xyz',
  limits: { expires: 'P1D', steps: 10_000 },
  start: 'turn',
  on: { error: 'failed' },
  steps: {
    turn: {
      ask: {
        type: 'object',
        additionalProperties: false,
        properties: { n: { type: 'integer' }, stop: { type: 'boolean' } },
      },
      visits: 5_000,
      on: { exhausted: 'failed' },
      next: [{ when: { '/steps/turn/stop': { const: true } }, to: 'done' }, { to: 'turn' }],
    },
    done: { end: 'succeeded', output: { n: { $: '/steps/turn/n' } } },
    failed: { end: 'failed' },
  },
};

describe('A session of 3,000 turns', () => {
  let env: TestWorkflowEnvironment;
  let harness: Harness;
  beforeAll(async () => {
    installRuntime();
    env = await TestWorkflowEnvironment.createFromExistingServer({ address: stack().demo.temporal_address });
    harness = await createHarness(env);
  });
  afterAll(async () => {
    await harness.close();
    await env.teardown();
  });

  test('goes on over continue-as-new with nothing lost, nothing taken twice', async () => {
    // The check takes such limits for none; a session of before may have them.
    const graph = build({ definition: endless, catalog: CATALOGS.xyz as OperationCatalog }, 'd');
    const session = await harness.open(graph as Graph);
    const first = await session.handle.describe();
    for (let n = 1; n <= TURNS; n += 1) {
      const data = { n, stop: n === TURNS };
      const signal = () => session.handle.signal(messages.submitStep, { seq: n, step: 'turn', data, digest: `d-${n}` });
      await signal();
      // Every tenth submission comes twice, as from a client whose connection broke.
      if (n % 10 === 0 && n < TURNS) await signal();
      // A busy worker takes many at once, and may have too few events for another run: so it is heard now and then.
      if (n % EVENLY === 0) await session.view();
    }
    const result = await session.handle.result();
    expect(result).toMatchObject({ status: 'COMPLETED', seq: TURNS + 1, output: { n: TURNS } });
    expect((await session.handle.describe()).runId).not.toBe(first.runId);
    expect(harness.calls.filter(({ phase }) => phase === 'finish')).toHaveLength(1);
  }, 240_000);
});
