import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { isObject, type Json, type JsonObject } from '../domain/json';
import type { Schema } from '../domain/skill/skill';
import type { Keys } from './keys';
import { replaceMarked } from './sensitive';

/** A value that only the holder of the platform's secret can read. The kernel and the engine pass it on as it is. */
export type Sealed = { $sealed: string };

/**
 * A sealed value that was changed, cut, made under another key, or made for another session. Its message names nothing.
 */
export class SealError extends Error {
  override readonly name = 'SealError';
}

const VERSION = 'v1.';
/** The same seal on what its own user may be shown. */
const SHOWN = 's1.';
const IV = 12;
const TAG = 16;

export interface Sealer {
  /** `aad` binds the value to its place: the session's id. A value sealed for one session can't be read in another. */
  seal(value: Json, aad: string): Sealed;
  /** Throws `SealError`. */
  unseal(sealed: Sealed, aad: string): Json;
  /** Replaces every sealed value inside, at any depth. Throws `SealError`. */
  unsealDeep(json: Json, aad: string): Json;
  /**
   * Seals each property that the schema marks `x-sensitive`; what is sealed already stays as it is. What is marked
   * `shown` may be opened for its own user, in the `show` of a step.
   */
  sealMarked<T extends Json>(schema: Schema, data: T, aad: string): T;
}

/** AES-256-GCM under a key of its own for each `aad`, so that random IVs never run out under one key. */
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
  const sealMarked = <T extends Json>(schema: Schema, data: T, aad: string): T =>
    replaceMarked(schema, data, (value, isShown) =>
      isSealed(value) ? value : seal(value, aad, isShown ? SHOWN : VERSION),
    ) as T;

  return { seal: (value, aad) => seal(value, aad), unseal, unsealDeep, sealMarked };
}

/**
 * Only the canonical spelling is taken: base64url has spare bits, and two spellings of one value would be two values.
 */
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
 * Data from outside that use the platform's own words (`$sealed`, `$callback`, `$`): pointer of the first such key, if
 * any.
 */
export function reservedKey(json: Json, at = ''): string | undefined {
  if (typeof json !== 'object' || json === null) return undefined;
  for (const [key, value] of Object.entries(json)) {
    const pointer = `${at}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const found = !Array.isArray(json) && key.startsWith('$') ? pointer : reservedKey(value, pointer);
    if (found !== undefined) return found;
  }
  return undefined;
}

const MASK = '•••';

/** For eyes that must not see them: each property that the schema marks, and everything sealed, becomes `•••`. */
export const maskMarked = (schema: Schema, data: Json): Json => maskSealed(replaceMarked(schema, data, () => MASK));

/** Everything sealed becomes `•••`. */
export const maskSealed = (json: Json): Json => mapSealed(json, () => MASK);

function mapSealed(json: Json, replace: (sealed: Sealed) => Json): Json {
  if (isSealed(json)) return replace(json);
  if (Array.isArray(json)) return json.map((item) => mapSealed(item, replace));
  if (!isObject(json)) return json;
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, mapSealed(value, replace)])) as JsonObject;
}
