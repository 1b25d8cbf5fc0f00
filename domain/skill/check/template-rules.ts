import { isObject, type Json } from '../../json';
import { escapeToken, parsePointer } from '../../pointer';
import { branches } from '../skill';
import { innerTemplates, isComposed, JOIN_PARTS, TEMPLATE_DEPTH, templateOf } from '../template';
import { isSensitive } from './condition-rules';
import { at, type Fault, fault } from './fault';
import { resultSchema } from './pointer-rules';
import { typesOf } from './possible';
import { type CheckedSkill, eachStep, type Rule } from './rule';
import { schemaAt } from './schema-at';
import { templatesOf } from './step-pointers';

/** Each `join` is a list of texts, and templates stand in one another only so deep. */
export const formsOfTemplates: Rule = eachStep(({ name, step }) =>
  templatesOf(name, step).flatMap(({ templates, at: place }) => badForm(templates, place, 0)),
);

function badForm(template: Json, place: string, depth: number): Fault[] {
  const parsed = templateOf(template);
  const inside = innerTemplates(template).flatMap(({ path, inner }) =>
    badForm(inner, below(place, path), depth + (parsed.kind === 'literal' ? 0 : 1)),
  );
  return [...whyBad(template, depth).map((message) => fault('template_bad', place, message)), ...inside];
}

function whyBad(template: Json, depth: number): string[] {
  const parsed = templateOf(template);
  if (parsed.kind !== 'literal' && depth >= TEMPLATE_DEPTH)
    return [`Values stand in one another at most ${TEMPLATE_DEPTH} deep, each 'or' and 'join' counted.`];
  if (parsed.kind === 'literal' && isObject(template) && Object.hasOwn(template, 'join') && !('$' in template))
    return [`'join' takes a list of values, and nothing may stand beside it but an 'or'.`];
  if (parsed.kind !== 'join') return [];
  const { parts } = parsed;
  if (parts.length === 0 || parts.length > JOIN_PARTS) return [`'join' takes 1 to ${JOIN_PARTS} values.`];
  return parts.every(mayBeText) ? [] : [`'join' takes texts, numbers and values by '$' alone.`];
}

const mayBeText = (part: Json): boolean =>
  typeof part === 'string' || typeof part === 'number' || templateOf(part).kind !== 'literal';

const below = (place: string, path: string[]): string => [place, ...path.map(escapeToken)].join('/');

/** Each value that is joined is a text or a number; a sealed one only where an activity opens it. */
export const joinedParts: Rule = eachStep(({ name, step }, skill) =>
  templatesOf(name, step).flatMap(({ templates, at: place, opened }) =>
    badParts(skill, templates, place, { isPart: false, opened }),
  ),
);

interface Where {
  /** Inside of a `join`. */
  isPart: boolean;
  /** Sealed values are opened for it. */
  opened: boolean;
}

function badParts(skill: CheckedSkill, template: Json, place: string, where: Where): Fault[] {
  const parsed = templateOf(template);
  const own = parsed.kind === 'pointer' && where.isPart ? badPart(skill, parsed.pointer, place, where) : [];
  const inside = innerTemplates(template).flatMap(({ path, inner }) =>
    badParts(skill, inner, below(place, path), { ...where, isPart: where.isPart || path[0] === 'join' }),
  );
  return [...own, ...inside];
}

function badPart(skill: CheckedSkill, pointer: string, place: string, { opened }: Where): Fault[] {
  const [root, producer, ...rest] = parsePointer(pointer) ?? [];
  const schema = root === 'steps' && producer !== undefined ? resultSchema(skill, producer) : undefined;
  if (!schema) return [];
  if (isSensitive(schema, rest) && !opened) {
    const message = `'${pointer}' is sealed, and a 'join' opens it only in 'with' and in 'credentials'.`;
    return [fault('join_sealed', place, message)];
  }
  const found = schemaAt(schema, rest);
  if (!found || typesOf(found).some((type) => type === 'string' || type === 'number')) return [];
  return [fault('join_part', place, `'join' takes texts and numbers, and '${pointer}' is never one.`)];
}

/** An operand of a condition is a literal or a plain reference: conditions are frozen. */
export const plainOperands: Rule = eachStep(({ name, step }) =>
  branches(step).flatMap(({ when = {} }, index) =>
    Object.entries(when).flatMap(([pointer, schema]) => {
      if (!isComposed(schema)) return [];
      const message = "A condition can't have an 'or' or a 'join'. Ask for the value's absence by a branch before.";
      return [fault('template_misplaced', at(name, 'next', String(index), 'when', pointer), message)];
    }),
  ),
);
