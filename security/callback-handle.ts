import { createHmac, timingSafeEqual } from 'node:crypto';
import { isUuid } from './ids';
import type { CallbackClaims, Checked, Token } from './tokens';

/** Bytes: session id, client id, expiry in seconds. Visit (base 128) and step follow, and at the end the MAC. */
const SESSION = 16;
const CLIENT = 16;
const EXPIRY = 4;
const MAC = 12;
const CLIENT_ID = /^vci_([A-Za-z0-9_-]{22})$/;
const STEP = /^[a-z][a-z0-9_]{0,62}$/;
const CONTEXT = 'callback-handle/1';

/**
 * Callback handles of some 80 characters: banks store the address that a user is sent back to, some in 255 characters
 * and fewer. Signed with HMAC-SHA-256, cut to 96 bits; a forger has to ask us for each guess. Handles of before, and
 * those for ids of another shape, are the longer tokens of `fallback`.
 */
export function callbackHandles(key: Buffer, fallback: Token<CallbackClaims>, life: number): Token<CallbackClaims> {
  const macOf = (bytes: Buffer) => createHmac('sha256', key).update(CONTEXT).update(bytes).digest().subarray(0, MAC);
  return {
    issue(claims, { now = Date.now(), expires_at = now + life } = {}) {
      const body = pack(claims, expires_at);
      if (!body) return fallback.issue(claims, { now, expires_at });
      const token = Buffer.concat([body, macOf(body)]).toString('base64url');
      return { token, expires_at: Math.floor(expires_at / 1000) * 1000 };
    },
    check(token, now = Date.now()) {
      if (token.includes('.')) return fallback.check(token, now);
      const bytes = Buffer.from(token, 'base64url');
      const body = bytes.subarray(0, -MAC);
      const isOurs =
        bytes.length > MAC &&
        bytes.toString('base64url') === token &&
        timingSafeEqual(bytes.subarray(-MAC), macOf(body));
      const claims = isOurs ? unpack(body) : undefined;
      if (!claims) return { ok: false, reason: 'invalid' };
      return now < claims.expires_at ? { ok: true, claims } : { ok: false, reason: 'expired', claims };
    },
  };
}

function pack({ session_id, client_id, step, visit }: CallbackClaims, expires_at: number): Buffer | undefined {
  const [, client = ''] = CLIENT_ID.exec(client_id) ?? [];
  const id = Buffer.from(client, 'base64url');
  const seconds = Math.floor(expires_at / 1000);
  const isShort = isUuid(session_id) && STEP.test(step) && Number.isSafeInteger(visit) && visit >= 0;
  const fits = id.length === CLIENT && id.toString('base64url') === client && seconds >= 0 && seconds <= 0xffffffff;
  if (!isShort || !fits) return undefined;
  const expiry = Buffer.alloc(EXPIRY);
  expiry.writeUInt32BE(seconds);
  const session = Buffer.from(session_id.replaceAll('-', ''), 'hex');
  return Buffer.concat([session, id, expiry, base128(visit), Buffer.from(step)]);
}

/** Seven bits a byte, lowest first; the top bit says that more follow. */
function base128(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    bytes.push((rest % 128) + (rest >= 128 ? 128 : 0));
    if (rest < 128) return Buffer.from(bytes);
  }
}

function unpack(body: Buffer): (Checked<CallbackClaims> & { ok: true })['claims'] | undefined {
  if (body.length <= SESSION + CLIENT + EXPIRY) return undefined;
  const hex = body.toString('hex', 0, SESSION);
  const groups = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)];
  const rest = body.subarray(SESSION + CLIENT + EXPIRY);
  const last = rest.findIndex((byte) => byte < 128);
  return {
    session_id: groups.join('-'),
    client_id: `vci_${body.toString('base64url', SESSION, SESSION + CLIENT)}`,
    visit: rest.subarray(0, last + 1).reduce((sum, byte, index) => sum + (byte % 128) * 128 ** index, 0),
    step: rest.toString('latin1', last + 1),
    expires_at: body.readUInt32BE(SESSION + CLIENT) * 1000,
  };
}
