import { isObject, type Json } from '../../json';
import { references } from '../../pointer';
import { evaluate, same } from '../condition';
import type { Schema } from '../skill';

/** Comparisons after which a proof is given up: each choice within choices would double them. */
const MOST_COMPARISONS = 500;

/** What a proof may take yet. */
interface Effort {
  left: number;
}

/**
 * Whether every value that fits one condition fits the other, as far as that can be proved from the two alone, and
 * soon. Operands that are references are equal only to themselves.
 */
export const implies = (narrow: Schema, wide: Schema): boolean => proves(narrow, wide, { left: MOST_COMPARISONS });

function proves(narrow: Schema, wide: Schema, effort: Effort): boolean {
  effort.left -= 1;
  if (effort.left < 0) return false;
  if (Array.isArray(narrow.anyOf)) {
    const { anyOf, ...rest } = narrow;
    const isAll = anyOf.filter(isObject).every((one) => proves({ ...rest, ...one }, wide, effort));
    if (isAll && anyOf.length > 0) return true;
  }
  return Object.entries(wide).every(([keyword, operand]) => provesKeyword(narrow, keyword, operand, effort));
}

const nothing = () => undefined;
const isLiteral = (operand: Json): boolean => references(operand, '').length === 0;

function provesKeyword(narrow: Schema, keyword: string, operand: Json, effort: Effort): boolean {
  if (effort.left < 0) return false;
  const own = narrow[keyword];
  if (own !== undefined && same(own, operand)) return true;
  if (!isLiteral(operand)) return false;
  const values = narrow.const === undefined ? narrow.enum : [narrow.const];
  if (Array.isArray(values) && isLiteral(values))
    return values.length > 0 && values.every((value) => evaluate({ [keyword]: operand }, value, nothing) === true);
  if (keyword === 'anyOf')
    return Array.isArray(operand) && operand.some((one) => isObject(one) && proves(narrow, one, effort));
  if (keyword === 'contains') return isObject(operand) && isObject(own) && provesItem(own, operand, effort);
  if (keyword === 'type') return impliesType(narrow, [operand].flat());
  return typeof operand === 'number' && impliesBound(narrow, keyword, operand);
}

/**
 * Whether an item that fits one fits the other. `at` says which part of an item is meant: it has to be the same part.
 */
function provesItem({ at = null, ...narrow }: Schema, { at: part = null, ...wide }: Schema, effort: Effort): boolean {
  return same(at, part) && proves(narrow, wide, effort);
}

/** The type that a value must have for a keyword to apply to it. */
const APPLIES: Readonly<Record<string, string>> = {
  minimum: 'number',
  maximum: 'number',
  exclusiveMinimum: 'number',
  exclusiveMaximum: 'number',
  minLength: 'string',
  maxLength: 'string',
  minItems: 'array',
  maxItems: 'array',
  contains: 'array',
};

function impliesType(narrow: Schema, types: Json[]): boolean {
  const has = (type: Json): boolean => types.includes(type) || (type === 'integer' && types.includes('number'));
  if (narrow.type !== undefined && isLiteral(narrow.type)) return [narrow.type].flat().every(has);
  return Object.keys(narrow).some((keyword) => has(APPLIES[keyword] ?? ''));
}

/** By bound: the bounds that imply it, each with how much nearer it must be. */
const BOUNDS: Readonly<Record<string, readonly [string, (own: number, operand: number) => boolean][]>> = {
  minimum: [
    ['minimum', (own, operand) => own >= operand],
    ['exclusiveMinimum', (own, operand) => own >= operand],
  ],
  exclusiveMinimum: [
    ['exclusiveMinimum', (own, operand) => own >= operand],
    ['minimum', (own, operand) => own > operand],
  ],
  maximum: [
    ['maximum', (own, operand) => own <= operand],
    ['exclusiveMaximum', (own, operand) => own <= operand],
  ],
  exclusiveMaximum: [
    ['exclusiveMaximum', (own, operand) => own <= operand],
    ['maximum', (own, operand) => own < operand],
  ],
  minLength: [['minLength', (own, operand) => own >= operand]],
  maxLength: [['maxLength', (own, operand) => own <= operand]],
  minItems: [['minItems', (own, operand) => own >= operand]],
  maxItems: [['maxItems', (own, operand) => own <= operand]],
};

const impliesBound = (narrow: Schema, keyword: string, operand: number): boolean =>
  (BOUNDS[keyword] ?? []).some(([name, isNearer]) => {
    const own = narrow[name];
    return typeof own === 'number' && isNearer(own, operand);
  });
