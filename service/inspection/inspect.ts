import { imageFault } from './image';
import type { FileFault, Inspection } from './inspection';
import { isEncryptedOffice, mediaTypesOf } from './media-types';
import { pdfFault } from './pdf';
import { isCutZip } from './zip-types';

/**
 * Inspects a whole file: whether its content is of an allowed type, and whether it can be opened. It runs in a process
 * of its own, since decoders meet what strangers have made. Formats that aren't opened are judged by their type alone.
 */
export async function inspect(bytes: Buffer, allowed: readonly string[]): Promise<Inspection> {
  if (bytes.length === 0) return { fault: 'empty' };
  const types = await mediaTypesOf(bytes);
  const media_type = types.find((type) => allowed.includes(type));
  if (media_type === undefined) return { fault: isLockedOffice(bytes, allowed) ? 'locked' : 'media_type' };
  const fault = await openingFault(types, bytes);
  return fault ? { fault } : { media_type };
}

const PICTURES = /^image\/(?:jpeg|png|gif|webp|tiff|avif|heic|heif)(?:-sequence)?$/;

const OFFICE = 'application/vnd.openxmlformats-officedocument.';
const isLockedOffice = (bytes: Buffer, allowed: readonly string[]): boolean =>
  allowed.some((type) => type.startsWith(OFFICE)) && isEncryptedOffice(bytes);

async function openingFault(types: readonly string[], bytes: Buffer): Promise<FileFault | undefined> {
  if (types.includes('application/pdf')) return pdfFault(bytes);
  if (types.some((type) => PICTURES.test(type))) return imageFault(bytes);
  return isCutZip(bytes) ? 'unreadable' : undefined;
}
