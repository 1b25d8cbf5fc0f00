import { createCipheriv, createDecipheriv } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';
import { blockBuffer } from './block-buffer';

/*
 * Files are encrypted in blocks, by AES-256-GCM under a key of the file's own. So no byte is decrypted before it was
 * authenticated, and no file is ever whole in memory. A block's nonce is made of its number and whether it is the last
 * one: blocks can't be dropped, swapped, repeated or cut off (the STREAM construction, Hoang et al. 2015).
 */
const BLOCK = 64 * 1024;
const TAG = 16;

function nonce(block: number, last: boolean): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt32BE(block, 7);
  bytes.writeUInt8(last ? 1 : 0, 11);
  return bytes;
}

/** Plain bytes in, ciphertext out. `key` must encrypt one file only, once, or nonces would repeat under it. */
export function encryption(key: Buffer): Transform {
  return blocks(BLOCK, (bytes, block, last) => {
    const cipher = createCipheriv('aes-256-gcm', key, nonce(block, last));
    return [cipher.update(bytes), cipher.final(), cipher.getAuthTag()];
  });
}

/** Ciphertext in, plain bytes out. The stream fails at the first block that was changed. */
export function decryption(key: Buffer): Transform {
  return blocks(BLOCK + TAG, (bytes, block, last) => {
    if (bytes.length < TAG) throw new Error('a stored file is cut off');
    const decipher = createDecipheriv('aes-256-gcm', key, nonce(block, last), { authTagLength: TAG });
    decipher.setAuthTag(bytes.subarray(-TAG));
    return [decipher.update(bytes.subarray(0, -TAG)), decipher.final()];
  });
}

/**
 * A stream that cuts its input into blocks of `size` bytes and puts out what `encode` makes of each. The last block may
 * be shorter or empty; `last` is true for it alone.
 */
function blocks(size: number, encode: (bytes: Buffer, block: number, last: boolean) => Buffer[]): Transform {
  const buffer = blockBuffer(size);
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
        for (const full of buffer.add(piece)) {
          for (const bytes of encode(full, block++, false)) this.push(bytes);
        }
      });
    },
    flush(done) {
      attempt(done, () => {
        for (const bytes of encode(buffer.rest(), block, true)) this.push(bytes);
      });
    },
  });
}
