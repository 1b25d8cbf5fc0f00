import { isObject, type Json } from '../../domain/json';
import type { ChangeLevel, SkillChange } from './change';
import { same } from './pairs';

type KeywordChange = Pick<SkillChange, 'level' | 'code' | 'message'> & { area?: SkillChange['area'] };
/** Whether a value took what the other does not take any more. */
type IsStricter = (was: Json | undefined, is: Json | undefined) => boolean;

const number = (value: Json | undefined, absent: number): number => (typeof value === 'number' ? value : absent);
const lowered: IsStricter = (was, is) => number(is, Number.POSITIVE_INFINITY) < number(was, Number.POSITIVE_INFINITY);
const raised: IsStricter = (was, is) => number(is, Number.NEGATIVE_INFINITY) > number(was, Number.NEGATIVE_INFINITY);
/** What is there and another than before can't be compared; what is gone refuses nothing. */
const changed: IsStricter = (was, is) => is !== undefined && !same(was, is);
const turnedOn: IsStricter = (was, is) => is === true && was !== true;
const multiple: IsStricter = (was, is) => is !== undefined && !(number(was, Number.NaN) % number(is, Number.NaN) === 0);

const list = (value: Json | undefined): Json[] | undefined => (Array.isArray(value) ? value : undefined);
const fewer: IsStricter = (was, is) => {
  const left = list(is);
  return left !== undefined && !(list(was)?.every((value) => left.some((other) => same(value, other))) ?? false);
};
const narrowerType: IsStricter = (was, is) =>
  is !== undefined && !same(was, is) && !(was === 'integer' && is === 'number');

const decimal = (value: Json | undefined): number | undefined =>
  typeof value === 'string' ? Number(value) : undefined;
/** An amount's bounds are decimals, written as text. */
const narrowerAmount: IsStricter = (was, is) => {
  const [old, now] = [isObject(was) ? was : {}, isObject(is) ? is : {}];
  const bounds = (name: string) => [decimal(old[name]), decimal(now[name])] as [number | undefined, number | undefined];
  return (
    raised(...bounds('minimum')) ||
    raised(...bounds('exclusiveMinimum')) ||
    lowered(...bounds('maximum')) ||
    ['currency', 'currencyField'].some((name) => changed(old[name], now[name]))
  );
};
const narrowerUpload: IsStricter = (was, is) => {
  if (!isObject(was) || !isObject(is)) return !same(was, is);
  const [[min = 0, max = 0], [newMin = 0, newMax = 0]] = [list(was.count) ?? [], list(is.count) ?? []];
  return fewer(was.mime, is.mime) || lowered(was.maxBytes, is.maxBytes) || raised(min, newMin) || lowered(max, newMax);
};

/** More has to be given along with a property than before. */
const moreDependent: IsStricter = (was, is) => {
  const before = isObject(was) ? was : {};
  return Object.entries(isObject(is) ? is : {}).some(([name, needed]) => fewer(needed, list(before[name]) ?? []));
};

/** By keyword: what makes it stricter. A keyword that is not here may refuse anything once it has changed. */
const STRICTER: Readonly<Record<string, IsStricter>> = {
  type: narrowerType,
  enum: fewer,
  const: changed,
  minLength: raised,
  maxLength: lowered,
  minItems: raised,
  maxItems: lowered,
  minimum: raised,
  maximum: lowered,
  exclusiveMinimum: raised,
  exclusiveMaximum: lowered,
  multipleOf: multiple,
  uniqueItems: turnedOn,
  dependentRequired: moreDependent,
  pattern: changed,
  format: changed,
  'x-amount': narrowerAmount,
  'x-upload': narrowerUpload,
};

const TEXTS = new Set(['title', 'description', 'examples', 'x-labels', 'x-error']);
/** What a client shows or fills in otherwise, and what is read otherwise, but takes the same data. */
const HARMLESS = new Set(['default', 'x-ui', 'x-normalise', 'x-multiline', 'x-sensitive', 'x-country']);

/** What the change of one keyword means; `undefined` where it is the same. `label`: what the schema is of. */
export function keywordChange(
  keyword: string,
  was: Json | undefined,
  is: Json | undefined,
  label: string,
): KeywordChange | undefined {
  if (same(was, is)) return undefined;
  const told = `${label}: '${keyword}' ${words(was, is)}`;
  if (TEXTS.has(keyword)) return { level: 'text', area: 'text', code: 'text_changed', message: `${told}.` };
  if (HARMLESS.has(keyword)) return { level: 'compatible', code: 'field_hint_changed', message: `${told}.` };
  const isStricter = (STRICTER[keyword] ?? changed)(was, is);
  const level: ChangeLevel = isStricter ? 'breaking' : 'compatible';
  const meaning = isStricter ? 'data that were taken may be refused' : 'all data that were taken still are';
  return { level, code: isStricter ? 'field_narrowed' : 'field_widened', message: `${told}: ${meaning}.` };
}

const MOST = 60;
const written = (value: Json): string => {
  const text = JSON.stringify(value);
  return text.length > MOST ? `${text.slice(0, MOST)}…` : text;
};
const words = (was: Json | undefined, is: Json | undefined): string => {
  if (was === undefined) return `is new, ${written(is as Json)}`;
  if (is === undefined) return `is gone, it was ${written(was)}`;
  return `was ${written(was)} and is ${written(is)}`;
};
