import { SCA_WITHIN, STEPS } from '../session/platform';
import { uploadFields } from './ask';
import type { Catalog, EventSpec, Operation } from './catalog';
import * as data from './check/data-rules';
import { at, branches, type Fault, fault, isAsk, isAwait, isSca, type Rule, type Subject } from './check/fault';
import * as graph from './check/graph-rules';
import * as requirement from './check/requirement-rules';
import { duration } from './duration';
import type { Graph, Node, PinnedOperation } from './graph';
import { type CallStep, parseSkillName, type SkillDefinition, type SkillName, type Step } from './skill';

export type Compiled = { ok: true; graph: Graph } | { ok: false; faults: Fault[] };

/** First what everything else stands on; the second list is only asked when the first is content. */
const STRUCTURE: Rule[] = [names, durations, graph.unknownTargets, graph.defaultBranches, graph.operations];
const MEANING: Rule[] = [
  graph.impossibleOutcomes,
  graph.unhandledOutcomes,
  graph.sessionEnds,
  graph.reachability,
  data.pointers,
  data.givenArguments,
  data.definiteAssignment,
  data.conditions,
  data.sensitiveConditions,
  data.commits,
  requirement.retiredOperations,
  requirement.requirements,
];

/**
 * Turns a definition into the graph that sessions run, or says all that is wrong with it. The definition has the shape
 * of `skill.schema.json`; whether its steps make sense together is judged here. `digest`: SHA-256 of its canonical
 * body.
 */
export function compile(definition: SkillDefinition, catalog: Catalog, digest: string): Compiled {
  const subject = { definition, catalog };
  for (const rules of [STRUCTURE, MEANING]) {
    const faults = rules.flatMap((rule) => rule(subject));
    if (faults.length > 0) return { ok: false, faults: inDocumentOrder(definition, faults) };
  }
  return { ok: true, graph: build(subject, digest) };
}

/** The name is one, and the catalog is the provider's. */
function names({ definition, catalog }: Subject): Fault[] {
  const parsed = parseSkillName(definition.skill);
  if (!parsed)
    return [
      fault(
        'skill_name',
        '/skill',
        `'${definition.skill}' is not a skill's name: <provider>[_aisp|_pisp][_sbx]_#<major>.<minor>.`,
      ),
    ];
  if (definition.catalog !== catalog.name)
    return [fault('catalog_unknown', '/catalog', `There is no catalog '${definition.catalog}'.`)];
  return [];
}

function durations({ definition: { limits, steps } }: Subject): Fault[] {
  const written: [string, string | undefined][] = [
    ['/limits/expires', limits.expires],
    ['/limits/idle', limits.idle],
  ];
  for (const [name, step] of Object.entries(steps))
    if ('within' in step) written.push([at(name, 'within'), step.within]);
  return written
    .filter(([, text]) => text !== undefined && !((duration(text) ?? 0) > 0))
    .map(([pointer, text]) =>
      fault('duration_bad', pointer, `'${text}' is not a duration of weeks to seconds, like 'P14D' or 'PT15M'.`),
    );
}

/** Faults in the order of the places that they are about. */
function inDocumentOrder(definition: SkillDefinition, faults: Fault[]): Fault[] {
  const order = new Map<string, number>();
  const visit = (value: unknown, pointer: string) => {
    order.set(pointer, order.size);
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value))
      visit(inner, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`);
  };
  visit(definition, '');
  // What is missing has no place of its own: that of what it is missing from.
  const place = (pointer: string): number => order.get(pointer) ?? place(pointer.slice(0, pointer.lastIndexOf('/')));
  return [...faults].sort((a, b) => place(a.pointer) - place(b.pointer));
}

function build({ definition, catalog }: Subject, digest: string): Graph {
  const { limits } = definition;
  const { flavour } = parseSkillName(definition.skill) as SkillName;
  return {
    skill: definition.skill,
    digest,
    catalog: definition.catalog,
    flavour,
    limits: {
      expires: duration(limits.expires) as number,
      ...(limits.idle === undefined ? {} : { idle: duration(limits.idle) as number }),
      steps: limits.steps ?? STEPS,
    },
    start: definition.start,
    on: definition.on ?? {},
    nodes: Object.fromEntries(Object.entries(definition.steps).map(([name, step]) => [name, node(step, catalog)])),
  };
}

const pin = (operation: string, catalog: Catalog): PinnedOperation => {
  const { waitingFor, retry, attempt, total } = catalog.operations[operation] as Operation;
  return { operation, waitingFor, retry, attempt, total };
};

function node(step: Step, catalog: Catalog): Node {
  if ('end' in step) {
    const reason = step.reason ? { reason: step.reason } : {};
    return { kind: 'end', end: step.end, credentials: step.credentials ?? {}, output: step.output ?? {}, ...reason };
  }
  const within = step.within === undefined ? {} : { within: duration(step.within) as number };
  const visits = step.visits === undefined ? {} : { visits: step.visits };
  const common = { next: branches(step), on: step.on ?? {}, ...within, ...visits };
  if (isAsk(step)) return { kind: 'ask', ...common, show: step.show ?? {}, uploads: uploadFields(step.ask) };
  if (isAwait(step))
    return {
      kind: 'await',
      ...common,
      event: step.await,
      waitingFor: (catalog.events[step.await] as EventSpec).waitingFor,
    };
  if (isSca(step)) {
    const { call, with: given, methods } = step.sca;
    return {
      kind: 'sca',
      within: SCA_WITHIN,
      ...common,
      call: pin(call, catalog),
      with: given ?? {},
      methods: methods ?? ['redirect', 'decoupled', 'otp'],
    };
  }
  return { ...common, ...callNode(step, catalog) };
}

function callNode({ call, with: given, commit, compensate }: CallStep, catalog: Catalog) {
  const undo = compensate && { compensate: { call: pin(compensate.call, catalog), with: compensate.with ?? {} } };
  return { kind: 'call' as const, call: pin(call, catalog), with: given ?? {}, commit: commit ?? false, ...undo };
}
