import fc from 'fast-check';
import type { Untimed } from '../../domain/session/events';
import type { Step, TypedSession } from '../../domain/session/kinds';
import type { Graph } from '../../domain/skill/graph';
import { ask, graphOf } from './fixture';
import { graphs } from './graphs';
import { must } from './invariants';
import { marksIn, ResetWorld } from './reset-world';

type Move =
  | { do: 'submit'; word: number; back: number }
  | { do: 'upload'; count: number }
  | { do: 'replace'; word: number }
  | { do: 'remove'; which: number }
  | { do: 'repeat' | 'wait' }
  | { do: 'report'; word: number; ahead: number }
  | { do: 'answer'; which: number }
  | { do: 'reset'; point: number };

const one = <D extends Move['do']>(act: D, rest: object = {}) =>
  fc.record({ do: fc.constant(act), ...rest }) as fc.Arbitrary<Move>;
const moves = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: one('submit', { word: fc.nat(2), back: fc.constantFrom(0, 0, 0, 0, 1, 2) }) },
    { weight: 6, arbitrary: one('upload', { count: fc.constantFrom(1, 1, 2) }) },
    { weight: 3, arbitrary: one('replace', { word: fc.nat(2) }) },
    { weight: 3, arbitrary: one('remove', { which: fc.nat(3) }) },
    { weight: 12, arbitrary: one('answer', { which: fc.nat(3) }) },
    { weight: 3, arbitrary: one('report', { word: fc.nat(5), ahead: fc.constantFrom(0, 1) }) },
    { weight: 2, arbitrary: one('wait') },
    { weight: 2, arbitrary: one('repeat') },
    { weight: 2, arbitrary: one('reset', { point: fc.nat(200) }) },
  ),
  { minLength: 5, maxLength: 50, size: 'max' },
);

/** Few steps, so that most moves are about files: behind a call, and asked for again. */
const scan = { 'x-upload': { mime: ['image/png'], maxBytes: 9, count: [1, 2] } };
const answer = { type: 'string', maxLength: 20 };
const withFiles = graphOf({
  form: ask('quote'),
  quote: { call: 'toy.quote', next: 'files' },
  files: {
    ask: { type: 'object', additionalProperties: false, properties: { answer, scan } },
    next: [{ when: { '/steps/files/answer': { const: 'x' } }, to: 'quote' }, { to: 'done' }],
    visits: 3,
  } as unknown as Step,
});
const anyGraph = fc.oneof({ weight: 4, arbitrary: graphs }, { weight: 1, arbitrary: fc.constant(withFiles) });

function act(world: ResetWorld, move: Move): void {
  switch (move.do) {
    case 'submit':
      return world.submit(move.word, move.back);
    case 'report':
      return world.report(move.word, move.ahead);
    case 'answer':
      return world.answer(move.which);
    case 'reset':
      return world.reset(move.point);
    case 'upload':
      return world.upload(move.count);
    case 'replace':
      return world.replace(move.word);
    case 'remove':
      return world.remove(move.which);
    case 'wait':
      return world.wait();
    case 'repeat':
      return world.repeat();
  }
}

/**
 * Everything that was acknowledged is taken once, and nothing is that was refused. A user who has answered anew after a
 * reset has taken back what they had answered before it.
 */
function check(world: ResetWorld): void {
  const { taken, sent, removed } = world;
  must(new Set(taken).size === taken.length, 'nothing is taken twice');
  must(!marksIn(withoutKept(world.session)).some((mark) => removed.has(mark)), 'no file is there that was taken back');
  for (const { mark, isAcknowledged, message, step } of sent) {
    // What a step has got in an earlier visit is not seen any more where it got something else since.
    const isTaken =
      taken.includes(mark) ||
      removed.has(mark) ||
      (message.type !== 'submitted' && (world.session.visits[step] ?? 0) > 1);
    if (taken.includes(mark)) must(isAcknowledged, `nothing is taken that was refused: ${JSON.stringify(message)}`);
    // A report for a visit that has not come is still kept.
    else if (!isTaken && isAcknowledged && (message.type !== 'called_back' || world.everTaken.has(mark)))
      must(isTakenBack(world, message), `what was acknowledged is taken: ${JSON.stringify(message)}`);
  }
}

/** A file of an earlier visit that is taken back stays its result's until the step is complete anew (`keep`). */
function withoutKept({ results, graph, ...session }: TypedSession): TypedSession {
  const others = Object.entries(results).filter(([step]) => {
    const node = graph.nodes[step];
    return !(node?.kind === 'ask' && node.keep);
  });
  return { ...session, graph, results: Object.fromEntries(others) };
}

const isTakenBack = ({ sent, taken }: ResetWorld, message: Untimed): boolean =>
  'seq' in message &&
  sent
    .slice(sent.findIndex((one) => one.message === message) + 1)
    .some(({ message: later, mark }) => later.type === 'submitted' && later.seq <= message.seq && taken.includes(mark));

const RUNS = { seed: 20261128, numRuns: 500 };

describe('Whatever point a session is reset to, as often as an operator likes', () => {
  test('all that was acknowledged is taken once when its step asks, and nothing that was refused (500 runs)', () => {
    fc.assert(
      fc.property(anyGraph, moves, fc.nat(200), (graph: Graph, plan, last) => {
        const world = new ResetWorld(graph);
        for (const move of plan) act(world, move);
        world.reset(last);
        world.settle();
        check(world);
      }),
      RUNS,
    );
  });
});
