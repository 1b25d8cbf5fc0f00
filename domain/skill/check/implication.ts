import { isObject, type Json } from '../../json';
import { references } from '../../pointer';
import { evaluate, same } from '../condition';
import type { Schema } from '../skill';

/**
 * Whether every value that fits one condition fits the other, as far as that can be proved from the two alone. Operands
 * that are references are equal only to themselves.
 */
export function implies(narrow: Schema, wide: Schema): boolean {
  if (Array.isArray(narrow.anyOf)) {
    const { anyOf, ...rest } = narrow;
    const isAll = anyOf.filter(isObject).every((one) => implies({ ...rest, ...one }, wide));
    if (isAll && anyOf.length > 0) return true;
  }
  return Object.entries(wide).every(([keyword, operand]) => impliesKeyword(narrow, keyword, operand));
}

const nothing = () => undefined;
const isLiteral = (operand: Json): boolean => references(operand, '').length === 0;

function impliesKeyword(narrow: Schema, keyword: string, operand: Json): boolean {
  const own = narrow[keyword];
  if (own !== undefined && same(own, operand)) return true;
  if (!isLiteral(operand)) return false;
  const values = narrow.const === undefined ? narrow.enum : [narrow.const];
  if (Array.isArray(values) && isLiteral(values))
    return values.length > 0 && values.every((value) => evaluate({ [keyword]: operand }, value, nothing) === true);
  if (keyword === 'anyOf')
    return Array.isArray(operand) && operand.some((one) => isObject(one) && implies(narrow, one));
  if (keyword === 'contains')
    return isObject(operand) && isObject(own) && own.at === operand.at && implies(own, operand);
  if (keyword === 'type') return impliesType(narrow, [operand].flat());
  return typeof operand === 'number' && impliesBound(narrow, keyword, operand);
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
