import { Client } from '@temporalio/client';
import { NativeConnection, type NativeConnectionOptions } from '@temporalio/worker';

/** The engine's client: there once the engine is, and from then on. */
export interface EngineClient {
  /**
   * Its calls can't be given a limit of their own. Rejects while the engine can't be reached; the next call tries anew.
   */
  get(): Promise<Client>;
  close(): Promise<void>;
}

/**
 * Connects at the first call, so that the API starts without the engine. By the SDK's native connection, the workers'
 * own: its gRPC costs the API a quarter less processor time a step than the one in JavaScript, and the engine a tenth
 * (`docs/performance.md`). An attempt of a call takes `limit` ms at most; the SDK makes some more where the engine is
 * away.
 */
export function engineClient(options: NativeConnectionOptions, namespace: string, limit: number): EngineClient {
  let client: Promise<Client> | undefined;
  const connect = async (): Promise<Client> => {
    try {
      const connection = limitAttempts(await NativeConnection.connect(options), limit);
      return new Client({ connection, namespace });
    } catch (error) {
      client = undefined;
      throw error;
    }
  };
  return {
    get: () => {
      client ??= connect();
      return client;
    },
    async close() {
      const connected = await client?.catch(() => undefined);
      await connected?.connection.close();
    },
  };
}

/**
 * The SDK hands a call's limit down by `AsyncLocalStorage`. Before Node 24 its first use makes every promise of the
 * process dearer: 0.7 ms a step, a third of what the API takes. All calls have the same limit here, so it is told
 * without. Should the SDK one day look elsewhere for it, its own of 30 s holds.
 */
function limitAttempts(connection: NativeConnection, limit: number): NativeConnection {
  const getStore = () => ({ deadline: Date.now() + limit });
  return Object.defineProperty(connection, 'callContextStorage', { value: { getStore } });
}
