import { type Connection, type Model, Mongoose, mongo } from 'mongoose';
import { VestibuleError } from '../domain/errors';

/**
 * Connection options; times in ms. A dead or slow database fails a call within seconds, and the caller tries again. The
 * driver's `timeoutMS` is not used, for it would limit a whole upload too.
 */
const OPTIONS = {
  serverSelectionTimeoutMS: 3_000,
  connectTimeoutMS: 3_000,
  socketTimeoutMS: 10_000,
  waitQueueTimeoutMS: 3_000,
  heartbeatFrequencyMS: 3_000,
  maxPoolSize: 50,
  bufferCommands: false,
  autoIndex: false,
  autoCreate: false,
};

/** A connection to the database, made at its first use, and made anew if that failed. */
export interface Database {
  connection: Connection;
  /** Runs work on the open connection. Rejects with `database_unavailable` where the database can't be reached. */
  run<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Opens a database. `prepare` runs once after connecting: it makes the indexes. */
export function openDatabase(uri: string, prepare: (connection: Connection) => Promise<void>): Database {
  const mongoose = new Mongoose({ sanitizeFilter: true, strictQuery: 'throw', strict: 'throw' });
  const connection = mongoose.createConnection();
  let opened: Promise<void> | undefined;

  const open = async () => {
    await connection.openUri(uri, OPTIONS);
    await prepare(connection);
  };
  const connected = () => {
    opened ??= open().catch((cause) => {
      opened = undefined;
      throw cause;
    });
    return opened;
  };
  const run = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      await connected();
      return await work();
    } catch (cause) {
      throw isAway(cause)
        ? new VestibuleError('database_unavailable', 'The database can’t be reached right now.', {
            cause,
            retryAfter: 2,
          })
        : cause;
    }
  };
  const close = async () => {
    await opened?.catch(() => undefined);
    await connection.close();
  };
  // Without a listener a failing reconnection would be an uncaught error; callers get theirs from `run`.
  connection.on('error', () => undefined);
  return { connection, run, close };
}

/** Wraps a port so that each of its methods goes through `run`. */
export function guarded<T extends object>(database: Database, port: T): T {
  const methods = Object.entries(port) as [string, (...args: unknown[]) => Promise<unknown>][];
  return Object.fromEntries(
    methods.map(([name, method]) => [name, (...args: unknown[]) => database.run(() => method(...args))]),
  ) as T;
}

const AWAY = [
  mongo.MongoNetworkError,
  mongo.MongoServerSelectionError,
  mongo.MongoNotConnectedError,
  mongo.MongoTopologyClosedError,
  mongo.MongoClientClosedError,
];
const AWAY_NAMES = [
  'MongooseServerSelectionError',
  'MongoWaitQueueTimeoutError',
  'MongoOperationTimeoutError',
  'DisconnectedError',
];

/** Codes of a server that steps down or shuts down. It may also say so by a label. */
const AWAY_CODES = new Set<unknown>([91, 189, 10107, 11600, 11602, 13435, 13436]);

/** Whether an error means that the database can't be reached right now. */
export function isAway(cause: unknown): boolean {
  if (!(cause instanceof Error)) return false;
  if (AWAY.some((kind) => cause instanceof kind) || AWAY_NAMES.includes(cause.name)) return true;
  if (cause instanceof mongo.MongoServerError)
    return AWAY_CODES.has(cause.code) || cause.hasErrorLabel('RetryableWriteError');
  return cause.name === 'MongooseError' && /initial connection|buffering timed out/.test(cause.message);
}

/** Whether an insert succeeded; `false` where its id, or another unique value, is taken. */
export async function inserted(insert: Promise<unknown>): Promise<boolean> {
  try {
    await insert;
    return true;
  } catch (cause) {
    if (cause instanceof mongo.MongoServerError && cause.code === 11000) return false;
    throw cause;
  }
}

/** Inserts documents in their order, up to the first whose id, or another unique value, is taken. Resolves to how many. */
export async function insertedInOrder<D extends { _id: string }>(model: Model<D>, docs: D[]): Promise<number> {
  try {
    await model.collection.insertMany(docs as never[], { ordered: true });
    return docs.length;
  } catch (cause) {
    if (cause instanceof mongo.MongoBulkWriteError && cause.code === 11000) return cause.insertedCount;
    throw cause;
  }
}
