import type { PaymentStanding } from '../../domain/connector';
import { VestibuleError } from '../../domain/errors';
import type { JsonObject } from '../../domain/json';
import type { DataServices, Holding } from './holding';
import { tokenNotes } from './token-notes';

/** How the payment that credentials point to stands at its bank. `at`: RFC 3339, when the bank said so. */
export type PaymentFacts = PaymentStanding & { at: string };

/** ms for which a bank's word is kept that may still change. One that can't is kept for good. */
const KEPT = 60_000;
/** ms that the bank may take; after that, its last word is shown. */
const DEADLINE = 10_000;
const FINAL: ReadonlySet<string> = new Set(['settled', 'rejected']);

/**
 * The payment's standing: as the bank last said where that is final or a minute old, else as it says now. `undefined`
 * where the credentials point to no payment, or the bank has never said and can't say now.
 */
export async function paymentFacts(services: DataServices, holding: Holding): Promise<PaymentFacts | undefined> {
  const { bank, body, credentials } = holding;
  if (typeof body.payment_id !== 'string') return undefined;
  const { store, sealer, clock } = services;
  const id = `payment/${credentials.credentials_id}`;
  const sealed = await store.bankNotes.find(id);
  const known = sealed && (sealer.unseal(sealed, id) as unknown as PaymentFacts);
  if (known && (FINAL.has(known.state) || clock() - Date.parse(known.at) < KEPT)) return known;
  try {
    const now = await bank.payment(body, {
      signal: AbortSignal.timeout(DEADLINE),
      tokens: tokenNotes(services, credentials),
    });
    if (!now) return known;
    const facts = { ...now, at: new Date(clock()).toISOString() };
    await store.bankNotes.put(id, sealer.seal(facts as unknown as JsonObject, id));
    return facts;
  } catch (error) {
    if (error instanceof VestibuleError) return known;
    throw error;
  }
}
