import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LOOPBACK } from '../../local/servers/free-ports';

/** How large and how slow the bank is. */
export interface BankPlan {
  accounts: number;
  bookings: number;
  /** Bookings of a page. */
  page: number;
  /** ms that each call for data takes. */
  delay: number;
}

/** A bank with one user, whose consents are given at once: what it costs to read from it is all that it is for. */
export interface PlainBank {
  url: string;
  plan: BankPlan;
  /** Calls for data so far. */
  calls: number;
  close(): Promise<void>;
}

const CONSENT = '11111111-0000-4000-8000-000000000000';
const day = (age: number) => new Date(Date.now() - age * 86_400_000).toISOString().slice(0, 10);

const account = (n: number) => ({
  resourceId: `account-${n}`,
  iban: `DE${String(10 + n)}500105170648489890`,
  currency: 'EUR',
  name: `Account ${n}`,
  cashAccountType: 'CACC',
});

const booking = (n: number, of: number) => ({
  transactionId: `booking-${of - n}`,
  bookingDate: day(Math.floor((n * 80) / of)),
  transactionAmount: { amount: `-${(n % 900) + 1}.99`, currency: 'EUR' },
  creditorName: `Shop ${n % 50}`,
  creditorAccount: { iban: 'DE02120300000000202051' },
  remittanceInformationUnstructured: `Purchase ${n} of many, paid by card in the town`,
});

/** Answers below any base path: builds differ in what they put before `/v1`. */
export async function openPlainBank(plan: BankPlan): Promise<PlainBank> {
  const bank: PlainBank = { url: '', plan, calls: 0, close: () => closed(server) };
  const server = createServer((request, response) => void answer(bank, request, response));
  await new Promise<void>((resolve) => server.listen(0, LOOPBACK, resolve));
  bank.url = `http://${LOOPBACK}:${(server.address() as AddressInfo).port}`;
  return bank;
}

const closed = async (server: Server): Promise<void> => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
};

async function answer(bank: PlainBank, request: IncomingMessage, response: ServerResponse): Promise<void> {
  for await (const _part of request);
  const url = new URL(request.url ?? '/', bank.url);
  const path = url.pathname.slice(url.pathname.indexOf('/v1/'));
  const [status, body] = path.startsWith('/v1/consents') ? consent(path, url) : data(bank, path, url);
  if (path.startsWith('/v1/accounts')) {
    bank.calls += 1;
    if (bank.plan.delay > 0) await new Promise((resolve) => setTimeout(resolve, bank.plan.delay));
  }
  response.writeHead(status, { 'content-type': 'application/json', 'aspsp-sca-approach': 'DECOUPLED' });
  response.end(JSON.stringify(body));
}

type Answer = [status: number, body: unknown];

function consent(path: string, { pathname }: URL): Answer {
  const home = `${pathname.slice(0, pathname.indexOf('/v1/'))}/v1/consents/${CONSENT}`;
  if (path.endsWith('/authorisations'))
    return [
      201,
      { scaStatus: 'finalised', authorisationId: 'a', _links: { scaStatus: { href: `${home}/authorisations/a` } } },
    ];
  if (path.endsWith('/authorisations/a')) return [200, { scaStatus: 'finalised' }];
  if (path.endsWith('/consents')) {
    const links = { startAuthorisation: { href: `${home}/authorisations` }, status: { href: `${home}/status` } };
    return [201, { consentId: CONSENT, consentStatus: 'received', _links: links }];
  }
  return [200, { consentStatus: 'valid', validUntil: day(-90), recurringIndicator: true, frequencyPerDay: 4 }];
}

function data({ plan }: PlainBank, path: string, url: URL): Answer {
  if (path.endsWith('/accounts'))
    return [200, { accounts: Array.from({ length: plan.accounts }, (_, n) => account(n)) }];
  if (path.endsWith('/balances'))
    return [
      200,
      { balances: [{ balanceType: 'closingBooked', balanceAmount: { amount: '100.00', currency: 'EUR' } }] },
    ];
  const page = Number(url.searchParams.get('page') ?? 0);
  const from = page * plan.page;
  const count = Math.max(0, Math.min(plan.page, plan.bookings - from));
  url.searchParams.set('page', String(page + 1));
  const next = from + plan.page < plan.bookings ? { next: { href: `${url.pathname}${url.search}` } } : {};
  const booked = Array.from({ length: count }, (_, n) => booking(from + n, plan.bookings));
  return [200, { transactions: { booked, _links: next } }];
}
