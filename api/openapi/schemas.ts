import type { Json, JsonObject } from '../../domain/json';

/** A part of the OpenAPI document: plain JSON. */
export type Part = { [key: string]: unknown };

declare const described: unique symbol;
/**
 * A JSON Schema together with the TypeScript type that it describes. The type exists for the compiler only: the helpers
 * below derive it from what they put into the schema.
 */
export type SchemaOf<T> = Part & { readonly [described]?: (value: T) => T };
/** The type that a schema describes. */
export type Described<S> = S extends { readonly [described]?: (value: infer T) => unknown } ? T : unknown;

const schema = <T>(part: Part): SchemaOf<T> => part as SchemaOf<T>;

export const string = (more: Part = {}) => schema<string>({ type: 'string', ...more });
export const text = (maxLength: number, more: Part = {}) => string({ minLength: 1, maxLength, ...more });
export const uuid = (description: string) => string({ format: 'uuid', description });
export const time = (description: string) => string({ format: 'date-time', description });
export const integer = (more: Part = {}) => schema<number>({ type: 'integer', ...more });
export const boolean = (more: Part = {}) => schema<boolean>({ type: 'boolean', ...more });
export const constant = <const T extends string | boolean>(type: 'string' | 'boolean', value: T) =>
  schema<T>({ type, const: value });
export const oneOf = <const T extends string>(values: readonly T[], more: Part = {}) =>
  schema<T>({ type: 'string', enum: values, ...more });
export const nullable = (more: Part) => schema<string | null>({ type: ['string', 'null'], ...more });
export const list = <S extends Part>(items: S, more: Part = {}) =>
  schema<Described<S>[]>({ type: 'array', items, ...more });
/** Any JSON object, whose members this document doesn't know. */
export const anyObject = (description: string) =>
  schema<JsonObject>({ type: 'object', description, additionalProperties: true });
export const anyJson = (description: string) => schema<Json>({ description });

type Properties = Record<string, Part>;
type Flat<T> = { [K in keyof T]: T[K] };
type ObjectOf<P extends Properties, Optional extends PropertyKey> = Flat<
  { [K in keyof P as K extends Optional ? never : K]: Described<P[K]> } & {
    [K in keyof P as K extends Optional ? K : never]?: Described<P[K]>;
  }
>;

/** An object that always has all of these members. */
export const object = <P extends Properties>(properties: P) => optional(properties);

/** An object with these members, of which the named ones may be absent. */
export function optional<P extends Properties, const O extends keyof P & string = never>(
  properties: P,
  ...names: O[]
): SchemaOf<ObjectOf<P, O>> {
  const required = Object.keys(properties).filter((name) => !(names as string[]).includes(name));
  return schema({ type: 'object', ...(required.length > 0 ? { required } : {}), properties });
}

/** An object of which only the named members are always there. */
export function requiring<P extends Properties, const R extends keyof P & string>(
  names: readonly R[],
  properties: P,
): SchemaOf<ObjectOf<P, Exclude<keyof P, R>>> {
  return schema({ type: 'object', required: names, properties });
}

/** The object of a request body. It takes the documented members only, so that a misspelt one is refused. */
export const strict = <P extends Properties, const R extends keyof P & string>(names: readonly R[], properties: P) => ({
  ...requiring(names, properties),
  additionalProperties: false,
});

const pageOf = <S extends Part>(items: S) => ({
  data: list(items),
  has_more: boolean(),
  next_cursor: nullable({ description: 'Give it as `cursor` to get the next page; null on the last.' }),
});
export const page = <S extends Part>(items: S) => object(pageOf(items));

/** A page that may have `warnings` beside its rows. */
export const pageWithWarnings = <S extends Part, W extends Part>(items: S, warnings: W) =>
  optional({ ...pageOf(items), warnings }, 'warnings');

/** A reference to a component, which is given too, for its type. */
export const ref = <T>(name: string, _component: SchemaOf<T>) => schema<T>({ $ref: `#/components/schemas/${name}` });

type Same<A, B> = (<X>() => X extends A ? 1 : 2) extends <X>() => X extends B ? 1 : 2 ? true : false;
type Members<T> = T extends object ? keyof T : never;
/** In the compiler's message where schema and type differ: the members that only one of them has. */
interface Differs<Schema, Type> {
  onlyInSchema: Exclude<Members<Schema>, Members<Type>>;
  onlyInType: Exclude<Members<Type>, Members<Schema>>;
}

/**
 * Ties a schema to the type of what is answered: `describes<Account>()(object({ … }))`. It compiles only if the schema
 * describes exactly this type. A member that one of them has and the other has not is an error, and so is one that is
 * optional in one of them only.
 */
export const describes =
  <T>() =>
  <U>(given: SchemaOf<U> & (Same<Flat<U>, Flat<T>> extends true ? unknown : Differs<U, T>)): SchemaOf<T> =>
    given as unknown as SchemaOf<T>;

/**
 * A union of objects as the one object by which the document describes it: a member that not every one of them requires
 * is optional.
 */
export type Merged<U> = Flat<
  { [K in RequiredInAll<U>]: ValueOf<U, K> } & { [K in Exclude<Members<U>, RequiredInAll<U>>]?: ValueOf<U, K> }
>;
type ValueOf<U, K extends PropertyKey> = U extends { [P in K]?: infer V } ? V : never;
type RequiredInAll<U> = { [K in keyof U]: IsRequired<U, K> extends true ? K : never }[keyof U];
type IsRequired<U, K extends PropertyKey> = false extends (U extends { [P in K]: unknown } ? true : false)
  ? false
  : true;
