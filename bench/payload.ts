import { createCipheriv } from 'node:crypto';

/** What one form of the bench is answered with: as much as a page of a real one. */
export const formData = (n: number) => ({ n, text: 'the quick brown fox jumps over the lazy dog '.repeat(3).trim() });
export const terms = { value: '100000', currency: 'EUR', period: '12' };
/** Fits no form: the number is missing, the text has the wrong form. */
export const badData = { text: 'THE QUICK BROWN FOX' };

export const FILE_BYTES = 5 * 1024 * 1024;

/** A PDF by its first bytes, noise in the rest; another one for each `n`, for the same file twice is stored once. */
export function pdf(n: number): Buffer<ArrayBuffer> {
  const file = Buffer.from(noise);
  file.writeUInt32BE(n >>> 0, 64);
  return file;
}

const noise = (() => {
  const zeros = Buffer.alloc(FILE_BYTES);
  const bytes = createCipheriv('aes-128-ctr', Buffer.alloc(16, 7), Buffer.alloc(16)).update(zeros);
  bytes.write('%PDF-1.7\n');
  return bytes;
})();

const BOUNDARY = 'bench-boundary-7f3a';

/** A form with one file, as a browser would send it. */
export function multipart(
  fields: Record<string, string>,
  file: { field: string; content: Buffer },
): { type: string; body: Buffer } {
  const part = (name: string, more: string) =>
    `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"${more}\r\n\r\n`;
  const texts = Object.entries(fields).map(([name, value]) => `${part(name, '')}${value}\r\n`);
  const head = `${texts.join('')}${part(file.field, '; filename="scan.pdf"\r\ncontent-type: application/pdf')}`;
  const body = Buffer.concat([Buffer.from(head), file.content, Buffer.from(`\r\n--${BOUNDARY}--\r\n`)]);
  return { type: `multipart/form-data; boundary=${BOUNDARY}`, body };
}
