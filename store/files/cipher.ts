import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';
import { gatherer } from './block-buffer';

/**
 * Files are encrypted block by block, so that no byte leaves decryption before it was authenticated, and no file is
 * ever whole in memory. AES-256-GCM under a key of the file's own; a block's nonce is its number and whether it is the
 * last, so blocks can't be dropped, swapped, repeated or cut off (the STREAM construction, Hoang et al. 2015).
 */
const BLOCK = 64 * 1024;
const TAG = 16;

const fileKey = (key: Buffer, upload_id: string) => createHmac('sha256', key).update(`file/${upload_id}`).digest();

function nonce(block: number, last: boolean): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt32BE(block, 7);
  bytes.writeUInt8(last ? 1 : 0, 11);
  return bytes;
}

/** Plain bytes in, ciphertext out. A file's id is random and written once, so its key never meets a nonce twice. */
export function encryption(key: Buffer, upload_id: string): Transform {
  const own = fileKey(key, upload_id);
  return blocks(BLOCK, (bytes, block, last) => {
    const cipher = createCipheriv('aes-256-gcm', own, nonce(block, last));
    return [cipher.update(bytes), cipher.final(), cipher.getAuthTag()];
  });
}

/** Ciphertext in, plain bytes out; errors at the first block that is not what was written. */
export function decryption(key: Buffer, upload_id: string): Transform {
  const own = fileKey(key, upload_id);
  return blocks(BLOCK + TAG, (bytes, block, last) => {
    if (bytes.length < TAG) throw new Error('a stored file is cut off');
    const decipher = createDecipheriv('aes-256-gcm', own, nonce(block, last), { authTagLength: TAG });
    decipher.setAuthTag(bytes.subarray(-TAG));
    return [decipher.update(bytes.subarray(0, -TAG)), decipher.final()];
  });
}

/**
 * Cuts a stream into blocks of `size` bytes, the last one shorter or empty, and passes on what `turn` makes of each;
 * the last is known as such only at the end.
 */
function blocks(size: number, turn: (bytes: Buffer, block: number, last: boolean) => Buffer[]): Transform {
  const gathered = gatherer(size);
  let block = 0;
  const attempt = (done: TransformCallback, work: () => void) => {
    try {
      work();
    } catch (cause) {
      return done(cause as Error);
    }
    done();
  };
  return new Transform({
    transform(piece: Buffer, _encoding, done) {
      attempt(done, () => {
        for (const full of gathered.add(piece)) {
          for (const bytes of turn(full, block++, false)) this.push(bytes);
        }
      });
    },
    flush(done) {
      attempt(done, () => {
        for (const bytes of turn(gathered.rest(), block, true)) this.push(bytes);
      });
    },
  });
}
