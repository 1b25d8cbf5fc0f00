import type { Keys } from '../security/keys';
import { attemptPort } from './attempts';
import { bankNotePort } from './bank-notes';
import { changePort } from './changes';
import { guarded, openDatabase } from './connection';
import { credentialsPort } from './credentials';
import { deliveryLogPort, deliveryStatePort, replayPort } from './deliveries';
import { draftPort } from './drafts';
import { dueCheckPort } from './due-checks';
import { endpointPort } from './endpoints';
import { eventPort } from './events';
import { filePort } from './files/files';
import { idempotencyPort } from './idempotency';
import { sharedLimiter } from './limiter';
import { defineModels, makeIndexes } from './models';
import { pagePort } from './pages';
import { publicationPort } from './publications';
import { readCountPort } from './read-counts';
import { servicerKeyPort } from './servicer-keys';
import { sharedCounts } from './shared-counts';
import { skillPort } from './skills';
import type { Store } from './store';
import { sweeper } from './sweep';
import { servicerPort, tenantPort } from './tenants';
import { ticketPort } from './tickets';
import { watchNotePort } from './watch-notes';

/**
 * The store on a server that speaks MongoDB's protocol; `uri` names the database too. It connects at its first use and
 * has to be closed.
 */
export function createStore({ uri, keys }: { uri: string; keys: Keys }): Store {
  const database = openDatabase(uri, makeIndexes);
  const { connection } = database;
  const models = defineModels(connection);
  const sweep = sweeper(connection);
  const counts = sharedCounts(connection, keys);
  const nothing = async () => undefined;

  return {
    tenants: guarded(database, tenantPort(models)),
    servicers: guarded(database, servicerPort(models)),
    servicerKeys: guarded(database, servicerKeyPort(models)),
    skills: guarded(database, skillPort(models)),
    publications: guarded(database, publicationPort(models)),
    credentials: guarded(database, credentialsPort(models)),
    idempotency: guarded(database, idempotencyPort(models)),
    pages: guarded(database, pagePort(models)),
    bankNotes: guarded(database, bankNotePort(models)),
    readCounts: guarded(database, readCountPort(models)),
    changes: guarded(database, changePort(connection)),
    events: guarded(database, eventPort(models)),
    dueChecks: guarded(database, dueCheckPort(models)),
    watchNotes: guarded(database, watchNotePort(models)),
    endpoints: guarded(database, endpointPort(models)),
    deliveryStates: guarded(database, deliveryStatePort(models)),
    deliveries: guarded(database, deliveryLogPort(models)),
    replays: guarded(database, replayPort(models)),
    drafts: guarded(database, draftPort(models)),
    tickets: guarded(database, ticketPort(models)),
    attempts: guarded(database, attemptPort(models, connection)),
    files: guarded(database, filePort(connection, keys)),
    limiter: (options) => sharedLimiter(options, counts),
    ready: () => database.run(nothing),
    ping: () => database.run(async () => void (await connection.db?.command({ ping: 1 }))),
    sweep: (now = new Date()) => database.run(() => sweep(now)),
    close: () => database.close(),
  };
}
