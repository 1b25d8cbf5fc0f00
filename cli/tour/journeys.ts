import { readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../runtime/paths';
import { type App, type Body, type Conversation, expectStatus } from './app';
import { authorise } from './user';

/** Files of a person who doesn't exist. */
export const document = (name: 'passport.pdf' | 'passport.jpg' | 'selfie.jpg'): Uint8Array =>
  readFileSync(path.join(projectRoot(), 'sandbox', 'documents', name));

/** Credentials of one user: what the tenant keeps beside its own user. */
export interface Credentials {
  credentials_id: string;
  access_token: string;
}

/** A consent at a bank, by whichever way the bank wants for this test user. */
export async function consent(app: App, psu_id: string, act = authorise): Promise<Conversation> {
  const session = await app.start('xyz_aisp_sbx_#1.0');
  expectStatus(await session.submit({ psu_id }), 200, 202);
  await act(session, psu_id);
  await session.until(session.ended);
  return session;
}

/** A consent at a bank of the user's choice. Without one, at the sandbox's plain bank. */
export async function consentAt(app: App, bank: string | undefined, psu_id: string): Promise<Conversation> {
  const session = await app.start('xyz_aisp_sbx_#1.2');
  expectStatus(await session.submit({ psu_id, ...(bank === undefined ? {} : { bank }) }), 200, 202);
  await authorise(session, psu_id);
  await session.until(session.ended);
  return session;
}

/** For test users whose phone decides by itself. */
export const leaveIt = async (): Promise<void> => {};

/** A payment order; the payer is named by `psu_id`. */
export const PAYMENT = {
  creditor_name: 'Green Grocer SRL',
  creditor_iban: 'DE89370400440532013000',
  amount: '24.90',
  currency: 'EUR',
  remittance: 'Invoice 2041',
};

export async function pay(app: App, psu_id: string, more: object = {}): Promise<Conversation> {
  const session = await app.start('xyz_pisp_sbx_#1.0');
  expectStatus(await session.submit({ ...PAYMENT, psu_id, ...more }), 200, 202);
  await authorise(session, psu_id);
  await session.until(session.ended);
  return session;
}

/** A payment at a bank of the user’s choice: a standard transfer unless `more` says otherwise. */
export async function payAt(
  app: App,
  bank: string | undefined,
  psu_id: string,
  more: object = {},
): Promise<Conversation> {
  const session = await app.start('xyz_pisp_sbx_#1.2');
  const order = { ...PAYMENT, psu_id, ...(bank === undefined ? {} : { bank }), ...more };
  expectStatus(await session.submit(order), 200, 202);
  for (;;) {
    await authorise(session, psu_id);
    if (session.state.next.kind !== 'form' || session.isAt('payment')(session.state)) break;
    expectStatus(await session.submit({ action: 'accept' }), 200, 202);
  }
  await session.until((state) => session.ended(state) || session.isAt('payment')(state));
  return session;
}

export const TERMS = { value: '100000', currency: 'EUR', period: '12' };

/** A term deposit. A holder whose name contains 'retake' is asked for better pictures once. */
export async function deposit(
  app: App,
  psu_id: string,
  holder: string,
  { terms = TERMS, named = psu_id } = {},
): Promise<Conversation> {
  const session = await app.start('xyz_sbx_#3.0');
  expectStatus(await session.submit(terms), 200, 202);
  await session.until(session.isAt('confirm'));
  expectStatus(await session.submit({ action: 'accept' }), 200, 202);
  await session.until(session.isAt('documents'));
  await handIn(session, holder, named);
  await session.until((state) => session.isAt('documents')(state) || isSigning(session)(state) || session.ended(state));
  if (session.state.next.step === 'documents') {
    await handIn(session, holder, named);
    await session.until((state) => isSigning(session)(state) || session.ended(state));
  }
  await authorise(session, psu_id);
  await session.until(session.ended);
  return session;
}

/** The bank is asked for a signature, whether or not it knew the user's name. */
const isSigning = (session: Conversation) => (state: Body) =>
  session.isAt('sign')(state) || session.isAt('sign_at_bank')(state);

/** The scan goes up before the data, the selfie after them. */
async function handIn(session: Conversation, holder: string, psu_id: string): Promise<void> {
  const { step_id } = session.state.next;
  expectStatus(await session.upload('id_scan', document('passport.pdf'), 'passport.pdf', { step_id }), 200, 202);
  expectStatus(await session.submit({ id_type: 'passport', holder, psu_id }), 200, 202);
  expectStatus(await session.upload('selfie', document('selfie.jpg'), 'selfie.jpg', { step_id }), 200, 202);
  await session.until((state) => state.next.step !== 'documents' || state.next.step_id !== step_id);
}

/** Exchanges the temp token of a finished session for its credentials. */
export async function exchange(session: Conversation): Promise<Credentials> {
  return expectStatus(await session.app.exchange(session.state.temp_token), 200).body;
}

/** All transactions of an account since a date (YYYY-MM-DD), page by page. */
export async function transactions(
  app: App,
  credentials: Credentials,
  account_id: string,
  date_from: string,
  limit = 100,
): Promise<Body[]> {
  const rows: Body[] = [];
  for (let cursor = ''; ; ) {
    const query = new URLSearchParams({ account_id, date_from, limit: String(limit), ...(cursor ? { cursor } : {}) });
    const { data, has_more, next_cursor } = expectStatus(
      await app.data(`/transactions?${query}`, credentials),
      200,
    ).body;
    rows.push(...data);
    if (!has_more) return rows;
    cursor = next_cursor;
  }
}
