import { isObject, type Json } from '../../json';
import type { Schema } from '../skill';
import { conforms } from './conforms';
import { exampleOf, listedValues, numbersOf, typesOf } from './example';
import { type Counterexample, first } from './finding';
import { ofLists } from './lists';
import { boundsFit } from './numbers';
import { ofObjects } from './objects';
import { textsListed, textsOf } from './schema-texts';
import { textIn } from './texts';

/** Finds a value that a producer's schema allows and a consumer's does not. It is to be verified by its caller. */
export function counterexample(producer: Json | undefined, consumer: Json | undefined): Counterexample {
  if (consumer === true || consumer === undefined || producer === false) return 'none';
  if (consumer !== false && !isObject(consumer)) return undefined;
  const given = isObject(producer) ? producer : {};
  const listed = listedValues(given);
  if (listed) return first(listed.map((value) => tried(given, consumer, value)));
  if (Array.isArray(given.anyOf)) return ofBranches(given, consumer);
  return first(typesOf(given).map((type) => ofType({ ...given, type }, type, consumer)));
}

/** Whether this very value is one: of the one schema, and not of the other. */
function tried(producer: Json | undefined, consumer: Json, value: Json): Counterexample {
  const isOne = conforms(producer, value);
  const isOther = conforms(consumer, value);
  if (isOne === false || isOther === true) return 'none';
  return isOne === true && isOther === false ? { value } : undefined;
}

/** The same for several values of which one would do, where there may be others. */
const oneOf = (producer: Json, consumer: Json, values: Json[]): Counterexample => {
  const found = first(values.map((value) => tried(producer, consumer, value)));
  return found === 'none' ? undefined : found;
};

function ofBranches({ anyOf, ...rest }: Schema, consumer: Json): Counterexample {
  const branches = Array.isArray(anyOf) ? anyOf : [];
  return first(
    branches.map((branch) => {
      if (!isObject(branch)) return counterexample(branch === false ? false : rest, consumer);
      const clash = Object.keys(branch).some((keyword) => keyword !== 'type' && Object.hasOwn(rest, keyword));
      const types = sharedTypes(typesOf(rest), typesOf(branch));
      return clash ? undefined : counterexample({ ...rest, ...branch, type: types }, consumer);
    }),
  );
}

/** The types of values that are of one of the first and of one of the second: whole numbers are numbers. */
const sharedTypes = (a: string[], b: string[]): string[] => {
  const covers = (types: string[], type: string) =>
    types.includes(type) || (type === 'integer' && types.includes('number'));
  return [...new Set([...a.filter((type) => covers(b, type)), ...b.filter((type) => covers(a, type))])];
};

/** For the producer's values of one type. */
function ofType(producer: Schema, type: string, consumer: Schema | false): Counterexample {
  if (type === 'boolean') return first([true, false].map((value) => tried(producer, consumer, value)));
  if (type === 'null') return tried(producer, consumer, null);
  if (consumer === false) return anyOf(producer, consumer);
  const listed = listedValues(consumer);
  if (listed) return unlisted(producer, type, listed, consumer);
  if (Array.isArray(consumer.anyOf)) return noBranch(producer, consumer);
  const types = typesOf(consumer);
  if (!types.includes(type) && !(type === 'integer' && types.includes('number')))
    return oneOf(producer, consumer, type === 'number' ? numbersOf(producer, 0.5) : some(producer));
  if (Object.keys(consumer).some((keyword) => !COMPARED.test(keyword))) return anyOf(producer, consumer);
  if (type === 'string') return ofTexts(producer, consumer);
  if (type === 'array') return ofLists(producer, consumer, counterexample);
  return type === 'object'
    ? ofObjects(producer, consumer, counterexample)
    : ofNumbers(producer, type === 'integer', consumer);
}

/** Keywords of a consumer that the comparisons look at, or that say nothing about values. */
const COMPARED =
  /^(?:type|title|description|examples|default|x-.*|(?:min|max)(?:Length|Items|Properties)|pattern|format|minimum|maximum|exclusiveM(?:in|ax)imum|multipleOf|items|uniqueItems|properties|required|additionalProperties)$/;

const some = (schema: Schema): Json[] => {
  const example = exampleOf(schema);
  return example === undefined ? [] : [example];
};
const anyOf = (producer: Schema, consumer: Json): Counterexample => oneOf(producer, consumer, some(producer));

/** The consumer lists its values, of which the producer has others, for it lists none. */
function unlisted(producer: Schema, type: string, listed: Json[], consumer: Schema): Counterexample {
  if (type !== 'string') return oneOf(producer, consumer, [...some(producer), ...numbersOf(producer, 1)]);
  const { within, surely } = textsOf(producer);
  const found = surely && textIn(surely, textsListed(listed));
  if (found && found !== 'none') return tried(producer, consumer, found.text);
  const isExact = surely === within;
  return (isExact ? found : textIn(within, textsListed(listed))) === 'none' ? 'none' : undefined;
}

/** One branch of the consumer takes all; or a value that none of them takes. */
function noBranch(producer: Schema, consumer: Schema): Counterexample {
  const { anyOf: branches, ...rest } = consumer;
  const own = counterexample(producer, rest);
  if (own !== 'none') return own;
  const answers = (branches as Json[]).map((branch) => counterexample(producer, branch));
  if (answers.includes('none')) return 'none';
  const values = answers.flatMap((answer) => (typeof answer === 'object' ? [answer.value] : []));
  return oneOf(producer, consumer, values);
}

/** For texts: the longest that may be too long, for it says most; else the shortest that is none of the consumer's. */
function ofTexts(producer: Schema, consumer: Schema): Counterexample {
  const { format, ...rest } = consumer;
  const from = textsOf(producer);
  const to = textsOf(format === producer.format ? rest : consumer);
  const sure = from.surely && textIn(from.surely, to.within);
  if (sure && sure !== 'none') return { value: longest(producer, consumer) ?? sure.text };
  const isExact = from.surely === from.within && to.surely === to.within;
  const within = isExact ? sure : to.surely && textIn(from.within, to.surely);
  return within === 'none' ? 'none' : undefined;
}

function longest(producer: Schema, { maxLength }: Schema): string | undefined {
  const { surely } = textsOf(producer);
  if (!surely || typeof maxLength !== 'number' || !Number.isFinite(surely.most) || surely.most <= maxLength)
    return undefined;
  const found = textIn({ ...surely, least: surely.most });
  return found && found !== 'none' ? found.text : undefined;
}

function ofNumbers(producer: Schema, isInteger: boolean, consumer: Schema): Counterexample {
  if (boundsFit(producer, consumer, isInteger)) return 'none';
  const step = isInteger ? 1 : 0.5;
  return oneOf(producer, consumer, [...numbersOf(consumer, step), ...numbersOf(producer, step)]);
}
