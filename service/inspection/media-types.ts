import { fileTypeFromBuffer } from 'file-type';
import { brandTypes } from './brands';
import { cmsTypes } from './cms';
import { latin1 } from './inspection';
import { zipTypes } from './zip-types';

/**
 * All media types that a file's content is of, the most specific first; none where it isn't recognised. The whole file
 * is looked at, since some formats show what they are only at their end.
 */
export async function mediaTypesOf(bytes: Buffer): Promise<string[]> {
  const found = (await fileTypeFromBuffer(bytes))?.mime;
  if (isMarkup(found) && hasLatePdfHeader(bytes)) return ['application/pdf'];
  switch (found) {
    case undefined:
      return cmsTypes(bytes);
    case 'application/zip':
      return zipTypes(bytes);
    case 'application/x-cfb':
      return [...officeTypes(bytes), found];
    default:
      return brandTypes(bytes) ?? [found, ...(KIN[found] ?? [])];
  }
}

/** Other names of a type, and the wider types that a file of it is of, too. */
const KIN: Readonly<Record<string, string[]>> = {
  'image/jpeg': ['image/jpg', 'image/pjpeg'],
  'image/apng': ['image/png'],
  'application/xml': ['text/xml'],
};

/** What a reader of PDF may have before the header, which isn't part of the document. */
const isMarkup = (found: string | undefined): boolean => found === undefined || found === 'application/xml';
/** Bytes within which readers look for a PDF's header (Adobe's implementation note 13 to PDF 1.7, annex H). */
const PDF_HEADER_WITHIN = 1_024;
const hasLatePdfHeader = (bytes: Buffer): boolean => bytes.subarray(0, PDF_HEADER_WITHIN).includes(latin1('%PDF-'));

/** Streams by which a file in Microsoft's compound format shows its application; their names are in UTF-16. */
const OFFICE_STREAMS: readonly [string, string][] = [
  ['WordDocument', 'application/msword'],
  ['Workbook', 'application/vnd.ms-excel'],
  ['PowerPoint Document', 'application/vnd.ms-powerpoint'],
];
/** Office encrypts a document by putting it into a compound file. */
export const isEncryptedOffice = (bytes: Buffer): boolean =>
  bytes.subarray(0, 4).equals(COMPOUND) && bytes.includes(Buffer.from('EncryptedPackage\0', 'utf16le'));
const COMPOUND = Buffer.from('d0cf11e0', 'hex');

const officeTypes = (bytes: Buffer): string[] =>
  OFFICE_STREAMS.filter(([name]) => bytes.includes(Buffer.from(`${name}\0`, 'utf16le'))).map(([, type]) => type);
