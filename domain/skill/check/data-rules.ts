import { isObject, type JsonObject } from '../../json';
import { parsePointer } from '../../pointer';
import { properties } from '../ask';
import type { Operation } from '../catalog';
import { CONDITION_KEYWORDS } from '../condition';
import type { Schema, Step } from '../skill';
import {
  at,
  branches,
  type Fault,
  fault,
  isAsk,
  isAwait,
  isCall,
  isEnd,
  isSca,
  orders,
  questions,
  type Rule,
  type Subject,
  uses,
} from './fault';

/** The schema of what a step leaves behind; `undefined` for a step that leaves nothing. */
export function resultSchema({ definition, catalog }: Subject, name: string): Schema | undefined {
  const step = definition.steps[name];
  if (!step || isEnd(step)) return undefined;
  if (isAsk(step)) return step.ask;
  if (isAwait(step)) return catalog.events[step.await]?.payload;
  return catalog.operations[isSca(step) ? step.sca.call : step.call]?.output;
}

const INPUT = new Set(['reference', 'locale']);

/** Every pointer leads to something that its producer has. */
export const pointers: Rule = (subject) =>
  Object.entries(subject.definition.steps).flatMap(([name, step]) => {
    return [...uses(name, step), ...questions(name, step)].flatMap((use) => badPointer(subject, use.pointer, use.at));
  });

function badPointer(subject: Subject, pointer: string, place: string): Fault[] {
  const tokens = parsePointer(pointer);
  const no = (message: string) => [fault('pointer_bad', place, message)];
  if (!tokens) return no(`'${pointer}' is not a JSON Pointer: it starts with '/', and '~' is written '~0', '/' '~1'.`);
  const [root, name, ...rest] = tokens;
  const { steps } = subject.definition;
  const step = name !== undefined && Object.hasOwn(steps, name) ? steps[name] : undefined;
  if (root === 'input')
    return name !== undefined && INPUT.has(name) ? [] : no(`'/input' has only: ${[...INPUT].join(', ')}.`);
  if (root === 'callbacks')
    return step && isAwait(step) && rest.length === 0 ? [] : no(`'${pointer}' names no step that awaits an event.`);
  if (root !== 'steps')
    return no(`'${pointer}' leads nowhere: values are at '/input', '/steps/<step>' and '/callbacks/<step>'.`);
  if (!step || name === undefined) return no(`'${pointer}' names no step of this document.`);
  const schema = resultSchema(subject, name);
  if (!schema) return no(`'${name}' is an end and leaves no result.`);
  return leads(schema, rest)
    ? []
    : no(`'${name}' leaves nothing at '/${rest.join('/')}'. It has: ${Object.keys(properties(schema)).join(', ')}.`);
}

/** Whether a schema allows for a value at these tokens. */
function leads(schema: Schema, tokens: string[]): boolean {
  const [token, ...rest] = tokens;
  if (token === undefined) return true;
  const property = properties(schema)[token];
  if (isObject(property) && Object.hasOwn(properties(schema), token))
    return isObject(property['x-upload']) || leads(property, rest);
  if (/^(0|[1-9][0-9]*)$/.test(token) && isObject(schema.items)) return leads(schema.items, rest);
  return schema.type === 'object' && schema.properties === undefined && schema.additionalProperties !== false;
}

/** An operation is given all it requires, and nothing that it doesn't know. */
export const givenArguments: Rule = ({ definition, catalog }) =>
  Object.entries(definition.steps).flatMap(([name, step]) =>
    orders(name, step).flatMap(({ operation, with: given, pointer }) => {
      const { input } = catalog.operations[operation] as Operation;
      const known = Object.keys(properties(input));
      const required = (Array.isArray(input.required) ? input.required : []) as string[];
      const unknown = Object.keys(given).filter((argument) => !known.includes(argument));
      const missing = required.filter((argument) => !Object.hasOwn(given, argument));
      return [
        ...unknown.map((argument) =>
          fault(
            'argument_unknown',
            `${pointer}/with/${argument}`,
            `'${operation}' takes no '${argument}'. It takes: ${known.join(', ')}.`,
          ),
        ),
        ...missing.map((argument) =>
          fault('argument_missing', `${pointer}/with`, `'${operation}' needs '${argument}'.`),
        ),
      ];
    }),
  );

/** What a step takes from another has been left by it on every way that leads here. */
export const definiteAssignment: Rule = (subject) => {
  const { definition } = subject;
  const known = assigned(definition);
  return Object.entries(definition.steps).flatMap(([name, step]) =>
    uses(name, step).flatMap(({ pointer, at: place, after }) => {
      const [root, producer] = parsePointer(pointer) ?? [];
      const before = known.get(name);
      if (root !== 'steps' || producer === undefined || !before || !leavesResult(definition, producer)) return [];
      if (before.has(producer) || (after && producer === name)) return [];
      return [
        fault(
          'pointer_unassigned',
          place,
          `'${producer}' need not have run when '${name}' is reached: there is a way that goes round it.`,
        ),
      ];
    }),
  );
};

/** What names no such step is told as a bad pointer. */
const leavesResult = ({ steps }: Subject['definition'], name: string): boolean =>
  Object.hasOwn(steps, name) && !isEnd(steps[name] as Step);

/** For each step: the steps that have left a result on every way to it. */
function assigned({ start, on, steps }: Subject['definition']): Map<string, Set<string>> {
  const known = new Map<string, Set<string>>([[start, new Set()]]);
  const queue = [start];
  const flow = (to: string, has: Set<string>) => {
    const before = known.get(to);
    const after = before ? new Set([...before].filter((name) => has.has(name))) : has;
    if (before && before.size === after.size) return;
    known.set(to, after);
    queue.push(to);
  };
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    const step = steps[name];
    const has = known.get(name) as Set<string>;
    if (!step || isEnd(step)) continue;
    for (const { to } of branches(step)) flow(to, new Set([...has, name]));
    for (const to of [...Object.values(step.on ?? {}), ...Object.values(on ?? {})]) flow(to, has);
  }
  return known;
}

/** Conditions use only the frozen keywords. */
export const conditions: Rule = ({ definition }) =>
  Object.entries(definition.steps).flatMap(([name, step]) =>
    branches(step).flatMap(({ when }, index) =>
      Object.entries(when ?? {}).flatMap(([pointer, schema]) =>
        foreignKeywords(schema).map((keyword) =>
          fault(
            'keyword_unknown',
            at(name, 'next', String(index), 'when', pointer),
            `A condition can't use '${keyword}'. It can use: ${[...CONDITION_KEYWORDS].join(', ')}.`,
          ),
        ),
      ),
    ),
  );

function foreignKeywords(schema: JsonObject): string[] {
  return Object.entries(schema).flatMap(([keyword, operand]) => {
    if (!CONDITION_KEYWORDS.has(keyword)) return [keyword];
    const inner =
      keyword === 'anyOf' && Array.isArray(operand)
        ? operand
        : keyword === 'not' || keyword === 'contains'
          ? [operand]
          : [];
    return inner.filter(isObject).flatMap(foreignKeywords);
  });
}

/** What is sealed can't be looked into, so no branch may depend on it. */
export const sensitiveConditions: Rule = (subject) =>
  Object.entries(subject.definition.steps).flatMap(([name, step]) =>
    questions(name, step).flatMap(({ pointer, at: place }) => {
      const [root, producer, ...rest] = parsePointer(pointer) ?? [];
      const schema = root === 'steps' && producer !== undefined ? resultSchema(subject, producer) : undefined;
      if (!schema || !isSensitive(schema, rest)) return [];
      return [fault('sensitive_branch', place, 'A branch can’t depend on sensitive data: they are sealed.')];
    }),
  );

function isSensitive(schema: Schema, tokens: string[]): boolean {
  if (schema['x-sensitive'] !== undefined) return true;
  const [token, ...rest] = tokens;
  const inner = token === undefined ? undefined : (properties(schema)[token] ?? schema.items);
  return isObject(inner) && isSensitive(inner, rest);
}

/** A committing call can't be given up: it has no `within`, and no undo. */
export const commits: Rule = ({ definition }) =>
  Object.entries(definition.steps).flatMap(([name, step]) => {
    if (!isCall(step) || !step.commit) return [];
    return [
      ...(step.within === undefined
        ? []
        : [
            fault(
              'commit_within',
              at(name, 'within'),
              `'${name}' commits: nobody may stop waiting for its outcome. Its catalog bounds its time.`,
            ),
          ]),
      ...(step.compensate === undefined
        ? []
        : [fault('commit_compensate', at(name, 'compensate'), `'${name}' commits: what is committed is not undone.`)]),
    ];
  });
