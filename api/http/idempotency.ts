import { createHmac } from 'node:crypto';
import { ERRORS, VestibuleError } from '../../domain/errors';
import type { Json, JsonObject } from '../../domain/json';
import { submissionDigest } from '../../security/digest';
import type { StoredResponse } from '../../store/store';
import { type Action, type Answer, type Call, header, perform } from './endpoint';
import { asVestibuleError, PROBLEM_JSON, problemHeaders, toProblem } from './problem';

/** The caller has said who it is, and that is believed. */
interface Known {
  tenant: { client_id: string };
  /** The caller's key, where it sent one. */
  idempotency_key?: string;
}
const KEY = /^[\x21-\x7e]{1,255}$/;

/**
 * Carries the actions out once for each `Idempotency-Key` and body, and replays the first answer, be it a refusal, for
 * 24 h. What may go well at a retry (5xx, too many requests) frees the key instead. The answer is sealed: it holds
 * keys.
 */
export const idempotently = <S extends Known>(route: string, actions: readonly Action<S>[]): Action<S> =>
  async function performIdempotently(call) {
    const given = header(call.req, 'idempotency-key');
    if (given === undefined) return perform(call, actions);
    if (!KEY.test(given)) throw malformedKey();
    call.idempotency_key = given;
    const { store, keys, sealer } = call.deps;
    const key = `${route}/${call.tenant.client_id}/${given}`;
    const begun = await store.idempotency.begin(key, submissionDigest(keys, call.req.body as Json));
    if (begun.state === 'mismatch')
      throw new VestibuleError(
        'idempotency_key_reused',
        'This idempotency key came with another body before. Use a new key.',
      );
    if (begun.state === 'in_flight')
      throw new VestibuleError(
        'idempotency_in_flight',
        'The first request with this key is still at work. Try again.',
        { retryAfter: 1 },
      );
    if (begun.state === 'replay') {
      call.answer = opened(call, key, begun.response);
      return;
    }
    const keep = ({ status, body, headers = {} }: Answer) =>
      store.idempotency.complete(key, begun.lease, { status, headers, body: sealer.seal((body ?? null) as Json, key) });
    try {
      await perform(call, actions);
    } catch (error) {
      const refusal = refusalOf(call, error);
      await (refusal ? keep(refusal) : store.idempotency.abandon(key, begun.lease)).catch(() => undefined);
      throw error;
    }
    if (call.answer) await keep(call.answer);
  };

function opened({ deps }: Call, key: string, { status, headers, body }: StoredResponse): Answer {
  return {
    status,
    headers: { ...headers, 'Idempotency-Replayed': 'true' },
    body: deps.sealer.unseal(body, key) as JsonObject,
  };
}

/** The answer to an error that will be the same next time; `undefined` for one that may not. */
function refusalOf({ req, res }: Call, thrown: unknown): Answer | undefined {
  const error = asVestibuleError(thrown);
  const { status, retryable } = ERRORS[error.code];
  if (status >= 500 || retryable) return undefined;
  return {
    status,
    body: toProblem(error, req, res),
    headers: { ...problemHeaders(error), 'Content-Type': PROBLEM_JSON },
  };
}

const malformedKey = () => {
  const message = 'The key must be 1 to 255 printable ASCII characters without spaces.';
  return new VestibuleError('request_invalid', message, {
    errors: [{ pointer: 'header/Idempotency-Key', code: 'pattern', message }],
  });
};

/**
 * A session's id made of the caller's key and body: should this process die between start and answer, the retry starts
 * the same session. It looks random (version 4), for it is: to whoever lacks the platform's key.
 */
export function sessionIdFor({ deps, tenant, idempotency_key, req }: Call & Known): string | undefined {
  if (idempotency_key === undefined) return undefined;
  const name = JSON.stringify([
    'session',
    tenant.client_id,
    idempotency_key,
    submissionDigest(deps.keys, req.body as Json),
  ]);
  const bytes = createHmac('sha256', deps.keys.digest).update(name).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
