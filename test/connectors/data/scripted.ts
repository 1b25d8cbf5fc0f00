import type { DataPort, HistoryPage, HistoryQuery, KnownAccount } from '../../../domain/connector';
import { type Asked, openScriptedBank, type Scripted, type ScriptedBank } from '../fixture';

export const IBAN = 'RO49AAAA1B31007593840000';
export const OTHER = 'DE02120300000000202051';
export const BODY = { consent_id: 'c-1' };
export const ACCOUNT: KnownAccount = { resource_id: 'a-1', iban: IBAN, currency: 'EUR' };

/** What a bank answers, by the part of the path that names the resource. */
export interface Plan {
  accounts?: Scripted | ((asked: Asked, nth: number) => Scripted);
  balances?: Scripted | ((asked: Asked, nth: number) => Scripted);
  transactions?: Scripted | ((asked: Asked, nth: number) => Scripted);
  status?: Scripted;
  other?: (asked: Asked) => Scripted;
}

const resourceOf = (path: string): keyof Plan =>
  /\/status$/.test(path)
    ? 'status'
    : /\/balances(\?|$)/.test(path)
      ? 'balances'
      : /\/transactions(\?|$)/.test(path)
        ? 'transactions'
        : /\/accounts(\?|$)/.test(path)
          ? 'accounts'
          : 'other';

export interface PlannedBank extends ScriptedBank {
  data: DataPort;
  /** Calls of one resource so far. */
  calls(resource: keyof Plan): Asked[];
  history(query?: Partial<HistoryQuery>, account?: Partial<KnownAccount>, place?: string): Promise<HistoryPage>;
}

const opened: ScriptedBank[] = [];
/** For `afterEach`. */
export const closeBanks = async (): Promise<void> => {
  await Promise.all(opened.splice(0).map((bank) => bank.close()));
};

/** A bank with a script a resource; settings as `openScriptedBank` takes them. */
export async function planned(plan: Plan, settings: Record<string, string> = {}): Promise<PlannedBank> {
  const seen = new Map<keyof Plan, Asked[]>();
  const bank = await openScriptedBank((asked) => {
    const resource = resourceOf(asked.path);
    const calls = [...(seen.get(resource) ?? []), asked];
    seen.set(resource, calls);
    const answer = plan[resource];
    if (typeof answer === 'function') return (answer as (asked: Asked, nth: number) => Scripted)(asked, calls.length);
    return answer ?? (resource === 'status' ? { body: { consentStatus: 'valid' } } : { status: 404 });
  }, settings);
  opened.push(bank);
  const { data } = bank.connector;
  return {
    ...bank,
    data,
    calls: (resource) => seen.get(resource) ?? [],
    history: (query = {}, account = {}, place) =>
      data.history(
        BODY,
        { ...ACCOUNT, ...account },
        { booking_status: 'booked', date_from: '2026-01-01', ...query },
        place === undefined ? {} : { place },
        {},
      ),
  };
}

export const refusal = (status: number, code?: string, headers: Record<string, string> = {}): Scripted => ({
  status,
  headers,
  body: code === undefined ? {} : { tppMessages: [{ category: 'ERROR', code, text: 'secret detail' }] },
});
export const booked = (...rows: unknown[]): Scripted => ({ body: { transactions: { booked: rows, _links: {} } } });
export const row = (more: Record<string, unknown> = {}) => ({
  transactionId: 't-1',
  bookingDate: '2026-03-02',
  transactionAmount: { amount: '-12.50', currency: 'EUR' },
  creditorName: 'Shop',
  ...more,
});
export const account = (more: Record<string, unknown> = {}) => ({
  resourceId: 'a-1',
  iban: IBAN,
  currency: 'EUR',
  name: 'Current',
  ...more,
});
export const balances = (amount: unknown = '10.00', more: Record<string, unknown> = {}): Scripted => ({
  body: { balances: [{ balanceType: 'closingBooked', balanceAmount: { amount, currency: 'EUR' }, ...more }] },
});
