import { isObject, type Json } from '../../json';
import { escapeToken } from '../../pointer';
import { properties } from '../ask';
import type { Operation } from '../operation-catalog';
import { innerTemplates, templateOf } from '../template';
import { at, fault } from './fault';
import { producedAt } from './produced';
import { type CheckedSkill, eachStep, type Rule } from './rule';
import { valueUses } from './step-pointers';

/** A pointer leads to a sealed value, never into one: it is sealed as a whole. */
export const insideSealed: Rule = eachStep(({ name, step }, skill) =>
  valueUses(name, step).flatMap(({ pointer, at: place }) => {
    if (!producedAt(skill, pointer)?.isInsideSealed) return [];
    const message = `'${pointer}' leads into a value that is sealed as a whole, so it finds nothing. Take the whole value.`;
    return [fault('sensitive_inside', place, message)];
  }),
);

/** `pii` covers what may be shown to its own user, too. */
type Mark = 'pii' | 'secret';

/** Sealed values reach only arguments that are declared to take them, and credentials; secrets are never shown. */
export const sealedValues: Rule = eachStep(({ name, step, kind }, skill) => {
  const given = kind.operations(step).flatMap(({ operation, with: templates, path }) => {
    const { input } = skill.catalog.operations[operation] as Operation;
    return Object.entries(templates).flatMap(([argument, template]) => {
      const declared = Object.hasOwn(properties(input), argument) ? properties(input)[argument] : undefined;
      const place = at(name, ...path, 'with', argument);
      return leaks(skill, template, place, (schema) => undeclared(schema, declared)).map(({ pointer, at: where }) => {
        const message = `'${pointer}' is sealed, and '${operation}' isn't declared to take such a value for '${argument}'.`;
        return fault('sensitive_undeclared', where, message);
      });
    });
  });
  const { show = {}, output = {} } = kind.templates(step);
  const shown = leaks(skill, show, at(name, 'show'), (schema) => has(schema, ['secret'])).filter(isWhole);
  const put = leaks(skill, output, at(name, 'output'), (schema) => has(schema, ['secret', 'pii'])).filter(isWhole);
  return [
    ...given,
    ...shown.map(({ pointer, at: where }) =>
      fault('sensitive_undeclared', where, `'${pointer}' is secret: it is never shown, not even to its own user.`),
    ),
    ...put.map(({ pointer, at: where }) =>
      fault(
        'sensitive_undeclared',
        where,
        `'${pointer}' is sealed, and 'output' is public. Put it into 'credentials'.`,
      ),
    ),
  ];
});

/** Parts of a `join` that nothing opens are a fault of another rule. */
const isWhole = ({ isPart }: Leak): boolean => !isPart;

interface Leak {
  pointer: string;
  at: string;
  isPart: boolean;
}

/** The references in a template, joined ones too, whose values may not go where the template goes. */
function leaks(
  skill: CheckedSkill,
  template: Json,
  place: string,
  isBarred: (schema: Json) => boolean,
  isPart = false,
): Leak[] {
  const parsed = templateOf(template);
  const produced = parsed.kind === 'pointer' ? producedAt(skill, parsed.pointer) : undefined;
  const isLeak = produced !== undefined && isBarred(produced.schema);
  const own = parsed.kind === 'pointer' && isLeak ? [{ pointer: parsed.pointer, at: place, isPart }] : [];
  const inside = innerTemplates(template).flatMap(({ path, inner }) => {
    const where = [place, ...path.map(escapeToken)].join('/');
    return leaks(skill, inner, where, isBarred, isPart || (parsed.kind === 'join' && path[0] === 'join'));
  });
  return [...own, ...inside];
}

const markOf = (schema: Json | undefined): Mark | undefined => {
  const mark = isObject(schema) ? schema['x-sensitive'] : undefined;
  return mark === undefined ? undefined : mark === 'secret' ? 'secret' : 'pii';
};

/** Whether a schema, or a part of it, is marked like this. */
function has(schema: Json | undefined, marks: readonly Mark[]): boolean {
  if (!isObject(schema)) return false;
  const own = markOf(schema);
  if (own !== undefined) return marks.includes(own);
  return [...Object.values(properties(schema)), schema.items, ...branchesOf(schema)].some((inner) => has(inner, marks));
}

/** Whether a producer has a mark where its consumer has none, or a secret where it has that of personal data. */
function undeclared(producer: Json | undefined, consumer: Json | undefined): boolean {
  const declared = markOf(consumer);
  if (declared === 'secret') return false;
  if (declared === 'pii') return has(producer, ['secret']);
  if (!isObject(producer)) return false;
  if (markOf(producer) !== undefined) return true;
  const known = isObject(consumer) ? properties(consumer) : {};
  return (
    Object.entries(properties(producer)).some(([name, inner]) =>
      undeclared(inner, Object.hasOwn(known, name) ? known[name] : undefined),
    ) ||
    undeclared(producer.items, isObject(consumer) ? consumer.items : undefined) ||
    branchesOf(producer).some((inner) => undeclared(inner, consumer))
  );
}

const branchesOf = (schema: { [key: string]: Json }): Json[] => (Array.isArray(schema.anyOf) ? schema.anyOf : []);
