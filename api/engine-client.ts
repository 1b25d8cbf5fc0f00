import { Client } from '@temporalio/client';
import { NativeConnection, type NativeConnectionOptions } from '@temporalio/worker';

/** ms that one attempt of a call may take; the SDK makes some more where the engine is away. */
export const ATTEMPT = 5_000;

/** The engine's client: there once the engine is, and from then on. */
export interface EngineClient {
  /** Its calls take `ATTEMPT` at most, and can't be given another limit. Rejects while the engine can't be reached; the next call tries anew. */
  get(): Promise<Client>;
  close(): Promise<void>;
}

/**
 * Connects at the first call, so that the API starts without the engine. By the SDK's native connection, the workers' own: its gRPC costs
 * the API a quarter less processor time a step than the one in JavaScript, and the engine a tenth (`docs/performance.md`).
 */
export function engineClient(options: NativeConnectionOptions, namespace: string): EngineClient {
  let connecting: Promise<NativeConnection> | undefined;
  let client: Promise<Client> | undefined;
  const connect = (): Promise<Client> => {
    connecting = NativeConnection.connect(options).then(limitAttempts);
    const connected = connecting.then((connection) => new Client({ connection, namespace }));
    connected.catch(() => {
      client = undefined;
    });
    return connected;
  };
  return {
    get: () => {
      client ??= connect();
      return client;
    },
    async close() {
      const connection = await connecting?.catch(() => undefined);
      await connection?.close();
    },
  };
}

/**
 * The SDK hands a call's limit down by `AsyncLocalStorage`. Before Node 24 its first use makes every promise of the process dearer: 0.7 ms
 * a step, a third of what the API takes. All calls have the same limit here, so it is told without. Should the SDK
 * one day look elsewhere for it, its own of 30 s holds.
 */
function limitAttempts(connection: NativeConnection): NativeConnection {
  const getStore = () => ({ deadline: Date.now() + ATTEMPT });
  return Object.defineProperty(connection, 'callContextStorage', { value: { getStore } });
}
