import { isObject, type Json } from '../../domain/json';

/** The host that recordings name: no machine in particular. */
const NO_HOST = 'vm';

/** `<process>@<host>`, as Temporal calls a worker; its own task queue has a random id behind that. */
const IDENTITY = /^(\d+)@.+?(-[0-9a-f]{32})?$/;

/**
 * A history without what tells of the machine that it was recorded on: stack traces and host names.
 *
 * Neither decides anything in a replay. Process numbers stay, for they tell API and worker apart.
 */
export function withoutMachine(history: Json): Json {
  if (typeof history === 'string') return history.replace(IDENTITY, `$1@${NO_HOST}$2`);
  if (Array.isArray(history)) return history.map(withoutMachine);
  if (!isObject(history)) return history;
  return Object.fromEntries(
    Object.entries(history).map(([name, value]) => [name, name === 'stackTrace' ? '' : withoutMachine(value)]),
  );
}

/** What names a machine in a history; none of it may be in a recording. */
const OF_A_MACHINE: [what: string, pattern: RegExp][] = [
  ['a stack trace', /^ *at .+:\d+:\d+\)?$/m],
  ['a file with its folder', /(?<![\w./:$}-])(\/[\w.@+-]+)+\.([cm]?[jt]s|json|node|so)\b/],
  ['an installed package', /node_modules/],
  ['a home or temporary folder', /\/(home|root|Users|tmp|var)\/|[A-Z]:\\/],
  ['the address of a file', /\bfile:\/\//],
  ['a host', new RegExp(`(?<![\\w.])\\d+@(?!${NO_HOST}\\b)[\\w.-]+`)],
];

/** What a history says of the machine that it was recorded on, in words; empty where it says nothing. */
export const machineIn = (history: Json): string[] => {
  const texts = textsOf(history);
  return OF_A_MACHINE.flatMap(([what, pattern]) =>
    texts.flatMap((text) => {
      const found = pattern.exec(text)?.[0];
      return found === undefined ? [] : [`${what}: ${found.trim()}`];
    }),
  );
};

/** Every text of a history, with its payloads decoded: what anybody reads who may read the engine. */
export function textsOf(history: Json, name = ''): string[] {
  if (typeof history === 'string') return [name === 'data' ? Buffer.from(history, 'base64').toString() : history];
  if (Array.isArray(history)) return history.flatMap((item) => textsOf(item));
  if (!isObject(history)) return [];
  return Object.entries(history).flatMap(([member, value]) => textsOf(value, member));
}
