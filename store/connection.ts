import { type Connection, Mongoose, mongo } from 'mongoose';
import { VestibuleError } from '../domain/errors';

/**
 * Bounds on a dead or slow database, ms: a caller is told within some seconds, and asks again. No `timeoutMS` of the
 * driver: it would also bound a whole upload.
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

/** One connection of its own, made at the first use, and made anew if that failed. */
export interface Database {
  connection: Connection;
  /**
   * Runs one piece of work with the connection up; what only says that the database is away becomes
   * `database_unavailable`.
   */
  run<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** `prepare` runs once after connecting: it makes the indexes. */
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
  // Without a listener a failing reconnection would be an uncaught error; every caller is told by `run`.
  connection.on('error', () => undefined);
  return { connection, run, close };
}

/** A port whose every method goes through `run`. */
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

/** Also a server that is stepping down or shutting down: it says so with a label, or with one of these codes. */
const AWAY_CODES = new Set<unknown>([91, 189, 10107, 11600, 11602, 13435, 13436]);

export function isAway(cause: unknown): boolean {
  if (!(cause instanceof Error)) return false;
  if (AWAY.some((kind) => cause instanceof kind) || AWAY_NAMES.includes(cause.name)) return true;
  if (cause instanceof mongo.MongoServerError)
    return AWAY_CODES.has(cause.code) || cause.hasErrorLabel('RetryableWriteError');
  return cause.name === 'MongooseError' && /initial connection|buffering timed out/.test(cause.message);
}

/** Whether an insert went through; `false` where its id, or a value that must be unique, is taken. */
export async function inserted(insert: Promise<unknown>): Promise<boolean> {
  try {
    await insert;
    return true;
  } catch (cause) {
    if (cause instanceof mongo.MongoServerError && cause.code === 11000) return false;
    throw cause;
  }
}
