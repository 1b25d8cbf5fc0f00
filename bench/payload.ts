import { createCipheriv } from 'node:crypto';

/** What one form of the bench is answered with: as much as a page of a real one. */
export const formData = (n: number) => ({ n, text: 'the quick brown fox jumps over the lazy dog '.repeat(3).trim() });
export const terms = { value: '100000', currency: 'EUR', period: '12' };
/** Fits no form: the number is missing, the text has the wrong form. */
export const badData = { text: 'THE QUICK BROWN FOX' };

export const FILE_BYTES = 5 * 1024 * 1024;

/**
 * A PDF of one page that readers can open, `size` bytes long, noise in most of it. Another one for each `n`, for the
 * same file twice is stored once.
 */
export function pdf(n: number, size = FILE_BYTES): Buffer<ArrayBuffer> {
  const made = files.get(size) ?? noisyPdf(size);
  files.set(size, made);
  const file = Buffer.from(made);
  file.write(String(n >>> 0).padStart(10, '0'), HEADER.length + 1, 'latin1');
  return file;
}

const HEADER = '%PDF-1.7\n';

function noisyPdf(size: number): Buffer {
  const start = `${HEADER}%0000000000\n`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>',
  ];
  let text = start;
  const entries = objects.map((body, i) => {
    const at = text.length;
    text += `${i + 1} 0 obj\n${body}\nendobj\n`;
    return entry(at);
  });
  const [opening, closing] = [
    (length: number) => `4 0 obj\n<< /Length ${length} >>\nstream\n`,
    '\nendstream\nendobj\n',
  ];
  const table = (at: number) =>
    `xref\n0 5\n0000000000 65535 f \n${entries.join('')}${entry(text.length)}` +
    `trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n${at}\n%%EOF\n`;
  const around = text.length + opening(size).length + closing.length + table(size).length;
  const length = size - around;
  const noise = createCipheriv('aes-128-ctr', Buffer.alloc(16, 7), Buffer.alloc(16)).update(Buffer.alloc(length));
  const before = Buffer.concat([Buffer.from(text + opening(length)), noise, Buffer.from(closing)]);
  return Buffer.concat([before, Buffer.from(table(before.length))]);
}
const entry = (at: number): string => `${String(at).padStart(10, '0')} 00000 n \n`;
/** Files by their size. */
const files = new Map<number, Buffer>();

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
