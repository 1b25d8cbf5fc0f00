import { Client } from '@temporalio/client';
import { NativeConnection, type NativeConnectionOptions } from '@temporalio/worker';

/** The engine's client: there once the engine is, and from then on. */
export interface EngineClient {
  /** Rejects while the engine can't be reached; the next call tries anew. */
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
    connecting = NativeConnection.connect(options);
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
