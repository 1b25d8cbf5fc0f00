import { CATALOGS } from '../../connectors/catalogs';
import { isObject, type Json, type JsonObject } from '../../domain/json';
import { advance, begin } from '../../domain/session/advance';
import { nextDeadline } from '../../domain/session/deadline';
import type { Event, Untimed } from '../../domain/session/events';
import { languageOf, type TypedSession } from '../../domain/session/kinds';
import { CLOSED, type Running } from '../../domain/session/session';
import { properties } from '../../domain/skill/ask';
import type { SkillDefinition } from '../../domain/skill/definition';
import type { Graph } from '../../domain/skill/graph';
import type { Operation, OperationCatalog } from '../../domain/skill/operation-catalog';
import type { Schema } from '../../domain/skill/skill';
import { start, upload } from './drive';
import { bundled } from './graphs';

const SCA: Json[] = [
  { state: 'done', result: {} },
  { state: 'failed', message: 'No.' },
  { state: 'redirect', url: 'https://bank.example', handle: 1 },
  { state: 'redirect', url: 'https://bank.example', handle: 1, again: true },
  { state: 'decoupled', message: '', handle: 1 },
  { state: 'decoupled', message: '', handle: 1, after_user: true },
  { state: 'challenge', kind: 'otp', show: {}, handle: 1 },
];

/** Values of a schema that a branch could tell apart: each of an `enum`, both booleans, one of anything else. */
function valuesOf(schema: Json | undefined): Json[] {
  if (isObject(schema) && Array.isArray(schema.enum)) return schema.enum;
  return isObject(schema) && schema.type === 'boolean' ? [true, false] : ['x'];
}

/** Objects of a schema that differ in one field at a time. */
function examplesOf(schema: Schema): JsonObject[] {
  const first = Object.fromEntries(
    Object.entries(properties(schema)).map(([name, inner]) => [name, valuesOf(inner)[0] as Json]),
  );
  const others = Object.entries(properties(schema)).flatMap(([name, inner]) =>
    valuesOf(inner)
      .slice(1)
      .map((value) => ({ ...first, [name]: value })),
  );
  return [first, ...others];
}

/** The events that a session may take at this point, as an author would list them from the definition. */
function choices({ definition, catalog }: Model, s: TypedSession): Untimed[] {
  const step = definition.steps[s.step] as never as { ask?: Schema; await?: string };
  const list: Untimed[] = s.running.flatMap((running) => answers({ definition, catalog }, running));
  const { waiting, seq } = s;
  const visit = s.visits[s.step] ?? 0;
  if (waiting.kind === 'form') {
    const data = step.ask ? examplesOf(step.ask) : [{ otp: '123456' }];
    list.push(
      ...data.map((one): Untimed => ({ type: 'submitted', seq, step: s.step, data: one, digest: JSON.stringify(one) })),
    );
  }
  const node = s.graph.nodes[s.step];
  if (waiting.kind === 'upload' && node?.kind === 'ask')
    list.push(
      ...node.uploads.map(({ field }): Untimed => ({ type: 'uploaded', seq: waiting.seq, uploads: [upload(field)] })),
    );
  if (waiting.kind === 'event')
    list.push(
      ...examplesOf(catalog.events[step.await as string]?.payload as Schema).map(
        (payload): Untimed => ({ type: 'called_back', step: s.step, visit, id: 'm', payload }),
      ),
    );
  if (waiting.kind === 'redirect')
    for (const way of ['ok', 'nok'] as const) list.push({ type: 'returned_from_bank', step: s.step, visit, way });
  return [...list, { type: 'due' }, { type: 'cancelled' }];
}

function answers({ catalog }: Model, { id, phase, step }: Running): Untimed[] {
  const failed = (code: string, uncertain = false): Untimed => ({
    type: 'failed',
    effect: id,
    code,
    message: code,
    uncertain,
  });
  const operation = catalog.operations[step] ?? { output: {}, codes: {} };
  const codes = Object.keys(operation.codes);
  if (phase === 'begin' || phase === 'answer' || phase === 'status')
    return [
      ...SCA.map((result): Untimed => ({ type: 'returned', effect: id, result })),
      ...codes.map((code) => failed(code)),
      failed('error'),
    ];
  if (phase !== 'call') return [{ type: 'returned', effect: id, result: { credentials_id: 'c' } }];
  return [
    ...examplesOf(operation.output).map(
      (result): Untimed => ({ type: 'returned', effect: id, result: result as Json }),
    ),
    ...codes.map((code) => failed(code)),
    failed('error', true),
  ];
}

interface Model {
  definition: SkillDefinition;
  catalog: OperationCatalog;
}

/**
 * Explores all states of a session, breadth first: one session for each place that it can be in. Returns the steps that
 * were reached, and the sessions that closed at each end.
 */
function walk(graph: Graph, model: Model) {
  const seen = new Set<string>();
  const steps = new Set<string>();
  const ends = new Map<string, TypedSession>();
  const queue: [TypedSession, number][] = [[begin(start(graph))[0], start(graph).at]];
  for (let at = queue.shift(); at; at = queue.shift()) {
    const [s, now] = at;
    const files = 'uploads' in s.waiting ? s.waiting.uploads.length : 0;
    const work = s.running.map(({ phase }) => phase);
    const place = [
      s.step,
      s.waiting.kind,
      s.visits[s.step],
      s.ending?.as,
      s.deferred,
      s.undo.length,
      files,
      ...work,
    ].join();
    if (seen.has(place)) continue;
    seen.add(place);
    steps.add(s.step);
    if (s.waiting.kind === 'closed') ends.set(s.step, s);
    for (const event of choices(model, s)) {
      const then = event.type === 'due' ? Math.max(now, nextDeadline(s)?.at ?? now) : now + 1;
      const [next] = advance(s, { ...event, at: then } as Event);
      if (next !== s) queue.push([next, then]);
    }
  }
  return { steps, ends };
}

describe('Of the skills that come with the product', () => {
  test.each(
    bundled()
      .list()
      .filter(({ parsed }) => parsed.flavour === 'sandbox')
      .map((skill) => [skill.name, skill] as const),
  )('%s can be walked to every step and closed at every end', (_name, skill) => {
    const { definition, graph } = skill;
    const catalog = CATALOGS[definition.catalog] as OperationCatalog;
    const operations = Object.fromEntries(
      Object.entries(definition.steps).flatMap(([name, step]) =>
        languageOf(step)
          .operations(step)
          .slice(0, 1)
          .map(({ operation }) => [name, catalog.operations[operation] as Operation]),
      ),
    );
    const { steps, ends } = walk(graph, { definition, catalog: { ...catalog, operations } });
    expect([...steps].sort()).toEqual(Object.keys(graph.nodes).sort());
    const declared = Object.entries(definition.steps).flatMap(([name, step]) =>
      'end' in step ? [[name, CLOSED[step.end]]] : [],
    );
    expect(Object.fromEntries([...ends].map(([name, { status }]) => [name, status]))).toEqual(
      Object.fromEntries(declared),
    );
    for (const { undo, running } of ends.values()) expect([undo, running]).toEqual([[], []]);
  });
});
