import { VestibuleError } from '../domain/errors';
import type { Json } from '../domain/json';
import { submissionDigest } from '../security/digest';
import type { StoredResponse } from '../store/store';
import type { Services } from './services';

/** A request under an idempotency key, which its caller has chosen. */
export interface IdempotentRequest {
  /** What is asked for: keys of different operations never meet. */
  operation: string;
  client_id: string;
  key: string;
  /** The digest of the whole request. */
  digest: string;
}

/** An answer as it is kept and replayed. The service never looks into it: each door has its own form. */
export type KeptAnswer = Omit<StoredResponse, 'body'> & { body: Json };

export const idempotentRequest = (
  { keys }: Services,
  operation: string,
  client_id: string,
  key: string,
  request: Json,
): IdempotentRequest => ({ operation, client_id, key, digest: submissionDigest(keys, request) });

/**
 * Performs a request once for each idempotency key, and replays its answer for 24 h. A refusal frees the key: it was
 * made before any work, and its cause may be gone next time. So does a fault of ours; the work itself is the same under
 * the same key. The kept answer is sealed, for it holds keys. Throws `idempotency_key_reused` for another request under
 * the same key, and `idempotency_in_flight` while the first is at work, in whichever process.
 */
export async function performOnce(
  { store: { idempotency }, sealer }: Services,
  { operation, client_id, key, digest }: IdempotentRequest,
  perform: () => Promise<KeptAnswer>,
): Promise<KeptAnswer & { replayed: boolean }> {
  const name = `${operation}/${client_id}/${key}`;
  const begun = await idempotency.begin(name, digest);
  if (begun.state === 'mismatch') throw keyReused();
  if (begun.state === 'in_flight') throw inFlight();
  if (begun.state === 'replay') {
    const { status, headers, body } = begun.response;
    return { status, headers, body: sealer.unseal(body, name), replayed: true };
  }
  const { lease } = begun;
  let answer: KeptAnswer;
  try {
    answer = await perform();
  } catch (error) {
    // The caller learns of its own error. A key that could not be freed is free when its lease has run out.
    await idempotency.abandon(name, lease).catch(() => undefined);
    throw error;
  }
  const { status, headers, body } = answer;
  await idempotency.complete(name, lease, { status, headers, body: sealer.seal(body, name) });
  return { ...answer, replayed: false };
}

const keyReused = () =>
  new VestibuleError('idempotency_key_reused', 'This idempotency key came with another body before. Use a new key.');
const inFlight = () =>
  new VestibuleError('idempotency_in_flight', 'The first request with this key is still at work. Try again.', {
    retryAfter: 1,
  });
