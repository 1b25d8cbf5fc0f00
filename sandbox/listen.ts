import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Express } from 'express';
import { createBank } from './bank/app';
import type { BankBooks } from './bank/books';
import { Ledger } from './ledger';
import { createVerifier } from './verifier/app';
import type { VerifierBooks } from './verifier/books';
import { Callbacks } from './verifier/callback';

export interface SandboxSettings {
  /** 0: any free port. */
  bank_port: number;
  verifier_port: number;
  /** The folder of the journals. */
  data: string;
  /** `whsec_…`, shared with whoever receives the verifier's callbacks. */
  verifier_secret: string;
  /** The address to listen on. */
  host?: string;
  /** Where browsers reach the bank, if not at its own address. */
  bank_public_url?: string;
}

export interface Sandbox {
  bank_url: string;
  verifier_url: string;
  /** Ends the servers once the requests in hand are answered. */
  close(): Promise<void>;
}

async function listen(app: Express, port: number, host: string): Promise<Server> {
  const server = createServer(app);
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  return server;
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port;
const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });

/** Starts the bank and the verifier. @throws Error where a port is taken or a journal can't be read */
export async function startSandbox(settings: SandboxSettings): Promise<Sandbox> {
  const { data, host = '127.0.0.1' } = settings;
  const bankLedger = new Ledger<BankBooks>(join(data, 'bank.jsonl'));
  const verifierLedger = new Ledger<VerifierBooks>(join(data, 'verifier.jsonl'));
  const callbacks = new Callbacks(verifierLedger, settings.verifier_secret);
  let bank_url = '';
  const bank = await listen(
    createBank(bankLedger, () => bank_url),
    settings.bank_port,
    host,
  );
  const verifier = await listen(createVerifier(verifierLedger, callbacks), settings.verifier_port, host);
  bank_url = settings.bank_public_url ?? `http://127.0.0.1:${portOf(bank)}`;
  return {
    bank_url: `http://127.0.0.1:${portOf(bank)}`,
    verifier_url: `http://127.0.0.1:${portOf(verifier)}`,
    async close() {
      callbacks.stop();
      await Promise.all([close(bank), close(verifier)]);
      await Promise.all([bankLedger.close(), verifierLedger.close()]);
    },
  };
}
