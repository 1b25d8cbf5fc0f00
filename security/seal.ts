import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { isObject, type Json, type JsonObject } from '../domain/json';
import { escapeToken } from '../domain/pointer';
import type { Schema } from '../domain/skill/skill';
import type { Keys } from './keys';
import { replaceSensitive } from './sensitive';

/** A sealed value: only the holder of the platform's secret can read it. Kernel and engine pass it on unopened. */
export type Sealed = { $sealed: string };

/** A sealed value was changed or cut, or belongs to another key or session. The message holds nothing of the value. */
export class SealError extends Error {
  override readonly name = 'SealError';
}

const VERSION = 'v1.';
/** The same seal on what its own user may be shown. */
const SHOWN = 's1.';
const IV = 12;
const TAG = 16;

export interface Sealer {
  /**
   * Seals a JSON value. `aad` (additional authenticated data) binds it to its place, the session's id: a value sealed
   * for one session can't be opened in another.
   */
  seal(value: Json, aad: string): Sealed;
  /** Throws `SealError`. */
  unseal(sealed: Sealed, aad: string): Json;
  /** Opens every sealed value inside, at any depth. Throws `SealError`. */
  unsealDeep(json: Json, aad: string): Json;
  /**
   * Seals each property that the schema marks `x-sensitive`. Values that are sealed already stay as they are. What is
   * marked `shown` may be opened for its own user, in the `show` of a step.
   */
  sealSensitive<T extends Json>(schema: Schema, data: T, aad: string): T;
}

/**
 * A sealer by AES-256-GCM. Each `aad` has a key of its own, so no key ever meets so many random IVs that one repeats.
 */
export function createSealer(keys: Keys): Sealer {
  const keyFor = (aad: string) => createHmac('sha256', keys.seal).update(aad).digest();

  const seal = (value: Json, aad: string, version = VERSION): Sealed => {
    const iv = randomBytes(IV);
    const cipher = createCipheriv('aes-256-gcm', keyFor(aad), iv).setAAD(Buffer.from(aad));
    const text = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
    return { $sealed: version + Buffer.concat([iv, cipher.getAuthTag(), text]).toString('base64url') };
  };

  const unseal = (sealed: Sealed, aad: string): Json => {
    const bytes = decode(sealed.$sealed);
    try {
      const decipher = createDecipheriv('aes-256-gcm', keyFor(aad), bytes.subarray(0, IV), { authTagLength: TAG });
      decipher.setAAD(Buffer.from(aad)).setAuthTag(bytes.subarray(IV, IV + TAG));
      const text = Buffer.concat([decipher.update(bytes.subarray(IV + TAG)), decipher.final()]);
      return JSON.parse(text.toString('utf8'));
    } catch (cause) {
      throw new SealError('a sealed value can’t be opened here', { cause });
    }
  };

  const unsealDeep = (json: Json, aad: string): Json => mapSealed(json, (sealed) => unseal(sealed, aad));
  const sealSensitive = <T extends Json>(schema: Schema, data: T, aad: string): T =>
    replaceSensitive(schema, data, (value, isShown) =>
      isSealed(value) ? value : seal(value, aad, isShown ? SHOWN : VERSION),
    ) as T;

  return { seal: (value, aad) => seal(value, aad), unseal, unsealDeep, sealSensitive };
}

/** The bytes of a sealed text. Only the canonical base64url spelling is accepted, so that one value has one text. */
function decode(text: string): Buffer {
  const version = text.startsWith(SHOWN) ? SHOWN : VERSION;
  const bytes = text.startsWith(version) ? Buffer.from(text.slice(version.length), 'base64url') : Buffer.alloc(0);
  if (bytes.length < IV + TAG || version + bytes.toString('base64url') !== text)
    throw new SealError('not a sealed value');
  return bytes;
}

/** Whether a value is sealed: an object with that one key. */
export const isSealed = (value: unknown): value is Sealed =>
  isObject(value) && typeof value.$sealed === 'string' && Object.keys(value).length === 1;

/**
 * The JSON Pointer of the first key that is reserved for the platform (`$sealed`, `$callback`, `$`), if there is one.
 * Data from outside must not have any, or they could pass for sealed values or references.
 */
export function reservedKey(json: Json, at = ''): string | undefined {
  if (typeof json !== 'object' || json === null) return undefined;
  for (const [key, value] of Object.entries(json)) {
    const pointer = `${at}/${escapeToken(key)}`;
    const found = !Array.isArray(json) && key.startsWith('$') ? pointer : reservedKey(value, pointer);
    if (found !== undefined) return found;
  }
  return undefined;
}

const MASK = '•••';

/** Replaces each property that the schema marks sensitive, and each sealed value, by `•••`. */
export const maskSensitive = (schema: Schema, data: Json): Json =>
  maskSealed(replaceSensitive(schema, data, () => MASK));

/** Replaces each sealed value by `•••`. */
export const maskSealed = (json: Json): Json => mapSealed(json, () => MASK);

function mapSealed(json: Json, replace: (sealed: Sealed) => Json): Json {
  if (isSealed(json)) return replace(json);
  if (Array.isArray(json)) return json.map((item) => mapSealed(item, replace));
  if (!isObject(json)) return json;
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, mapSealed(value, replace)])) as JsonObject;
}
