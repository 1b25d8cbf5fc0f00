import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { CATALOGS } from '../../../connectors/catalogs';
import type { BankAccount, DataPort } from '../../../domain/connector';
import { changeOfEvents } from '../../../domain/tenant-event';
import { readCatalogs } from '../../../kit/catalogs';
import { createCheckBeside } from '../../../kit/check-beside';
import { loadSkills } from '../../../kit/load';
import { createEventRecorder } from '../../../runtime/event-recorder';
import { projectRoot } from '../../../runtime/paths';
import { createSender } from '../../../runtime/webhook-sender';
import { credentialsId } from '../../../security/ids';
import { deriveKeys, hmacKey, newKey } from '../../../security/keys';
import { createSealer } from '../../../security/seal';
import { createTokens } from '../../../security/tokens';
import type { Tenant } from '../../../service/access';
import type { ServiceDeps } from '../../../service/deps';
import { createInspector } from '../../../service/inspection/inspector';
import type { DocumentCheck } from '../../../service/publication/document-check';
import { createLiveSkills } from '../../../service/publication/live-skills';
import { kernelEngine, type Operations } from './kernel-engine';
import { memoryStore } from './memory-store';

export const AISP = 'xyz_aisp_sbx_#1.0';
export const DEPOSIT = 'xyz_sbx_#3.0';
export const TERMS = { value: '100000', currency: 'EUR', period: '12' };
export const WEBHOOK_SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
/** The one before, which is being rotated out. */
export const OLD_WEBHOOK_SECRET = `whsec_${Buffer.alloc(32, 6).toString('base64')}`;

const SKILLS = path.join(projectRoot(), 'skills');
const bundled = loadSkills(SKILLS, CATALOGS);
const checkBeside = createCheckBeside(SKILLS, CATALOGS);
/** Of documents that bring no catalog along: made once, for that takes its time. */
const { check: plain } = checkBeside({});
const check: DocumentCheck = async (document, file, catalogs) =>
  (catalogs && Object.keys(catalogs).length > 0 ? checkBeside(catalogs).check : plain)(document, file);

/** A process of its own runs what is compiled. */
export const INSPECTING_PROGRAM = path.join(projectRoot(), 'dist', 'service', 'inspection', 'program.js');

/** A tenant's keys. */
export interface Client {
  client_id: string;
  client_secret: string;
  client_app_key: string;
}

/** The service's dependencies in one process: the kernel for an engine, memory for a store, scripted banks. */
export function testDeps(operations: Operations = {}) {
  const keys = deriveKeys(randomBytes(32).toString('base64url'));
  const sealer = createSealer(keys);
  const tokens = createTokens(keys);
  const { store, memory } = memoryStore();
  const time = { ahead: 0 };
  const clock = () => Date.now() + time.ahead;
  const finish: Operations[string] = ({ args }, session) => {
    const credentials_id = credentialsId(session.session_id);
    const { session_id, client_id, graph } = session;
    const body = sealer.seal((args.credentials ?? {}) as never, session_id);
    const { skill, catalog, flavour } = graph;
    const issued = { credentials_id, session_id, client_id, skill, catalog, flavour, body };
    memory.credentials.set(credentials_id, { ...issued, status: 'active', created_at: new Date() });
    return { credentials_id };
  };
  const events = createEventRecorder(store.events);
  events.onRecorded((client_id) => store.changes.append([changeOfEvents(client_id)]));
  const engine = kernelEngine({ ...bank, 'session.finish': finish, ...operations }, clock, store.changes, events);
  const live = createLiveSkills({
    files: bundled,
    publications: store.publications,
    check,
    isBound: () => true,
    report: { taken: () => undefined, refused: (...why) => void memory.refused.push(why), away: () => undefined },
  });
  const deps: ServiceDeps = {
    store,
    keys,
    tokens,
    sealer,
    engine,
    events,
    inspector: createInspector(INSPECTING_PROGRAM),
    skills: live,
    publishing: {
      check,
      catalogsBeside: (texts) => readCatalogs(texts, CATALOGS, SKILLS),
      bundled,
      refresh: live.refresh,
    },
    catalogs: CATALOGS,
    data: () => data,
    webhooks: {
      ...createSender({ webhook_allow_loopback: true, webhook_timeout: 5_000 }, { sealer, tokens, store }),
      clock,
    },
    deliveries: { changed: (endpoint) => void memory.woken.push(endpoint.endpoint_id) },
    webhookSecrets: () => [WEBHOOK_SECRET, OLD_WEBHOOK_SECRET],
    clock,
    settings: { query_deadline: 300, psu_prompts: 0, abandoned_after: 60 * 60_000 },
  };
  const tenant = (changes: Partial<Tenant> = {}): Client => {
    const made = { client_id: newKey('vci'), client_secret: newKey('vcs'), client_app_key: newKey('vak') };
    memory.tenants.set(made.client_id, {
      client_id: made.client_id,
      name: 'shop',
      servicer: 'demo',
      flavour: 'sandbox',
      skills: [AISP, DEPOSIT],
      return_urls: ['https://shop.example/back?x=1'],
      origins: ['https://shop.example'],
      secret_hmac: hmacKey(keys.pepper, made.client_secret),
      app_key_hmac: hmacKey(keys.pepper, made.client_app_key),
      created_at: new Date(),
      ...changes,
    });
    return made;
  };
  /** A servicer with one key, which is given back. */
  const servicer = (name: string, providers: string[]): string => {
    const key = newKey('vsk');
    memory.servicers.set(name, { name, title: name, providers, created_at: new Date() });
    const hmac = hmacKey(keys.pepper, key);
    memory.servicerKeys.push({ servicer: name, name: 'ci', hmac, created_at: new Date() });
    return key;
  };
  return { deps, engine, memory, time, tenant, servicer, live };
}

/** The operations of a bank whose user is redirected and consents. */
const bank: Operations = {
  'ais.consent': () => ({ consent_id: 'c-1', approach: 'REDIRECT', links: {}, valid_until: '2099-12-31' }),
  'ais.authorise': ({ phase }) => {
    if (phase === 'begin') return { state: 'redirect', url: 'https://bank.example/login', handle: {} };
    return phase === 'status' ? { state: 'done', result: { consent_status: 'valid' } } : {};
  },
  'bank.sign_in': () => ({ state: 'done', result: {} }),
  'ais.accounts': () => ({ accounts: ['a-1'] }),
  'deposit.quote': () => ({ quote_id: 'q-1', rate: '2.60', interest: '2600.00', maturity_date: '2027-01-31' }),
  'deposit.hold': () => ({ hold_id: 'h-1' }),
  'deposit.release': () => ({}),
  'ais.revoke': () => ({}),
  'kyc.submit': () => ({ check_id: 'k-1' }),
  'deposit.authorise': ({ phase }) =>
    phase === 'begin'
      ? { state: 'challenge', kind: 'otp', show: { message: 'Sent to your phone' }, handle: {} }
      : { state: 'done', result: {} },
  'deposit.open': () => ({ deposit_id: 'd-1', iban: 'XX00', opened_on: '2026-01-31', maturity_date: '2027-01-31' }),
  'session.discard': () => ({}),
};

const account: BankAccount = {
  resource_id: 'a-1',
  currency: 'EUR',
  status: 'enabled',
  balances: [{ type: 'interimAvailable', amount: '10.00', currency: 'EUR' }],
  agreed: true,
};
const data: DataPort = {
  payment: async () => undefined,
  accounts: async (_body, _ctx, choose = (all) => all) => ({ data: await choose([account]), warnings: [] }),
  history: async () => ({
    data: [{ transaction_id: 't-1', booking_status: 'booked', amount: '-1.00', currency: 'EUR' }],
    warnings: [],
  }),
  revoke: async () => undefined,
  status: async () => 'active',
  facts: () => ({ name: 'generic', zone: 'UTC', reads_a_day: 4, confirmed_for: 180, says_status: true }),
};
