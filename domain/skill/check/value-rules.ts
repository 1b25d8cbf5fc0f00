import { isObject, type Json } from '../../json';
import { escapeToken } from '../../pointer';
import { properties } from '../ask';
import { included } from '../inclusion/inclusion';
import type { Misfit } from '../inclusion/misfit';
import type { Operation } from '../operation-catalog';
import { parseSkillName, type Schema } from '../skill';
import { type ParsedTemplate, templateOf } from '../template';
import { at, type Fault, fault, warning } from './fault';
import { type Produced, producedAt } from './produced';
import { type CheckedSkill, eachStep, type Rule } from './rule';

/** Who takes a value: `takes('at most 9')` is a clause, `needs` says that there has to be one. */
interface Consumer {
  schema: Json;
  /** There has to be a value. */
  isNeeded: boolean;
  takes(what: string, path: string[]): string;
  needs: string;
}

/** Every argument of an operation is a value that the operation takes. */
export const argumentValues: Rule = eachStep(({ name, step, kind }, skill) =>
  kind.operations(step).flatMap(({ operation, with: given, path }) => {
    const { input } = skill.catalog.operations[operation] as Operation;
    return Object.entries(given).flatMap(([argument, template]) => {
      if (!Object.hasOwn(properties(input), argument)) return [];
      return judge(skill, template, at(name, ...path, 'with', argument), {
        schema: properties(input)[argument] as Json,
        isNeeded: Array.isArray(input.required) && input.required.includes(argument),
        takes: (what, inner) => `'${operation}' takes ${what} for '${[argument, ...inner].join('/')}'`,
        needs: `'${operation}' needs '${argument}'`,
      });
    });
  }),
);

/** What is read of credentials is of the kind that it is read as. */
export const credentialValues: Rule = eachStep(({ name, step, kind }, skill) => {
  const { credentials } = kind.templates(step);
  const schema = credentialsOf(skill);
  if (!credentials || !schema) return [];
  return Object.entries(credentials).flatMap(([member, template]) => {
    if (!Object.hasOwn(properties(schema), member)) return [];
    return judge(skill, template, at(name, 'credentials', member), {
      schema: properties(schema)[member] as Json,
      isNeeded: Array.isArray(schema.required) && schema.required.includes(member),
      takes: (what, inner) => `data are read with ${what} for '${[member, ...inner].join('/')}'`,
      needs: `data can't be read without '${member}'`,
    });
  });
});

/** What the catalog reads of the credentials of a skill of this type. */
export function credentialsOf({ definition, catalog }: CheckedSkill): Schema | undefined {
  const type = parseSkillName(definition.skill)?.type;
  return type && catalog.credentials?.[type];
}

/** Judges one template, part by part, so that each fault is told where it is. */
function judge(skill: CheckedSkill, template: Json, place: string, consumer: Consumer): Fault[] {
  const parsed = templateOf(template);
  // A reference that is none has been told by another rule.
  if (parsed.kind === 'literal' && isObject(template) && Object.hasOwn(template, '$')) return [];
  if (parsed.kind === 'literal') return judgeLiteral(skill, template, place, consumer);
  const faults =
    parsed.kind === 'pointer'
      ? judgePointer(skill, parsed, place, consumer)
      : judgeText(skill, parsed, place, consumer);
  if (parsed.or === undefined) return faults;
  const otherwise = parsed.or === null ? nothing(place, consumer) : judge(skill, parsed.or, `${place}/or`, consumer);
  return [...faults, ...otherwise];
}

/** `"or": null` leaves the member out. */
const nothing = (place: string, { isNeeded, needs }: Consumer): Fault[] =>
  isNeeded ? [fault('argument_optional', `${place}/or`, `This leaves the value out, and ${needs}.`)] : [];

function judgePointer(
  skill: CheckedSkill,
  { pointer, or }: Extract<ParsedTemplate, { kind: 'pointer' }>,
  place: string,
  consumer: Consumer,
): Fault[] {
  const produced = producedAt(skill, pointer);
  if (!produced) return [];
  if (produced.isOptional && or === undefined && consumer.isNeeded) {
    const message =
      `'${pointer}' need not be there, and ${consumer.needs}. ` +
      `Write {"$": "${pointer}", "or": …} with what to take then, or make it required where it comes from.`;
    return [fault('argument_optional', place, message)];
  }
  const misfit = misfitOf(produced.schema, consumer);
  return misfit ? [told(misfit, place, consumer, subject(pointer, produced, misfit))] : [];
}

/** A text that is joined: only that it is a text is known of it. */
function judgeText(
  skill: CheckedSkill,
  { parts, or }: Extract<ParsedTemplate, { kind: 'join' }>,
  place: string,
  consumer: Consumer,
): Fault[] {
  const optional = parts.map(templateOf).flatMap((part) => {
    if (part.kind !== 'pointer' || part.or !== undefined) return [];
    return producedAt(skill, part.pointer)?.isOptional ? [part.pointer] : [];
  });
  if (consumer.isNeeded && or === undefined && optional.length > 0) {
    const message =
      `'${optional[0]}' need not be there, so there may be no text, and ${consumer.needs}. ` +
      `Give the value, or the whole 'join', an 'or'.`;
    return [fault('argument_optional', place, message)];
  }
  const misfit = misfitOf({ type: 'string' }, consumer);
  return misfit?.sort === 'type' ? [told(misfit, place, consumer, 'A joined text is text')] : [];
}

/** A literal is judged as a whole; one with values inside by its members, as far as the schema names them. */
function judgeLiteral(skill: CheckedSkill, template: Json, place: string, consumer: Consumer): Fault[] {
  if (!hasTemplates(template)) {
    const misfit = misfitOf({ const: template }, consumer);
    return misfit ? [told(misfit, place, consumer, `This value ${present(misfit.is)}`)] : [];
  }
  const { schema } = consumer;
  const shape = Array.isArray(template) ? { type: 'array' } : { type: 'object' };
  const type = misfitOf(shape, consumer);
  if (type?.sort === 'type') return [told(type, place, consumer, `This value ${present(type.is)}`)];
  if (!isObject(schema) || typeof template !== 'object' || template === null) return [];
  const known = properties(schema);
  return Object.entries(template).flatMap(([token, inner]) => {
    const below = Array.isArray(template) ? schema.items : Object.hasOwn(known, token) ? known[token] : undefined;
    if (below === undefined) return [];
    return judge(skill, inner, `${place}/${escapeToken(token)}`, {
      ...consumer,
      schema: below,
      isNeeded: Array.isArray(template) || (Array.isArray(schema.required) && schema.required.includes(token)),
      takes: (what, path) => consumer.takes(what, [token, ...path]),
    });
  });
}

function hasTemplates(template: Json): boolean {
  if (templateOf(template).kind !== 'literal') return true;
  return typeof template === 'object' && template !== null && Object.values(template).some(hasTemplates);
}

/** Why a producer's values don't all fit, where that is certain. */
function misfitOf(producer: Json, { schema }: Consumer): Misfit | undefined {
  const answer = included(producer, schema);
  return answer === 'yes' ? undefined : answer;
}

function told(misfit: Misfit, place: string, consumer: Consumer, subject: string): Fault {
  const { sort, takes, path } = misfit;
  const message = `${subject}; ${consumer.takes(isFiles(consumer.schema) ? 'files' : takes, path)}.`;
  // Documents that are published have such lists, and hardly anybody sends one.
  if (isEmptyItem(misfit)) return warning('argument_range', place, `${message} Give the items a 'minLength'.`);
  switch (sort) {
    case 'type':
      return fault('argument_type', place, message);
    case 'absent':
      return fault('argument_optional', place, message);
    default:
      return fault('argument_range', place, message);
  }
}

/** Whether it is about an empty text in a list. An empty text of a member that need not be there is no value. */
const isEmptyItem = ({ is, path }: Misfit): boolean => is === 'be empty' && /^[0-9]+$/.test(path.at(-1) ?? '');

/** The beginning of the sentence: where the value comes from, and what it may be. */
function subject(pointer: string, { schema }: Produced, { sort, is, path }: Misfit): string {
  const where = `'${[pointer, ...path.map(escapeToken)].join('/')}'`;
  if (sort === 'type' && path.length === 0 && isFiles(schema)) return `${where} is a list of files`;
  const isAlways = sort === 'type' && path.length === 0 && isObject(schema) && typeof schema.type === 'string';
  return isAlways ? `${where} ${present(is)}` : `${where} may ${is}`;
}

/** Whether a schema is of the files of an upload field. */
const isFiles = (schema: Json): boolean =>
  isObject(schema) && isObject(schema.items) && Object.hasOwn(properties(schema.items), 'upload_id');

const present = (is: string): string =>
  is
    .replace(/^be\b/, 'is')
    .replace(/^have\b/, 'has')
    .replace(/^lack\b/, 'lacks');
