/** `account_id` → `accountId` */
type Camel<S extends string> = S extends `${infer Head}_${infer Tail}` ? `${Head}${Capitalize<Camel<Tail>>}` : S;

/** An operation's members as this package's options: `account_id` is `accountId`. */
export type Options<T> = { [K in keyof T as K extends string ? Camel<K> : K]: T[K] };

/** Options as the API has them: `accountId` → `account_id`, one level deep. */
export const asMembers = (options: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(options).map(([name, value]) => [name.replace(/[A-Z]/g, (one) => `_${one.toLowerCase()}`), value]),
  );
