import type { Services } from './services';

/**
 * The same services for one call that asks for several things: what is known of credentials is read of the store once,
 * however many of their lists are asked for. A write forgets what was read.
 */
export function readingOnce<S extends Services>(services: S): S {
  const { store } = services;
  const { credentials, bankNotes } = store;
  const read = new Map<string, Promise<unknown>>();
  const once = <T>(key: string, find: () => Promise<T>): Promise<T> => {
    const known = (read.get(key) as Promise<T> | undefined) ?? find();
    read.set(key, known);
    return known;
  };
  const forgetting = <A extends unknown[], T>(of: string, write: (...args: A) => Promise<T>) => {
    return async (...args: A): Promise<T> => {
      try {
        return await write(...args);
      } finally {
        for (const key of read.keys()) if (key.startsWith(of)) read.delete(key);
      }
    };
  };
  return {
    ...services,
    store: {
      ...store,
      credentials: {
        ...credentials,
        issue: forgetting('credentials/', (given) => credentials.issue(given)),
        exchange: forgetting('credentials/', (...given) => credentials.exchange(...given)),
        setStatus: forgetting('credentials/', (...given) => credentials.setStatus(...given)),
        find: (id, client_id, maxAge) =>
          once(`credentials/${client_id}/${id}`, () => credentials.find(id, client_id, maxAge)),
      },
      bankNotes: {
        ...bankNotes,
        put: forgetting('note/', (id, body) => bankNotes.put(id, body)),
        find: (id) => once(`note/${id}`, () => bankNotes.find(id)),
      },
    },
  };
}
