import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createConnectors } from '../../connectors/providers';
import type { Connector } from '../../domain/connector';
import { type Operations, operationsOf } from './fixture';

/**
 * What happens to one request, in the order in which requests come. `lost` and `gateway_after` are carried out and not
 * answered; `gateway` and `away` are answered so and not carried out; the rest are refusals without reason.
 */
export const FAULTS = [
  'ok',
  'lost',
  'gateway_after',
  'gateway',
  'away',
  'limited',
  'forbidden',
  'unauthorised',
] as const;
export type Fault = (typeof FAULTS)[number];

interface Resource {
  kind: 'consents' | 'payments';
  /** As the bank has it; told late by so many reads. */
  status: string;
  told: string;
  lag: number;
  sca: { id: string; status: string }[];
  deleted: number;
  /** A cancellation was asked for and not carried out: reads until the user, whose page is still open, decides. */
  undecided?: number;
}

export interface Script {
  faults: Fault[];
  approach: 'EMBEDDED' | 'REDIRECT';
  /** Reads of a resource's status that tell the former one. */
  lag: number;
  /** Another signatory has to decide after the user, and does when asked for so many times. */
  others: number;
  /** How a payment's cancellation goes: done, to be authorised itself (202), or answered 204 and not done. */
  cancellation?: 'done' | 'by_sca' | 'not_done';
  /** What becomes of such a payment: its user approves or declines after all, or it lapses. */
  afterwards?: { after: number; as: 'approved' | 'declined' | 'lapsed' };
}

export interface StubBank extends Operations {
  resources: Map<string, Resource>;
  /** Requests that were carried out or refused, as `PUT /…`, with a body's own words. */
  asked: { method: string; path: string; body: string }[];
  /** What the user decides on the bank's page. */
  decide(approved: boolean): void;
  play(script: Script): void;
  close(): Promise<void>;
}

const OTP = '123456';

/** A bank of a few states that does what its script says, for banks that fail in every order. */
export async function openStubBank(): Promise<StubBank> {
  const resources = new Map<string, Resource>();
  const asked: StubBank['asked'] = [];
  let script: Script = { faults: [], approach: 'EMBEDDED', lag: 0, others: 0 };
  let faults: Fault[] = [];

  const change = (resource: Resource, status: string) => {
    resource.lag = script.lag;
    resource.status = status;
  };
  const tell = (resource: Resource) => {
    if (resource.lag > 0) resource.lag -= 1;
    else resource.told = resource.status;
    return resource.told;
  };
  const GIVEN = { consents: 'valid', payments: 'ACSP' };
  const PARTLY = { consents: 'partiallyAuthorised', payments: 'PATC' };
  const REFUSED = { consents: 'rejected', payments: 'RJCT' };

  const authorised = (resource: Resource, approved: boolean) => {
    const [sca] = resource.sca.slice(-1);
    if (sca) sca.status = approved ? 'finalised' : 'failed';
    if (!approved) return change(resource, REFUSED[resource.kind]);
    change(resource, script.others > 0 ? PARTLY[resource.kind] : GIVEN[resource.kind]);
  };

  const isOpen = ({ status, kind }: Resource) => status === 'RCVD' || status === PARTLY[kind];

  type Reply = [status: number, body: unknown];
  const refuse = (status: number, code: string): Reply => [status, { tppMessages: [{ category: 'ERROR', code }] }];

  const carryOut = (method: string, path: string, body: Record<string, unknown>): Reply => {
    const [, kind, id, authorisations, authorisation] =
      /\/v1\/(consents|payments)(?:\/sepa-credit-transfers)?(?:\/([^/]+))?(?:\/([^/]+))?(?:\/([^/]+))?$/.exec(path) ??
      [];
    if (path.endsWith('/accounts')) return [200, { accounts: [{ resourceId: 'a-1', currency: 'EUR' }] }];
    if (path.endsWith('/payee-verifications')) return [200, { result: 'MTCH' }];
    if (kind !== 'consents' && kind !== 'payments') return refuse(404, 'RESOURCE_UNKNOWN');
    const home =
      path.slice(0, path.indexOf(kind) + kind.length) + (kind === 'payments' ? '/sepa-credit-transfers' : '');
    if (id === undefined) {
      const created = randomUUID();
      const status = kind === 'consents' ? 'received' : 'RCVD';
      resources.set(created, { kind, status, told: status, lag: 0, sca: [], deleted: 0 });
      const _links = { startAuthorisation: { href: `${home}/${created}/authorisations` } };
      return [
        201,
        { consentId: created, paymentId: created, consentStatus: status, transactionStatus: status, _links },
      ];
    }
    const resource = resources.get(id);
    if (!resource) return refuse(404, 'RESOURCE_UNKNOWN');
    if (method === 'DELETE') {
      if (resource.status === REFUSED[kind] || resource.deleted > 0) return refuse(409, 'STATUS_INVALID');
      if (kind === 'payments' && resource.status === GIVEN.payments) return refuse(405, 'CANCELLATION_INVALID');
      if (kind === 'payments' && script.cancellation && script.cancellation !== 'done') {
        resource.undecided ??= script.afterwards?.after ?? 0;
        return script.cancellation === 'by_sca' ? [202, { transactionStatus: resource.told }] : [204, undefined];
      }
      resource.deleted += 1;
      change(resource, kind === 'consents' ? 'terminatedByTpp' : 'CANC');
      resource.lag = 0;
      return [204, undefined];
    }
    if (authorisations === undefined) return [200, { consentStatus: tell(resource), validUntil: '2099-01-01' }];
    if (authorisations === 'status') {
      if (resource.status === PARTLY[kind] && --script.others <= 0) change(resource, GIVEN[kind]);
      if (resource.undecided !== undefined && --resource.undecided < 0 && isOpen(resource))
        change(resource, script.afterwards?.as === 'approved' ? GIVEN[kind] : REFUSED[kind]);
      const status = tell(resource);
      return [200, { consentStatus: status, transactionStatus: status }];
    }
    if (method === 'POST') {
      if (resource.status !== 'received' && resource.status !== 'RCVD') return refuse(409, 'STATUS_INVALID');
      const sca = { id: randomUUID(), status: script.approach === 'EMBEDDED' ? 'scaMethodSelected' : 'started' };
      resource.sca.push(sca);
      const href = `${path}/${sca.id}`;
      const next =
        script.approach === 'EMBEDDED'
          ? { authoriseTransaction: { href } }
          : { scaRedirect: { href: 'https://bank.test/login' } };
      return [201, { scaStatus: sca.status, authorisationId: sca.id, _links: { ...next, scaStatus: { href } } }];
    }
    const sca = resource.sca.find((each) => each.id === authorisation);
    if (!sca) return refuse(404, 'RESOURCE_UNKNOWN');
    if (method === 'GET') return [200, { scaStatus: sca.status }];
    if (sca.status !== 'scaMethodSelected' || resource.deleted > 0) return refuse(409, 'STATUS_INVALID');
    if (body.scaAuthenticationData !== OTP) return refuse(401, 'PSU_CREDENTIALS_INVALID');
    authorised(resource, true);
    return [200, { scaStatus: 'finalised' }];
  };

  const NOT_CARRIED_OUT: Partial<Record<Fault, Reply>> = {
    gateway: [502, undefined],
    away: [503, undefined],
    limited: [429, undefined],
    forbidden: refuse(403, 'SERVICE_BLOCKED'),
    unauthorised: refuse(401, 'CONSENT_INVALID'),
  };

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const [method, path] = [request.method ?? '', (request.url ?? '').split('?')[0] as string];
    asked.push({ method, path, body });
    // Faults of refusal are for reads only: a change that is refused for no reason is another bank.
    const fault = faults.shift() ?? 'ok';
    const isRefusal = fault === 'limited' || fault === 'forbidden' || fault === 'unauthorised';
    const told = isRefusal && method !== 'GET' ? undefined : NOT_CARRIED_OUT[fault];
    const [status, reply] = told ?? carryOut(method, path, body ? JSON.parse(body) : {});
    if (fault === 'lost') return void response.destroy();
    response.writeHead(fault === 'gateway_after' ? 502 : status, { 'content-type': 'application/json' });
    response.end(reply === undefined || fault === 'gateway_after' ? '' : JSON.stringify(reply));
  };

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const connectors = createConnectors({ XYZ_SBX_BANK_URL: url });
  return {
    ...operationsOf(connectors.connector('xyz', 'sandbox') as Connector),
    resources,
    asked,
    decide(approved) {
      const open = [...resources.values()].findLast(({ sca }) => sca.at(-1)?.status === 'started');
      if (open) authorised(open, approved);
    },
    play(next) {
      script = { ...next };
      faults = [...next.faults];
      resources.clear();
      asked.length = 0;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await connectors.close();
    },
  };
}
